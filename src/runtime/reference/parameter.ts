/** ops/parameter: a copy, so that the result stays what it was when the parameter is written. */
import type { Kernel } from "./kernel.ts";

export const parameter: Kernel = ({ output, parameters }) => output.data.set(parameters[""]!);
