/**
 * The edits of a repair -> the lines that they change, before and after, cut around what changes as excerpts are.
 * Nothing where they would be many: a preview is read at a glance.
 */
import type { SourceFile } from "../ir/source.ts";
import type { Edit } from "./diagnostic.ts";
import { excerpt } from "./excerpt.ts";
import { LineIndex } from "./line-index.ts";

export interface PreviewLine {
  readonly file: SourceFile;
  readonly line: number;
  readonly sign: "-" | "+";
  readonly text: string;
}

/** Whole lines that edits change together. */
interface Region {
  readonly file: SourceFile;
  readonly firstLine: number;
  readonly lastLine: number;
  readonly edits: readonly [Edit, ...Edit[]];
}

const mostLines = 8;

export function previewFix(edits: readonly Edit[], linesOf: (file: SourceFile) => LineIndex, columns: number): readonly PreviewLine[] {
  const files = [...new Set(edits.map(({ span }) => span.file))];
  const regions = files.flatMap((file) => regionsOf(edits.filter(({ span }) => span.file === file), linesOf(file), columns));
  if (regions.some(({ firstLine, lastLine }) => lastLine - firstLine >= mostLines)) return [];
  const preview = regions.flatMap((region) => previewRegion(region, linesOf(region.file), columns));
  return preview.length > mostLines ? [] : preview;
}

/** Edits on one line that are too far from each other to be seen together are shown one by one. */
function regionsOf(edits: readonly Edit[], lines: LineIndex, columns: number): readonly Region[] {
  const regions: Region[] = [];
  for (const edit of edits.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)) {
    const { file, start, end } = edit.span;
    const firstLine = lines.position(start).line;
    const lastLine = lines.position(end).line;
    const before = regions.at(-1);
    if (before !== undefined && firstLine <= before.lastLine && end - before.edits[0].span.start <= columns) {
      regions[regions.length - 1] = { ...before, lastLine, edits: [...before.edits, edit] };
    } else regions.push({ file, firstLine, lastLine, edits: [edit] });
  }
  return regions;
}

function previewRegion({ file, firstLine, lastLine, edits }: Region, lines: LineIndex, columns: number): readonly PreviewLine[] {
  const { text } = file;
  const changed = { start: edits[0].span.start, end: edits.at(-1)!.span.end };
  // More of a long line than this cannot be seen.
  const start = Math.max(lines.bounds(firstLine).start, changed.start - columns);
  const end = Math.min(lines.bounds(lastLine).end, changed.end + columns);
  let position = changed.start;
  const inserted = edits.map(({ span, text: replacement }) => {
    const kept = text.slice(position, span.start);
    position = span.end;
    return kept + replacement;
  }).join("");
  // Both are cut around as much, so that they stand in line with each other.
  const length = Math.max(changed.end - changed.start, inserted.length);
  const lead = text.slice(start, changed.start);
  const before = linesAround(text.slice(start, end), lead.length, length, columns);
  const after = linesAround(lead + inserted + text.slice(changed.end, end), lead.length, length, columns);
  const sameAhead = countWhile(before, (line, index) => line === after[index]);
  const sameBehind = countWhile(before.slice(sameAhead).reverse(), (line, index) => after.length - index > sameAhead && line === after.at(-1 - index));
  const shown = (side: readonly string[], sign: "-" | "+") => side.slice(sameAhead, side.length - sameBehind).map((line, index): PreviewLine => ({ file, line: firstLine + sameAhead + index, sign, text: line }));
  return [...shown(before, "-"), ...shown(after, "+")];
}

/** The lines of a text, each cut around what the range has of it. */
function linesAround(text: string, from: number, length: number, columns: number): readonly string[] {
  const index = new LineIndex(text);
  return Array.from({ length: index.position(text.length).line }, (_, line) => {
    const bounds = index.bounds(line + 1);
    const start = Math.min(Math.max(from, bounds.start), bounds.end);
    return excerpt(text, bounds, { start, end: Math.max(start, Math.min(from + length, bounds.end)) }, columns).text;
  });
}

function countWhile<T>(values: readonly T[], holds: (value: T, index: number) => boolean): number {
  const end = values.findIndex((value, index) => !holds(value, index));
  return end < 0 ? values.length : end;
}
