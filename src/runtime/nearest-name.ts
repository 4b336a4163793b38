/**
 * The name that was probably meant: the candidate with the smallest edit distance, case ignored, or none where
 * nothing is near, or none differs by `most` letters at most. Names over 100 characters have no nearest, so that hostile input costs nothing.
 */
const LONGEST = 100;

/** How far two names may differ, as a part of the longer one's length. */
const TOLERANCE = 0.4;

export function nearestName(name: string, candidates: Iterable<string>, most = Infinity): string | undefined {
  if (name.length > LONGEST) return undefined;
  const wanted = name.toLowerCase();
  let nearest: string | undefined;
  let best = Infinity;
  for (const candidate of candidates) {
    if (candidate.length > LONGEST) continue;
    const limit = Math.min(best - 1, most, Math.floor(Math.max(name.length, candidate.length) * TOLERANCE));
    const distance = editDistance(wanted, candidate.toLowerCase(), limit);
    if (distance > limit) continue;
    nearest = candidate;
    best = distance;
  }
  return nearest;
}

/** Letters wrong, missing, surplus or in each other's place, where they are at most `limit`; else some number above it. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: readonly number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? before[j - 2]! + 1 : Infinity;
      row.push(Math.min(substituted, swapped, previous[j]! + 1, row[j - 1]! + 1));
    }
    if (Math.min(...row) > limit && Math.min(...previous) > limit) return limit + 1;
    before = previous;
    previous = row;
  }
  return previous[b.length]!;
}
