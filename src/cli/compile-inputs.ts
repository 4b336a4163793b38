/** What all commands start with: inputs are read and compiled, and everything that is found goes to standard error. */
import { compile, usesOf, type CompiledModel, type CompileResult } from "../compile.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { renderCounts, renderDiagnostics, renderFixes, renderOthers, type ReportStyle } from "../diagnostics/pretty.ts";
import type { Diagram } from "../ir/diagram.ts";
import type { Program } from "../ir/program.ts";
import type { SourceFile } from "../ir/source.ts";
import { CommandError } from "./exit-code.ts";
import { hasColor, widthOf, type Host } from "./host.ts";
import { loadConfig, pathFromConfig } from "./load-config.ts";
import { folderReader, readInputs, type InputFiles } from "./read-inputs.ts";
import type { SharedOptions } from "./shared-options.ts";

type InputOptions = SharedOptions & { readonly all?: boolean };

/** Files, and what lies beside them. */
export interface ReadInputs extends InputFiles {
  readonly neighbours: (file: SourceFile) => readonly SourceFile[];
}

export interface CompiledInputs {
  readonly models: readonly CompiledModel[];
  /** Whether a diagram is at fault; models that do not use it have their programs all the same. */
  readonly hasErrors: boolean;
  /** The files that were read, links followed. */
  readonly locations: readonly string[];
}

export async function compileInputs(named: readonly string[], options: InputOptions, host: Host): Promise<CompiledInputs> {
  return compileRead(await readBeside(named, host), options, host);
}

/** The program of the one model of the input, for the commands that take no more. Of several models findings are counted only: none of them is chosen yet. */
export async function compileOne(named: readonly string[], options: InputOptions, host: Host): Promise<Program> {
  return onlyProgram(await compileRead(await readBeside(named, host), options, host, "ofOneModel"));
}

async function readBeside(named: readonly string[], host: Host): Promise<ReadInputs> {
  const inputs = await readInputs(named, host);
  return { ...inputs, neighbours: folderReader(inputs, host) };
}

/** What of the findings is shown; "ofOneModel": all where there is no more than one. */
type Telling = "all" | "errors" | "ofOneModel";

/** Findings that don't concern the model of `--main` are counted only. */
export async function compileRead(inputs: ReadInputs, options: InputOptions, host: Host, telling: Telling = "all"): Promise<CompiledInputs> {
  const loaded = await loadConfig(options.config, host);
  const { config } = loaded;
  const library = await readInputs([...config.library.map((written) => pathFromConfig(loaded, written, host)), ...options.blocks], host);
  const result = compile(inputs.files, {
    blocks: new Map([...config.blocks, ...options.block]),
    set: options.set,
    dimensions: config.dimensions,
    synonyms: config.synonyms,
    ...(options.main === undefined ? {} : { main: options.main }),
    all: options.all === true,
    fix: options.fix === true,
    neighbours: inputs.neighbours,
    library: library.files,
  });
  const diagnostics = [...inputs.diagnostics, ...library.diagnostics, ...result.diagnostics];
  const concerned = options.main === undefined ? undefined : diagramsOf(result);
  const wanted = telling === "errors" ? diagnostics.filter(({ severity }) => severity === "error") : diagnostics;
  const told = new Set(telling === "ofOneModel" && result.models.length > 1 ? [] : wanted.filter((diagnostic) => concerns(diagnostic, concerned)));
  report({ fixed: result.fixed, told: [...told], others: wanted.filter((diagnostic) => !told.has(diagnostic)) }, options, host);
  const hasErrors = concerned === undefined ? diagnostics.some(({ severity }) => severity === "error") : result.models.some(({ program }) => program === undefined);
  return { models: result.models, hasErrors, locations: [...inputs.locations, ...library.locations] };
}

/** Those that the models are made of. */
function diagramsOf({ models, linked }: CompileResult): readonly Diagram[] {
  return models.flatMap(({ diagram }) => usesOf(linked.find((each) => each.diagram === diagram)!));
}

function concerns({ span }: Diagnostic, diagrams: readonly Diagram[] | undefined): boolean {
  return diagrams === undefined || diagrams.some(({ file, span: whole }) => file === span.file && whole.start <= span.start && span.start <= whole.end);
}

function onlyProgram({ models }: CompiledInputs): Program {
  const [first, ...others] = models;
  if (others.length > 0) throw new CommandError("commandLine", `The input holds ${models.length} models: ${models.map(({ name }) => name).join(", ")}. Choose one with --main.`);
  if (first?.program === undefined) throw new CommandError("diagram", `There is no model to run${first === undefined ? "" : `: ${first.name} has errors`}.`);
  return first.program;
}

interface Findings extends Pick<CompileResult, "fixed"> {
  readonly told: readonly Diagnostic[];
  readonly others: readonly Diagnostic[];
}

function report({ told, others, fixed }: Findings, { lang }: SharedOptions, host: Host): void {
  const width = widthOf(host.stderr);
  const style: ReportStyle = { language: lang, color: hasColor(host, host.stderr), ...(width === undefined ? {} : { width }) };
  const counts = told.length === 0 ? "" : `${renderCounts(told, lang)}\n`;
  const text = renderFixes(fixed, style) + renderDiagnostics(told, style) + counts + renderOthers(others, lang);
  if (text !== "") host.stderr.write(text);
}
