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
  /** Paths of files that repairs would have left with more findings. */
  readonly leftAlone: readonly string[];
}

const mostRounds = 50;

export function fixFiles(request: FixRequest): FixResult {
  const before = request.check(request.files);
  const counts = countByPath(before);
  const leftAlone = new Set<string>();
  for (;;) {
    const result = fixExcept(leftAlone, before, request);
    const worse = worseFiles(counts, countByPath(result.diagnostics));
    if (worse.length === 0) return { ...result, leftAlone: [...leftAlone] };
    const edited = result.files.filter((file, index) => file !== request.files[index]).map(({ path }) => path);
    const guilty = edited.filter((path) => worse.includes(path));
    // Where a block's repair breaks those that use it, none of the repairs is known to be right.
    for (const path of guilty.length > 0 ? guilty : edited) leftAlone.add(path);
  }
}

function fixExcept(excepted: ReadonlySet<string>, before: readonly Diagnostic[], { files: original, check, unsafe }: FixRequest): Omit<FixResult, "leftAlone"> {
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
