/** What README.md shows is what the project does: the picture, the module beside it, and the programs. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { compile, emitModule, type Program } from "../../src/index.ts";
import { examplesOf } from "./examples.ts";

const root = new URL("../../", import.meta.url);
const folder = new URL(".cache/docs-readme/", root);
const textOf = (path: string) => readFileSync(new URL(path, root), "utf8");
const fences = examplesOf(textOf("README.md")).filter(({ language }) => language === "ts");
const [module, ...programs] = fences.map(({ source }) => `${source}\n`);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function runNode(...args: readonly string[]) {
  return spawnSync(process.execPath, args, { cwd: fileURLToPath(root), encoding: "utf8" });
}

function programOf(...graphs: readonly string[]): Program {
  const { models } = compile(graphs.map((graph) => ({ path: `graphs/${graph}.dot`, text: textOf(`graphs/${graph}.dot`) })));
  return models[0]!.program!;
}

function moduleOf(...graphs: readonly string[]): string {
  const { version } = JSON.parse(textOf("package.json")) as { readonly version: string };
  return emitModule(programOf(...graphs), { version, runtime: "dot2model/runtime", types: true });
}

test("the picture is drawn from the diagram", () => {
  expect(runNode("scripts/render-readme.mjs", "--check").status).toBe(0);
});

test("the module beside the picture is the one that the diagram becomes", () => {
  expect(module).toBe(moduleOf("resnet18_convblock"));
});

test("the programs pass the typecheck, with the modules that they import", () => {
  expect(programs.length).toBeGreaterThan(3);
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string) => writeFileSync(new URL(name, folder), text);
  write("resnet18.ts", moduleOf("resnet18", "resnet18_convblock", "resnet18_downconvblock"));
  write("lenet.ts", moduleOf("lenet"));
  write("sequencetagger.ts", moduleOf("sequence_tagger", "lstm_cell"));
  write("softmaxregression.ts", moduleOf("softmax_regression"));
  for (const [index, program] of programs.entries()) write(`program${index}.ts`, program);
  const paths = { "dot2model": ["../../src/index.ts"], "dot2model/runtime": ["../../src/runtime/index.ts"] };
  write("tsconfig.json", JSON.stringify({ extends: "../../tsconfig.json", compilerOptions: { noEmit: true, paths }, include: ["*.ts"], exclude: [] }));
  const { stdout } = runNode("node_modules/typescript/bin/tsc", "-p", fileURLToPath(folder));
  expect(stdout).toBe("");
});
