/** The committed bytes are those of the sources beside them; rebuilding them needs the toolchain, and is done elsewhere. */
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { kernelBytes } from "../../../src/runtime/wasm/kernel-bytes.ts";
import { kernelModule } from "../../../src/runtime/wasm/kernel-module.ts";

const build = fileURLToPath(new URL("../../../kernels/build.mjs", import.meta.url));

test("were built from the present sources, options and toolchain", () => {
  const hash = execFileSync(process.execPath, [build, "--hash"], { encoding: "utf8" }).trim();
  expect(kernelBytes.sourceHash, "run `npm ci --prefix kernels && node kernels/build.mjs`").toBe(hash);
});

test.each([true, false])("import one memory (shared: %s) and nothing else", async (shared) => {
  const module = await kernelModule(shared);
  expect(WebAssembly.Module.imports(module)).toEqual([expect.objectContaining({ module: "env", name: "memory" })]);
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared });
  await expect(WebAssembly.instantiate(module, { env: { memory } })).resolves.toBeDefined();
  const other = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: !shared });
  await expect(WebAssembly.instantiate(module, { env: { memory: other } })).rejects.toThrow(WebAssembly.LinkError);
});
