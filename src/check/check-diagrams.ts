/**
 * Files -> every finding that a check reports: those of the compiler in all digraphs, blocks included, those about design
 * and budgets where they are asked for, weighed as the settings say, without those that a comment in the file passes over.
 */
import { compile, sortByPlace, type CompileOptions } from "../compile.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { ruleSeverities } from "../diagnostics/rules/index.ts";
import type { Diagram } from "../ir/diagram.ts";
import type { SourceFile } from "../ir/source.ts";
import { checkBudgets, refuseBlockBudgets } from "../lint/check-budgets.ts";
import { lintDesign } from "../lint/lint-design.ts";
import { applyIgnores } from "./apply-ignores.ts";
import type { FileSettings } from "./file-settings.ts";
import { findIgnores, type IgnoreComment } from "./ignore-comments.ts";

export interface CheckOptions extends Pick<CompileOptions, "blocks" | "set" | "dimensions" | "synonyms" | "neighbours" | "library"> {
  readonly settings: (file: SourceFile) => FileSettings;
}

const ruleNames: ReadonlySet<string> = new Set(Object.keys(ruleSeverities));

/** In order of file and place. */
export function checkDiagrams(files: readonly SourceFile[], options: CheckOptions): readonly Diagnostic[] {
  const { settings } = options;
  const { models, linked, diagnostics } = compile(files, { ...options, separateFolders: true });
  const paths = new Set(files.map(({ path }) => path));
  const toLint = linked.filter(({ diagram: { file } }) => paths.has(file.path) && settings(file).checksDesign);
  const design = lintDesign(toLint, new Map([...(options.dimensions ?? []), ...(options.set ?? [])]));
  const budgets = models.flatMap(({ diagram, program }) => checkBudgets({ diagram, program, budgets: settings(diagram.file).budgets }));
  const own = new Set(models.map(({ diagram }) => diagram));
  const blocks = linked.filter(({ diagram }) => !own.has(diagram) && paths.has(diagram.file.path)).flatMap(({ diagram, name }) => refuseBlockBudgets(diagram, name));
  const counted = [...diagnostics, ...design, ...budgets, ...blocks].filter(({ rule, span }) => settings(span.file).isChecked(rule));
  const { kept, findings } = applyIgnores({
    diagnostics: counted,
    comments: ignoresIn(files, linked.map(({ diagram }) => diagram)),
    rules: ruleNames,
    isChecked: (rule, file) => paths.has(file.path) && settings(file).isChecked(rule),
  });
  return sortByPlace([...kept, ...findings].flatMap((diagnostic) => settings(diagnostic.span.file).weigh(diagnostic) ?? []), files);
}

/** In the files, and in those that hold blocks for them. */
function ignoresIn(files: readonly SourceFile[], diagrams: readonly Diagram[]): readonly IgnoreComment[] {
  const byFile = new Map<SourceFile, Diagram[]>(files.map((file) => [file, []]));
  for (const diagram of diagrams) byFile.set(diagram.file, [...(byFile.get(diagram.file) ?? []), diagram]);
  return [...byFile].flatMap(([file, own]) => findIgnores(file, own));
}
