/** Which room of the house may import which; docs/architecture.md says what the rooms are for. Nothing points back. */
import { builtinModules } from "node:module";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { imports, sources, type Import } from "./imports.ts";

const phases = ["1-read", "2-interpret", "3-link", "4-infer", "5-emit"];

/** From a room to those that its files may import, themselves apart. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  bin: ["cli"],
  cli: ["pipeline", "check", "diff", "lint", ...phases, "runtime", "ops", "ir", "diagnostics"],
  pipeline: [...phases, "ir", "diagnostics"],
  "1-read": ["ir", "diagnostics"],
  "2-interpret": ["1-read", "ir", "diagnostics"],
  "3-link": ["2-interpret", "ops", "ir", "diagnostics"],
  "4-infer": ["2-interpret", "3-link", "ops", "ir", "diagnostics"],
  "5-emit": ["runtime", "ops", "ir"],
  lint: ["1-read", "2-interpret", "3-link", "5-emit", "runtime", "ops", "ir", "diagnostics"],
  check: ["pipeline", "1-read", "2-interpret", "3-link", "lint", "runtime", "ir", "diagnostics"],
  diff: ["runtime", "ops", "ir", "diagnostics"],
  runtime: ["ops"],
  diagnostics: ["ir"],
  ir: [],
  ops: [],
};

/** Files that others may import types from: they are the words in which rooms speak of things. */
const mayImportTypes: Readonly<Record<string, readonly string[]>> = {
  ir: ["ops", "diagnostics"],
};

/** Pure functions of strings, and names, that compiler and runtime share; they stand where a bundle of modules can have them. */
const sharedFiles = ["src/runtime/nearest-name.ts", "src/runtime/state-names.ts"];

/** Packages, and Node's own modules, by room. */
const mayUse: Readonly<Record<string, readonly string[]>> = {
  bin: ["node"],
  cli: ["node", "chalk", "chokidar", "commander", "diff", "tinyglobby", "get-east-asian-width"],
  check: ["jsonc-parser", "picomatch"],
  diff: ["chalk", "get-east-asian-width"],
  diagnostics: ["chalk", "get-east-asian-width"],
  "1-read": ["ts-graphviz"],
  pipeline: ["ts-graphviz"],
};

/** The folder in src/, `bin`, or `pipeline` for the files that lie in src/ itself. */
function roomOf(path: string): string {
  const [top, second = "", third] = path.split("/");
  return top === "bin" ? "bin" : third === undefined ? "pipeline" : second;
}

const show = ({ from, to }: Import) => `${from} imports ${to}`;

test("the rooms are those that are known, and something is found in each", () => {
  expect([...new Set(sources.map(({ path }) => roomOf(path)))].sort()).toEqual(Object.keys(mayImport).sort());
  expect(imports.length).toBeGreaterThan(sources.length);
});

test("files import from their own room and from those below it", () => {
  const wrong = imports.filter(({ from, to, isLocal, typesOnly }) => {
    const [room, other] = [roomOf(from), roomOf(to)];
    if (!isLocal || room === other || mayImport[room]!.includes(other)) return false;
    return !(typesOnly && mayImportTypes[room]?.includes(other)) && !(sharedFiles.includes(to) && phases.concat("pipeline").includes(room));
  });
  expect(wrong.map(show)).toEqual([]);
});

test("packages and Node's modules are used where they are allowed", () => {
  const wrong = imports.filter(({ from, to, isLocal }) => !isLocal && !(mayUse[roomOf(from)] ?? []).includes(isBuiltin(to) ? "node" : to));
  expect(wrong.map(show)).toEqual([]);
});

test("what is imported are the package's dependencies, each of them", () => {
  const { dependencies } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { dependencies: object };
  const used = new Set(imports.filter(({ to, isLocal }) => !isLocal && !isBuiltin(to)).map(({ to }) => to));
  expect([...used].sort()).toEqual(Object.keys(dependencies).sort());
});

test("an operation's file has no other operation's: they share plain functions only", () => {
  const operations = new Set(sources.filter(({ text }) => /satisfies Operation\b/.test(text)).map(({ path }) => path));
  expect(operations.size).toBeGreaterThan(10);
  const wrong = imports.filter(({ from, to }) => from.startsWith("src/ops/") && from !== "src/ops/index.ts" && operations.has(to));
  expect(wrong.map(show)).toEqual([]);
});

test("no file of src/ has more than 400 lines", () => {
  expect(sources.filter(({ text }) => text.split("\n").length > 401).map(({ path }) => path)).toEqual([]);
});

function isBuiltin(name: string): boolean {
  return builtinModules.includes(name.replace(/^node:/, ""));
}
