/** The committed bytes are those of the sources beside them; rebuilding them needs the toolchain, and is done elsewhere. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test, vi } from "vitest";
import { kernelBytes } from "../../../src/runtime/wasm/kernel-bytes.ts";
import { bestVariant, kernelModule, type KernelVariant } from "../../../src/runtime/wasm/kernel-module.ts";
import { supportedVariants } from "./supported-variants.ts";

const build = fileURLToPath(new URL("../../../kernels/build.mjs", import.meta.url));

test("were built from the present sources, options and toolchain", () => {
  const hash = execFileSync(process.execPath, [build, "--hash"], { encoding: "utf8" }).trim();
  expect(kernelBytes.sourceHash, "run `npm ci --prefix kernels && node kernels/build.mjs`").toBe(hash);
});

describe.each(supportedVariants)("%s", (variant) => {
  test.each([true, false])("imports one memory (shared: %s) and nothing else", async (shared) => {
    const module = await kernelModule(shared, variant);
    expect(WebAssembly.Module.imports(module)).toEqual([expect.objectContaining({ module: "env", name: "memory" })]);
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared });
    await expect(WebAssembly.instantiate(module, { env: { memory } })).resolves.toBeDefined();
    const other = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: !shared });
    await expect(WebAssembly.instantiate(module, { env: { memory: other } })).rejects.toThrow(WebAssembly.LinkError);
  });
});

describe("of the variants", () => {
  afterEach(() => void vi.restoreAllMocks());

  test("simd128 runs everywhere, and relaxed-simd from Node 22 on", () => {
    const [major] = process.versions.node.split(".").map(Number);
    expect(supportedVariants).toEqual(major! >= 22 ? ["relaxed-simd", "simd128"] : ["simd128"]);
  });

  test.each([["the first that validates", supportedVariants.length], ["the baseline where the other does not validate", 1]])("one is taken unless named: %s", async (_, validating) => {
    const validate = WebAssembly.validate;
    vi.spyOn(WebAssembly, "validate").mockImplementation((bytes) => validate(bytes) && new Uint8Array(bytes as ArrayBuffer).length === lengthOf(supportedVariants.at(-validating)!));
    expect(await bestVariant()).toBe(supportedVariants.at(-validating));
  });

  test("none is an error that says so", async () => {
    vi.spyOn(WebAssembly, "validate").mockReturnValue(false);
    await expect(bestVariant()).rejects.toThrow("this JavaScript engine has no WebAssembly with SIMD and atomics");
  });
});

function lengthOf(variant: KernelVariant): number {
  return kernelBytes.variants[variant].length;
}
