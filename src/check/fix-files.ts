/**
 * Files -> the files with what is found in them repaired, until nothing changes. A file that would be reported for more
 * than before is left as it is. Touches no file.
 */
import { applyPreferredFixes } from "../apply-fixes.ts";
import type { AppliedFix, Diagnostic, Fix } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "../ir/source.ts";

export interface FixRequest {
  readonly files: readonly SourceFile[];
  /** What is found in files, in order. */
  readonly check: (files: readonly SourceFile[]) => readonly Diagnostic[];
  /** Whether repairs that change what a network computes are wanted too. */
  readonly unsafe: boolean;
}

export interface FixResult {
  /** In the order of the request; those that nothing has changed are the same objects. */
  readonly files: readonly SourceFile[];
  /** What is found in them. */
  readonly diagnostics: readonly Diagnostic[];
  readonly applied: readonly AppliedFix[];
  /** Files that repairs would have left with more findings. */
  readonly leftAlone: readonly LeftFile[];
}

interface LeftFile {
  readonly path: string;
  /** The first of what would be found then and is not found now, in the text as repaired. */
  readonly uncovered: Diagnostic;
}

const mostRounds = 50;

export function fixFiles(request: FixRequest): FixResult {
  const before = request.check(request.files);
  const counts = countByPath(before);
  const leftAlone = new Map<string, LeftFile>();
  for (;;) {
    const result = fixExcept(leftAlone, before, request);
    const worse = worseFiles(counts, countByPath(result.diagnostics));
    if (worse.length === 0) return { ...result, leftAlone: [...leftAlone.values()] };
    const uncovered = firstUncovered(before, result.diagnostics.filter(({ span }) => worse.includes(span.file.path)));
    const edited = result.files.filter((file, index) => file !== request.files[index]).map(({ path }) => path);
    const guilty = edited.filter((path) => worse.includes(path));
    // Where a block's repair breaks those that use it, none of the repairs is known to be right.
    for (const path of guilty.length > 0 ? guilty : edited) leftAlone.set(path, { path, uncovered });
  }
}

/** Of findings that are more than before, or weigh more, one that was not among them. */
function firstUncovered(before: readonly Diagnostic[], after: readonly Diagnostic[]): Diagnostic {
  const keyOf = ({ span, rule, severity, message }: Diagnostic) => JSON.stringify([span.file.path, rule, severity, message.en]);
  const known = new Set(before.map(keyOf));
  return after.find((diagnostic) => !known.has(keyOf(diagnostic))) ?? after[0]!;
}

function fixExcept(excepted: ReadonlyMap<string, LeftFile>, before: readonly Diagnostic[], { files: original, check, unsafe }: FixRequest): Omit<FixResult, "leftAlone"> {
  const editable = new Set(original.map(({ path }) => path).filter((path) => !excepted.has(path)));
  const isAllowed = (fix: Fix) => (unsafe || fix.unsafe !== true) && fix.edits.every(({ span }) => editable.has(span.file.path));
  let files = original;
  let diagnostics = before;
  const applied: AppliedFix[] = [];
  for (let round = 0; round < mostRounds; round++) {
    const change = applyPreferredFixes(diagnostics, isAllowed);
    if (change.applied.length === 0) break;
    for (const each of change.applied) applied.push(each);
    const changed = new Map(change.files.map((file) => [file.path, file]));
    files = files.map((file) => changed.get(file.path) ?? file);
    diagnostics = check(files);
  }
  return { files, diagnostics, applied };
}

interface Count {
  readonly all: number;
  readonly errors: number;
}

function countByPath(diagnostics: readonly Diagnostic[]): ReadonlyMap<string, Count> {
  const counts = new Map<string, Count>();
  for (const { span, severity } of diagnostics) {
    const { all, errors } = counts.get(span.file.path) ?? { all: 0, errors: 0 };
    counts.set(span.file.path, { all: all + 1, errors: errors + (severity === "error" ? 1 : 0) });
  }
  return counts;
}

function worseFiles(before: ReadonlyMap<string, Count>, after: ReadonlyMap<string, Count>): readonly string[] {
  return [...after].filter(([path, { all, errors }]) => {
    const known = before.get(path) ?? { all: 0, errors: 0 };
    return all > known.all || errors > known.errors;
  }).map(([path]) => path);
}
