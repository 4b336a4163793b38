/** What a bundler makes of a generated module and the runtime: it runs by itself, and holds nothing of the compiler. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rolldown, type OutputChunk } from "rolldown";
import { emitModule } from "../../src/index.ts";
import { compileGraph, importModule, seededInputs, type AnyModel } from "./graph-models.ts";

const runtime = fileURLToPath(new URL("../../src/runtime/index.ts", import.meta.url));
const program = compileGraph("lenet");
let folder: string;
let bundle: OutputChunk;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "dot2model-test-"));
  const input = join(folder, "lenet.ts");
  writeFileSync(input, emitModule(program, { version: "0.0.0", runtime: "dot2model/runtime", types: true }));
  const build = await rolldown({ input, platform: "browser", resolve: { alias: { "dot2model/runtime": runtime } } });
  const { output } = await build.write({ file: join(folder, "bundle.mjs") });
  await build.close();
  expect(output).toHaveLength(1);
  bundle = output[0];
});
afterAll(() => rmSync(folder, { recursive: true }));

test("gives the numbers of the module", async () => {
  const { createLeNet } = await import(/* @vite-ignore */ pathToFileURL(join(folder, "bundle.mjs")).href) as { createLeNet: () => Promise<AnyModel> };
  const [bundled, plain] = [await createLeNet(), await (await importModule(program))({})];
  const inputs = seededInputs(plain, 1, 1);
  expect((await bundled.run(inputs))["oup"]!.data).toEqual((await plain.run(inputs))["oup"]!.data);
});

test("imports nothing, and names Node's modules only where it asks at run time whether it is Node", () => {
  expect([...bundle.imports, ...bundle.dynamicImports]).toEqual([]);
  const unasked = bundle.code.replaceAll(/nodeModule\("node:\w+"\)/g, "").replaceAll(/^.*getBuiltinModule\("node:worker_threads"\).*$/gm, "");
  expect(unasked.length).toBeLessThan(bundle.code.length);
  expect(builtinModules.filter((name) => unasked.includes(`"node:${name}"`))).toEqual([]);
});

test("is made of the runtime and of operations alone", () => {
  const rooms = bundle.moduleIds.flatMap((id) => /\/src\/(.*?)\//.exec(id)?.[1] ?? []);
  expect([...new Set(rooms)].sort()).toEqual(["ops", "runtime"]);
});

test("is at most 60 kB, compressed, all kernels and the worker's module included", async () => {
  const bytes = await Promise.all([join(folder, "lenet.ts"), fileURLToPath(new URL("../../src/runtime/wasm/worker.ts", import.meta.url))].map(async (entry) => {
    const build = await rolldown({ input: entry, platform: "browser", resolve: { alias: { "dot2model/runtime": runtime } } });
    const { output: [{ code, imports, dynamicImports }] } = await build.generate({ minify: true });
    await build.close();
    expect([...imports, ...dynamicImports]).toEqual([]);
    return gzipSync(code).length;
  }));
  expect(bytes[0]).toBeGreaterThan(5_000);
  expect(bytes[0]! + bytes[1]!).toBeLessThanOrEqual(60_000);
});

describe("holds none of", () => {
  const source = new URL("../../src/", import.meta.url);
  const compiler = readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.startsWith("runtime"))
    .map((file) => readFileSync(new URL(file, source), "utf8")).join("\n");
  const expectInCompilerOnly = (pattern: RegExp) => {
    expect(compiler).toMatch(pattern);
    expect(bundle.code).not.toMatch(pattern);
  };

  test("the Chinese words", () => expectInCompilerOnly(/\p{Script=Han}/u));

  test.each([/"Fully connected"/, /"BatchNorm2D"/, /"MaxPool2D"/, /reshape-size/, /is neither a layer nor a block/])("the labels and messages: %s", (pattern) => expectInCompilerOnly(pattern));

  test.each([/BatchNormalization/, /"Conv"/, /"Gemm"/, /"MaxPool"/, /"Resize"/, /onnx/])("ONNX's words: %s", (pattern) => expectInCompilerOnly(pattern));
});
