/** Models in Chromium, on pages with and without isolation: a standalone module as it is, and the package built by Vite. Needs a build. */
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { emitModule } from "../../src/index.ts";
import { compileGraph, importModule } from "../models/graph-models.ts";
import { isWithoutChromium, resultOfPage, startChromium } from "./page.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const program = compileGraph("resnet18_convblock", { set: { BlockC: 8, BlockH: 16, BlockW: 16 } });

interface PageResult {
  /** The output's numbers, for each number of threads that was asked for. */
  readonly outputs: readonly (readonly number[])[];
  readonly threads: readonly number[];
  readonly notes: readonly (readonly string[])[];
  readonly disposed: string;
  readonly isolated: boolean;
}

/** A batch of two. */
const inputLength = 2 * 8 * 16 * 16;

/** Runs the model on 1, 2 and 3 threads, and ends one in the midst of a run. */
const script = `
  const [outputs, threads, notes] = [[], [], []];
  const inp = Float32Array.from({ length: ${inputLength} }, (_, i) => Math.sin(i));
  for (const wanted of [1, 2, 3]) {
    const model = await createResNet18ConvBlock({ seed: 1, backend: wasm({ leastWork: 0 }), threads: wanted });
    outputs.push(Array.from((await model.run({ inp })).oup.data));
    const explanation = await model.explain();
    threads.push(explanation.threads);
    notes.push(explanation.notes);
    await model.dispose();
  }
  const model = await createResNet18ConvBlock({ backend: wasm({ leastWork: 0 }), threads: 2 });
  const large = { inp: new Float32Array(2048 * inp.length) };
  await model.run(large);
  const run = model.run(large).then(() => "ran to its end", (error) => error.message);
  setTimeout(() => model.dispose(), 5);
  window.result = { outputs, threads, notes, disposed: await run, isolated: crossOriginIsolated };`;

let folder: string;
let expected: readonly number[];
let browser: Browser;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "dot2model-browser-"));
  if (isWithoutChromium) return;
  const model = await (await importModule(program))({ seed: 1 });
  const { oup } = await model.run({ inp: Float32Array.from({ length: inputLength }, (_, i) => Math.sin(i)) });
  expected = Array.from(oup!.data);
  browser = await startChromium();
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

/** A page of `<script type="module">` with a standalone module beside it; its runtime under another name where one is given. */
function writeStandalone(name: string, runtime = "dot2model-runtime.js"): string {
  const page = join(folder, name);
  mkdirSync(page);
  copyFileSync(join(root, "dist/standalone/dot2model-runtime.js"), join(page, runtime));
  writeFileSync(join(page, "convblock.js"), emitModule(program, { version: "0.0.0", runtime: `./${runtime}`, types: false }));
  writeFileSync(join(page, "index.html"), `<!doctype html><script type="module">import { createResNet18ConvBlock } from "./convblock.js"; import { wasm } from "./${runtime}";${script}</script>`);
  return page;
}

/** A project that imports a generated module and the package, as Vite builds it. */
async function buildWithVite(): Promise<string> {
  const project = join(folder, "vite");
  mkdirSync(join(project, "node_modules"), { recursive: true });
  symlinkSync(root, join(project, "node_modules/dot2model"), "dir");
  writeFileSync(join(project, "convblock.ts"), emitModule(program, { version: "0.0.0", runtime: "dot2model/runtime", types: true }));
  writeFileSync(join(project, "main.ts"), `import { createResNet18ConvBlock } from "./convblock.ts"; import { wasm } from "dot2model/runtime";${script}`);
  writeFileSync(join(project, "index.html"), '<!doctype html><script type="module" src="./main.ts"></script>');
  await build({ root: project, configFile: false, logLevel: "error", build: { target: "esnext" } });
  return join(project, "dist");
}

describe.skipIf(isWithoutChromium).each([["a standalone module in a script of the page", async () => writeStandalone("alone")], ["what Vite builds", buildWithVite]])("%s", (_, make) => {
  let page: string;
  beforeAll(async () => {
    page = await make();
  });

  const expectNumbers = ({ outputs: [one, ...others] }: PageResult) => {
    const largest = Math.max(...expected.map(Math.abs));
    expect(one!.every((value, index) => Math.abs(value - expected[index]!) <= 1e-5 * largest)).toBe(true);
    for (const other of others) expect(other).toEqual(one);
  };

  test("on an isolated page runs on as many threads as asked for, within 1e-5 of the reference's largest, with the same bits", async () => {
    const result = await resultOfPage<PageResult>(browser, page, { isolated: true });
    expect(result).toMatchObject({ isolated: true, threads: [1, 2, 3], notes: [[], [], []], disposed: "ResNet18ConvBlock has been disposed of in the midst of this run." });
    expectNumbers(result);
  });

  test("on another page runs on one, says so, and gives the same numbers", async () => {
    const result = await resultOfPage<PageResult>(browser, page, { isolated: false });
    const note = (wanted: number) => [`Runs on 1 thread instead of ${wanted}: the page is not cross-origin isolated, so that threads cannot share memory.`];
    expect(result).toMatchObject({ isolated: false, threads: [1, 1, 1], notes: [[], note(2), note(3)] });
    expectNumbers(result);
  });
});

test.skipIf(isWithoutChromium)("a standalone runtime under another name says that it cannot be its own worker, and runs on one thread", async () => {
  const { threads, notes } = await resultOfPage<PageResult>(browser, writeStandalone("renamed", "bundle.js"), { isolated: true });
  expect(threads).toEqual([1, 1, 1]);
  expect(notes[1]).toEqual([expect.stringContaining("the standalone runtime is part of another file than dot2model-runtime.js, which cannot be its worker")]);
});
