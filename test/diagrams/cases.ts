/**
 * The diagrams of this folder as cases: `<case>.dot`, or a folder `<case>/` of which `input*.dot` are compiled and the
 * other files lie beside them (those of a folder `blocks/` are given as `--blocks`). A first line `// options: …` holds
 * options as the command line has them.
 */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { CompileOptions } from "../../src/compile.ts";
import type { SourceFile } from "../../src/ir/source.ts";

export interface DiagramCase {
  readonly name: string;
  readonly inputs: readonly SourceFile[];
  readonly options: CompileOptions;
  /** What is expected, beside the case. */
  readonly out: string;
}

export function readCases(folder: string): readonly DiagramCase[] {
  return readdirSync(folder).filter((entry) => !entry.endsWith(".out")).map((entry) => readCase(folder, entry));
}

function readCase(folder: string, entry: string): DiagramCase {
  const path = join(folder, entry);
  const name = entry.replace(/\.dot$/, "");
  const out = join(folder, `${name}.out`);
  if (!statSync(path).isDirectory()) {
    const file = { path: entry, text: readFileSync(path, "utf8") };
    return { name, inputs: [file], options: optionsOf(file.text), out };
  }
  const files = readFolder(path);
  const inputs = files.filter((file) => file.path.startsWith("input"));
  const beside = files.filter((file) => !inputs.includes(file));
  const options = { ...optionsOf(inputs[0]!.text), neighbours: () => beside, library: readFolder(join(path, "blocks")) };
  return { name, inputs, options, out };
}

function readFolder(path: string): readonly SourceFile[] {
  if (!existsSync(path)) return [];
  const names = readdirSync(path).filter((file) => file.endsWith(".dot")).toSorted();
  return names.map((file) => ({ path: file, text: readFileSync(join(path, file), "utf8") }));
}

function optionsOf(text: string): CompileOptions {
  const words = /^\/\/ options: (.*)/.exec(text)?.[1]?.trim().split(/\s+/) ?? [];
  const valuesOf = (option: string) => words.flatMap((word, index) => (words[index - 1] === option ? [word.split("=") as [string, string]] : []));
  const set = new Map(valuesOf("--set").map(([name, value]) => [name, Number(value)] as const));
  const [main] = valuesOf("--main");
  return { set, blocks: new Map(valuesOf("--block")), all: words.includes("--all"), ...(main === undefined ? {} : { main: main[0] }) };
}
