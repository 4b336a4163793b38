/** What all commands start with: inputs are read and compiled, and everything that is found goes to standard error. */
import { compile, type CompiledModel, type CompileResult } from "../compile.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { renderCounts, renderDiagnostics, renderFixes, type ReportStyle } from "../diagnostics/pretty.ts";
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
  const inputs = await readInputs(named, host);
  return compileRead({ ...inputs, neighbours: folderReader(inputs, host) }, options, host);
}

/** `isTold` chooses among what is found. */
export async function compileRead(inputs: ReadInputs, options: InputOptions, host: Host, isTold: (diagnostic: Diagnostic) => boolean = () => true): Promise<CompiledInputs> {
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
  report({ ...result, diagnostics: diagnostics.filter(isTold) }, options, host);
  return { models: result.models, hasErrors: diagnostics.some(({ severity }) => severity === "error"), locations: [...inputs.locations, ...library.locations] };
}

/** The one model of the input, for the commands that take no more. */
export function onlyProgram({ models }: CompiledInputs): Program {
  const [first, ...others] = models;
  if (others.length > 0) throw new CommandError("commandLine", `The input holds ${models.length} models: ${models.map(({ name }) => name).join(", ")}. Choose one with --main.`);
  if (first?.program === undefined) throw new CommandError("diagram", `There is no model to run${first === undefined ? "" : `: ${first.name} has errors`}.`);
  return first.program;
}

function report({ diagnostics, fixed }: Pick<CompileResult, "diagnostics" | "fixed">, { lang }: SharedOptions, host: Host): void {
  const width = widthOf(host.stderr);
  const style: ReportStyle = { language: lang, color: hasColor(host, host.stderr), ...(width === undefined ? {} : { width }) };
  const counts = diagnostics.length === 0 ? "" : `${renderCounts(diagnostics, lang)}\n`;
  const text = renderFixes(fixed, style) + renderDiagnostics(diagnostics, style) + counts;
  if (text !== "") host.stderr.write(text);
}
