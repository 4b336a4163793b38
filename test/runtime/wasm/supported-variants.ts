/** The kernels' variants that this engine runs, so that tests can go through all of them. */
import { isSupported, kernelVariants } from "../../../src/runtime/wasm/kernel-module.ts";

const support = await Promise.all(kernelVariants.map(async (variant) => ({ variant, supported: await isSupported(variant) })));

export const supportedVariants = support.filter(({ supported }) => supported).map(({ variant }) => variant);
