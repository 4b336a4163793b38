/** Findings -> repaired texts, in memory: each finding's preferred fix, as far as fixes do not overlap. */
import type { AppliedFix, Diagnostic, Edit } from "./diagnostics/diagnostic.ts";
import type { SourceFile } from "./ir/source.ts";

export interface FixedFiles {
  readonly applied: readonly AppliedFix[];
  readonly files: readonly SourceFile[];
}

export function applyPreferredFixes(diagnostics: readonly Diagnostic[]): FixedFiles {
  const applied: AppliedFix[] = [];
  const edits = new Map<SourceFile, Edit[]>();
  for (const diagnostic of diagnostics) {
    const fix = diagnostic.fixes.find(({ preferred }) => preferred);
    if (fix === undefined || fix.edits.some((edit) => overlaps(edit, edits.get(edit.span.file) ?? []))) continue;
    applied.push({ diagnostic, fix });
    for (const edit of fix.edits) edits.set(edit.span.file, [...(edits.get(edit.span.file) ?? []), edit]);
  }
  return { applied, files: [...edits].map(([file, changes]) => ({ path: file.path, text: applyEdits(file.text, changes) })) };
}

/** Edits of one text that do not overlap, applied together. */
function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = "";
  let at = 0;
  for (const { span, text: replacement } of edits.toSorted((a, b) => a.span.start - b.span.start)) {
    result += text.slice(at, span.start) + replacement;
    at = span.end;
  }
  return result + text.slice(at);
}

/** Two insertions at one point overlap as well: their order would be open. */
function overlaps({ span }: Edit, others: readonly Edit[]): boolean {
  return others.some((other) => span.start < other.span.end && other.span.start < span.end || span.start === other.span.start);
}
