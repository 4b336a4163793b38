/** What `check` finds in files that are read, and how it tells of it. */
import { checkDiagrams } from "../check/check-diagrams.ts";
import { settingsReader } from "../check/file-settings.ts";
import type { Diagnostic, Severity } from "../diagnostics/diagnostic.ts";
import { reportFormats } from "../diagnostics/formats/index.ts";
import { renderDiagnostics, renderSummary, type ReportStyle } from "../diagnostics/pretty.ts";
import type { SourceFile } from "../ir/source.ts";
import { configPath, type CheckInputs } from "./check-inputs.ts";
import type { CheckCommandOptions } from "./check-options.ts";
import { exitCodes, type ExitCode } from "./exit-code.ts";
import { hasColor, widthOf, type Host, type Output } from "./host.ts";
import type { LoadedConfig } from "./load-config.ts";

/** What is found in files: the compiler's findings and those about their bytes. */
export function makeCheck(inputs: CheckInputs, loaded: LoadedConfig, options: CheckCommandOptions, host: Host): (files: readonly SourceFile[]) => readonly Diagnostic[] {
  const { config } = loaded;
  const settingsAt = settingsReader(config, { rules: options.rule, ...(options.design ? { design: true } : {}), budgets: options.budget });
  const settings = (file: SourceFile) => settingsAt(configPath(file.path, loaded, host));
  const { neighbours, library } = inputs;
  const checkOptions = { blocks: new Map([...config.blocks, ...options.block]), set: options.set, dimensions: config.dimensions, synonyms: config.synonyms, neighbours, library, settings };
  const unread = inputs.diagnostics.flatMap((diagnostic) => settings(diagnostic.span.file).weigh(diagnostic) ?? []);
  return (files) => [...unread, ...checkDiagrams(files, checkOptions)];
}

/** What is reported, and of which files. */
export interface Checked {
  readonly diagnostics: readonly Diagnostic[];
  readonly files: readonly string[];
}

/** Without texts that need hold no diagram and hold none, and without what a baseline knows. */
export async function gather(found: readonly Diagnostic[], inputs: CheckInputs, loaded: LoadedConfig, options: CheckCommandOptions, host: Host): Promise<Checked> {
  const isEmpty = ({ rule, span }: Diagnostic) => rule === "no-diagram" && inputs.maybeEmpty.has(span.file.path);
  const empty = new Set(found.filter(isEmpty).map(({ span }) => span.file.path));
  const checked: Checked = { diagnostics: found.filter((diagnostic) => !isEmpty(diagnostic)), files: inputs.files.map(({ path }) => path).filter((path) => !empty.has(path)) };
  const isWanted = options.baseline !== undefined || options.updateBaseline === true || loaded.config.baseline !== undefined;
  if (!isWanted) return checked;
  const { passOverKnown } = await import("./known-findings.ts");
  return { ...checked, diagnostics: await passOverKnown(checked, loaded, options, host) };
}

/** The report is the result; how it sums up is said beside it, where a person reads. */
export async function report({ diagnostics, files }: Checked, options: CheckCommandOptions, host: Host): Promise<ExitCode> {
  const { format, lang: language, failOn } = options;
  if (format === "pretty") {
    host.stdout.write(renderDiagnostics(diagnostics, styleFor(host.stdout, options, host)));
    host.stderr.write(renderSummary(diagnostics, files.length, language));
  } else {
    const render = await reportFormats[format]();
    host.stdout.write(render({ diagnostics, files, language, version: host.version, failOn }));
  }
  return exitCodeOf({ diagnostics, files }, options);
}

export function styleFor(output: Output, { lang }: CheckCommandOptions, host: Host): ReportStyle {
  const width = widthOf(output);
  return { language: lang, color: hasColor(host, output), unsafeFixOptions: "--fix --unsafe-fixes", ...(width === undefined ? {} : { width }) };
}

const weights: Readonly<Record<Severity, number>> = { note: 0, warning: 1, error: 2 };

export function exitCodeOf({ diagnostics }: Checked, { failOn }: CheckCommandOptions): ExitCode {
  return diagnostics.some(({ severity }) => weights[severity] >= weights[failOn]) ? exitCodes.diagram : exitCodes.done;
}
