/**
 * What happened to many nodes or parameters alike -> few rows: turns of a repeat are one, `dense1.DenseLayers.[0-5].conv1`,
 * and so are blocks that differ in their numbers, `convblock[2, 4].conv1`.
 */

export interface Row {
  readonly kind: string;
  /** Of the path, from the outermost. */
  readonly parts: readonly string[];
  /** What it was called before, where that is another name. */
  readonly oldParts?: readonly string[];
  readonly text: string;
}

/** A group stands where the first of its rows stood. */
export function groupNumbered<T extends Row>(rows: readonly T[]): readonly T[] {
  const deepest = rows.reduce((most, { parts }) => Math.max(most, parts.length), 0);
  let grouped = rows;
  for (let depth = deepest - 1; depth >= 0; depth--) grouped = groupAt(grouped, depth);
  return grouped;
}

function groupAt<T extends Row>(rows: readonly T[], depth: number): readonly T[] {
  const groups = new Map<string, T[]>();
  for (const [index, row] of rows.entries()) {
    const key = numberAt(row, depth) === undefined ? String(index) : JSON.stringify(withNumber(row, depth, ""));
    groups.set(key, groups.get(key) ?? []).get(key)!.push(row);
  }
  return [...groups.values()].map(([first, ...others]) => {
    const numbers = [first!, ...others].map((row) => numberAt(row, depth)!);
    return others.length === 0 ? first! : withNumber(first!, depth, `[${ranges(numbers)}]`);
  });
}

/** A name, perhaps none, and a number. */
const numbered = /^(.*?)(0|[1-9]\d{0,8})$/s;

/** The number of a turn or of a block; those of nodes are names. */
function numberAt({ parts }: Row, depth: number): number | undefined {
  const [, name, number] = numbered.exec(parts[depth] ?? "") ?? [];
  return number === undefined || (name !== "" && depth === parts.length - 1) ? undefined : Number(number);
}

function withNumber<T extends Row>(row: T, depth: number, text: string): T {
  const { parts, oldParts } = row;
  const part = parts[depth]!;
  const changed = part.replace(numbered, (_, name: string) => name + text);
  const oldDepth = oldParts?.indexOf(part) ?? -1;
  return { ...row, parts: parts.with(depth, changed), ...(oldParts === undefined || oldDepth < 0 ? {} : { oldParts: oldParts.with(oldDepth, changed) }) };
}

/** `0-5, 7` */
function ranges(numbers: readonly number[]): string {
  const runs: [first: number, last: number][] = [];
  for (const number of numbers.toSorted((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run !== undefined && number === run[1] + 1) run[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(", ");
}

/** Rows that came out alike are one, with their number: a block that was renamed is not told node by node. */
export function countAlike<T extends Row>(rows: readonly T[]): readonly { readonly row: T; readonly count: number }[] {
  const counts = new Map<string, { row: T; count: number }>();
  for (const row of rows) {
    const key = JSON.stringify(row);
    const found = counts.get(key) ?? { row, count: 0 };
    found.count += 1;
    counts.set(key, found);
  }
  return [...counts.values()];
}

/** The blocks in which two paths end alike: of `a.b.conv1` and `x.conv1`, `a.b` and `x`. */
export function withoutCommonEnd(parts: readonly string[], oldParts: readonly string[]): readonly [readonly string[], readonly string[]] {
  let common = 0;
  while (common < Math.min(parts.length, oldParts.length) - 1 && parts.at(-1 - common) === oldParts.at(-1 - common)) common += 1;
  return [parts.slice(0, parts.length - common), oldParts.slice(0, oldParts.length - common)];
}
