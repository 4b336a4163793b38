/** Two texts -> how they differ, as diff and git write it. */
import { createTwoFilesPatch } from "diff";

/** More changed lines than a person reads. */
const mostEdits = 20_000;

export function unifiedDiff(from: string, to: string, found: string, wanted: string): string {
  const text = createTwoFilesPatch(from, to, found, wanted, undefined, undefined, { maxEditLength: mostEdits, headerOptions: { includeIndex: false, includeUnderline: false, includeFileHeaders: true } });
  return text ?? `${to} differs from what would be written in more than ${mostEdits} lines.\n`;
}
