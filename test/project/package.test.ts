/**
 * What `npm pack` gives, installed into an empty project with its run-time dependencies alone: the command, the
 * compiler's API and a generated module work there. Needs a build.
 */
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string; readonly mode: number }[];
}

let folder: string;
let packed: Packed;

beforeAll(() => {
  if (!existsSync(join(root, "dist/bin/dot2model.js"))) throw new Error("there is no build: run `npm run build` first");
  folder = mkdtempSync(join(tmpdir(), "dot2model-package-"));
  [packed] = JSON.parse(execute(root, "npm", "pack", "--ignore-scripts", "--json", "--pack-destination", folder)) as [Packed];
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  execute(folder, "npm", "install", "--omit=dev", "--prefer-offline", "--no-audit", "--no-fund", "--no-progress", join(folder, packed.filename));
  copyDiagram("lenet");
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function execute(cwd: string, command: string, ...args: readonly string[]): string {
  return execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, NO_COLOR: "1" } });
}

function copyDiagram(name: string): void {
  mkdirSync(join(folder, "diagrams"));
  copyFileSync(installed(`dot2model/graphs/${name}.dot`), join(folder, `diagrams/${name}.dot`));
}

const installed = (path: string) => join(folder, "node_modules", path);
const dot2model = (...args: readonly string[]) => execute(folder, installed(".bin/dot2model"), ...args);

/** Runs a program that stands in the project; gives what it prints, as JSON. */
function runProgram(name: string, text: string): unknown {
  writeFileSync(join(folder, name), text);
  return JSON.parse(execute(folder, process.execPath, name));
}

test("holds what is built, the diagrams and what is to be read, and no sources", () => {
  const paths = packed.files.map(({ path }) => path);
  expect(paths).toEqual(expect.arrayContaining([
    "LICENSE", "README.md", "CHANGELOG.md", "package.json", "graphs/resnet18.dot", "docs/notation.md", "docs/runtime.md",
    "dist/bin/dot2model.js", "dist/src/index.js", "dist/src/index.d.ts", "dist/src/runtime/index.js", "dist/src/runtime/index.d.ts",
    "dist/standalone/dot2model-runtime.js", "dist/standalone/dot2model-runtime.d.ts",
  ]));
  expect([...new Set(paths.map((path) => path.replace(/\/.*/, "")))].sort()).toEqual(["CHANGELOG.md", "LICENSE", "README.md", "README.zh.md", "dist", "docs", "graphs", "package.json", "problem-matcher.json", "schema"]);
  expect(paths.filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts"))).toEqual([]);
});

test("brings no tools of development with it", () => {
  const packages = readdirSync(installed("."));
  expect(packages).toEqual(expect.arrayContaining(["chalk", "commander", "dot2model", "ts-graphviz"]));
  expect(packages.filter((name) => ["@types", "assemblyscript", "onnxruntime-web", "rolldown", "typescript", "vitest"].includes(name))).toEqual([]);
});

test("the command prints a summary, runs a model and writes a module", () => {
  expect(dot2model("summary", "diagrams/lenet.dot")).toContain("61,706");
  expect(dot2model("run", "diagrams/lenet.dot", "--seed", "1")).toContain("oup (1, 10)");
  dot2model("compile", "diagrams/lenet.dot", "--out-dir", "models", "--target", "js");
  expect(readdirSync(join(folder, "models")).sort()).toEqual(["lenet.d.ts", "lenet.js"]);
});

test("a module in JavaScript imports the runtime and runs", () => {
  dot2model("compile", "diagrams/lenet.dot", "--out-dir", "imported", "--target", "js");
  const found = runProgram("run.mjs", `
    import { createLeNet } from "./imported/lenet.js";
    const model = await createLeNet({ seed: 1 });
    const { oup } = await model.run({ inp: new Float32Array(1024) });
    console.log(JSON.stringify({ shape: oup.shape, sum: oup.data.reduce((sum, value) => sum + value) }));`);
  expect(found).toEqual({ shape: [1, 10], sum: expect.closeTo(1, 5) });
});

test("a module that stands alone runs in a folder that has no packages", () => {
  const alone = mkdtempSync(join(tmpdir(), "dot2model-alone-"));
  try {
    dot2model("compile", "diagrams/lenet.dot", "--out-dir", alone, "--target", "js", "--standalone");
    writeFileSync(join(alone, "package.json"), JSON.stringify({ type: "module" }));
    writeFileSync(join(alone, "run.mjs"), `
      import { createLeNet } from "./lenet.js";
      console.log((await (await createLeNet()).run({ inp: new Float32Array(2048) })).oup.shape.join());`);
    expect(execute(alone, process.execPath, "run.mjs")).toBe("2,10\n");
  } finally {
    rmSync(alone, { recursive: true });
  }
});

test("the compiler's API takes text and a ts-graphviz model, which may be of the program's own copy", () => {
  const found = runProgram("use.mjs", `
    import { compile, emitModule } from "dot2model";
    import { Digraph, Edge, Node } from "ts-graphviz";
    const graph = new Digraph("Tiny");
    const nodes = [["inp", "[BatchSize, 4]"], ["fc", "Linear [4, 2]"], ["oup", "[BatchSize, 2]"]].map(([id, label]) => new Node(id, { label }));
    for (const node of nodes) graph.addNode(node);
    graph.addEdge(new Edge([nodes[0], nodes[1]]));
    graph.addEdge(new Edge([nodes[1], nodes[2]]));
    const options = { version: "1", runtime: "dot2model/runtime", types: false };
    const texts = [graph, 'digraph Tiny { inp [label="[BatchSize, 4]"] fc [label="Linear [4, 2]"] oup [label="[BatchSize, 2]"] inp -> fc -> oup }']
      .map((input) => emitModule(compile(input).models[0].program, options).replace(/from .*/, ""));
    console.log(JSON.stringify({ same: texts[0] === texts[1], creates: texts[0].includes("createTiny") }));`);
  expect(found).toEqual({ same: true, creates: true });
});

test("its declarations pass without anything of Node's", () => {
  dot2model("compile", "diagrams/lenet.dot", "--out-dir", "typed");
  writeFileSync(join(folder, "use.ts"), `
    import { compile, type CompileResult } from "dot2model";
    import { createLeNet } from "./typed/lenet.ts";
    import type { Tensor } from "dot2model/runtime";
    export const result: CompileResult = compile("digraph {}");
    export const output = async (image: Float32Array): Promise<Tensor> => (await (await createLeNet()).run({ inp: image })).oup;
  `);
  const compilerOptions = { target: "es2023", module: "nodenext", lib: ["es2023", "dom"], types: [], strict: true, skipDefaultLibCheck: true, noEmit: true, allowImportingTsExtensions: true };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["use.ts"] }));
  expect(() => execute(folder, process.execPath, join(root, "node_modules/typescript/bin/tsc"), "-p", ".")).not.toThrow();
});
