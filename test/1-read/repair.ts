/** Applies preferred fixes to a text, as `--fix` does, until none is left or nothing changes. */
import { readDiagrams } from "../../src/1-read/read-diagrams.ts";

const MOST_ROUNDS = 10;

export function repair(path: string, text: string): string {
  let current = text;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const repaired = applyOnce(path, current);
    if (repaired === current) return current;
    current = repaired;
  }
  return current;
}

function applyOnce(path: string, text: string): string {
  const edits = readDiagrams({ path, text }).diagnostics.flatMap(({ fixes }) => fixes.filter(({ preferred }) => preferred).flatMap((fix) => fix.edits));
  let result = text;
  let before = Infinity;
  for (const { span, text: replacement } of edits.sort((a, b) => b.span.start - a.span.start)) {
    if (span.end > before) continue;
    result = result.slice(0, span.start) + replacement + result.slice(span.end);
    before = span.start;
  }
  return result;
}
