/** The diagrams of graphs/ -> programs, and modules that run: what the tests of whole models share. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { compile, emitModule, type Program, type SourceFile } from "../../src/index.ts";
import { completeInputs } from "../../src/cli/run-inputs.ts";
import type { CreateOptions, Model } from "../../src/runtime/index.ts";
import type { NamedTensor } from "../5-emit/onnx/run-onnx.ts";
import type { Case } from "../reference/cases.d.mts";

type Sizes = Case["set"];

const folder = new URL("../../graphs/", import.meta.url);

/** Names of all diagrams, without their ending. */
export const graphs: readonly string[] = readdirSync(folder).map((file) => file.replace(/\.dot$/, "")).sort();

const sources: readonly SourceFile[] = graphs.map((graph) => ({ path: `graphs/${graph}.dot`, text: readFileSync(new URL(`${graph}.dot`, folder), "utf8") }));

/** The one model of a diagram; the others of the folder lie beside it. */
export function compileGraph(graph: string, { fix = false, set = {} }: { readonly fix?: boolean; readonly set?: Sizes } = {}): Program {
  const source = sources.find(({ path }) => path === `graphs/${graph}.dot`)!;
  const { models, diagnostics } = compile([source], { fix, set: new Map(Object.entries(set)), neighbours: () => sources.filter((other) => other !== source) });
  const program = models[0]?.program;
  if (models.length !== 1 || program === undefined) throw new Error(`${graph}: ${diagnostics.map(({ message }) => message.en).join("; ")}`);
  return program;
}

/** The sizes of a case that its diagram leaves open are given at create; others are set when it is compiled. */
export function compileCase({ graph, fix, set }: Case): { readonly program: Program; readonly options: Sizes } {
  const open = new Set(compileGraph(graph, { fix }).options);
  const part = (isOpen: boolean) => Object.fromEntries(Object.entries(set).filter(([name]) => open.has(name) === isOpen));
  return { program: compileGraph(graph, { fix, set: part(false) }), options: part(true) };
}

export type AnyModel = Model<string, string>;

/** Imports the TypeScript module that the program becomes, from a file, and gives what it exports. */
export async function importModule(program: Program): Promise<(options: CreateOptions) => Promise<AnyModel>> {
  const temporary = mkdtempSync(join(tmpdir(), "dot2model-test-"));
  try {
    const file = join(temporary, "model.ts");
    const runtime = new URL("../../src/runtime/index.ts", import.meta.url).href;
    writeFileSync(file, emitModule(program, { version: "0.0.0", runtime, types: true }));
    const exported = Object.values(await import(/* @vite-ignore */ pathToFileURL(file).href) as object);
    if (exported.length !== 1) throw new Error(`the module of ${program.name} has ${exported.length} exports`);
    return exported[0];
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

/** What `dot2model run` feeds where no input is given; states are left out, and start at zeros by themselves. */
export function seededInputs(model: AnyModel, seed: number, batch: number, dim: Sizes = {}): Readonly<Record<string, NamedTensor>> {
  const drawn = completeInputs(model, new Map(), new Map([["BatchSize", batch], ...Object.entries(dim)]), seed, { memoryBytes: Infinity });
  const starts = new Set(model.inputs.flatMap(({ name, default: byDefault }) => (byDefault === "zeros" ? [name] : [])));
  return Object.fromEntries(drawn.filter(({ name }) => !starts.has(name)).map(({ name, shape, data }) => [name, { shape, data }]));
}
