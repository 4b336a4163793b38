/** Findings -> repaired texts, in memory. */
import type { AppliedFix, Diagnostic, Edit, Fix } from "./diagnostics/diagnostic.ts";
import type { SourceFile } from "./ir/source.ts";

export interface FixedFiles {
  readonly applied: readonly AppliedFix[];
  readonly files: readonly SourceFile[];
}

/**
 * Each finding's preferred fix, where it is allowed and does not overlap another. Those that change what the network
 * computes wait until no other is left: what they go by may be the slip that another repairs.
 */
export function applyPreferredFixes(diagnostics: readonly Diagnostic[], isAllowed: (fix: Fix) => boolean = () => true): FixedFiles {
  const applied: AppliedFix[] = [];
  const changes = new Map<SourceFile, EditList>();
  const listOf = (file: SourceFile) => changes.get(file) ?? new EditList();
  const allowed = diagnostics.flatMap((diagnostic) => diagnostic.fixes.filter((fix) => fix.preferred && isAllowed(fix)).slice(0, 1).map((fix) => ({ diagnostic, fix })));
  const safe = allowed.filter(({ fix }) => fix.unsafe !== true);
  for (const { diagnostic, fix } of safe.length > 0 ? safe : allowed) {
    if (fix.edits.some((edit) => listOf(edit.span.file).overlaps(edit))) continue;
    applied.push({ diagnostic, fix });
    for (const edit of fix.edits) changes.set(edit.span.file, listOf(edit.span.file).add(edit));
  }
  return { applied, files: [...changes].map(([file, edits]) => ({ path: file.path, text: edits.applyTo(file.text) })) };
}

/** Edits of one text that do not overlap, in order. */
class EditList {
  private readonly edits: Edit[] = [];

  /** Two insertions at one point overlap as well: their order would be open. */
  overlaps({ span }: Edit): boolean {
    const at = this.placeOf(span.start);
    const [before, after] = [this.edits[at - 1], this.edits[at]];
    return (before !== undefined && span.start < before.span.end) || (after !== undefined && (after.span.start < span.end || after.span.start === span.start));
  }

  add(edit: Edit): this {
    this.edits.splice(this.placeOf(edit.span.start), 0, edit);
    return this;
  }

  applyTo(text: string): string {
    let result = "";
    let at = 0;
    for (const { span, text: replacement } of this.edits) {
      result += text.slice(at, span.start) + replacement;
      at = span.end;
    }
    return result + text.slice(at);
  }

  /** The index of the first edit that starts at the offset or behind it. */
  private placeOf(offset: number): number {
    let [low, high] = [0, this.edits.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.edits[middle]!.span.start < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
