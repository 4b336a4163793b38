/**
 * A line of source as a report shows it: whole where it fits, else cut around the span; with the columns that the
 * marks under it take. Wide characters (CJK) take two columns, combining ones none, a tab four.
 */
import { eastAsianWidth } from "get-east-asian-width";
import { printable } from "./printable.ts";

export interface Excerpt {
  readonly text: string;
  /** Columns before the first mark. */
  readonly markStart: number;
  /** At least 1: a point is marked as well. */
  readonly markWidth: number;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** A character: as it is shown, its columns, and its UTF-16 units in the source. */
interface Cell {
  readonly text: string;
  readonly width: number;
  readonly length: number;
}

const tab = "    ";
const cut: Cell = { text: "…", width: 1, length: 0 };
const fewestColumns = 20;

/** `line` and `span` are ranges of `source`; the span starts within the line, or right behind it. */
export function excerpt(source: string, line: Range, span: Range, columns: number): Excerpt {
  // One column for each sign of a cut. No more of the line is looked at than could be shown, however long it is.
  const room = Math.max(columns, fewestColumns) - 2;
  const markEnd = Math.max(span.start, Math.min(span.end, line.end));
  const before = cellsOf(source, Math.max(line.start, span.start - room), span.start);
  const marked = fit(cellsOf(source, span.start, Math.min(markEnd, span.start + room)), room);
  const end = span.start + lengthOf(marked);
  const after = end < markEnd ? [] : cellsOf(source, end, Math.min(line.end, end + room));
  const free = room - widthOf(marked);
  // What the text behind the span leaves free, the text before it may take.
  const left = fit(before.toReversed(), Math.max(Math.floor(free / 2), free - widthOf(after))).toReversed();
  const right = fit(after, free - widthOf(left));
  const lead = span.start - lengthOf(left) > line.start ? [cut, ...left] : left;
  const tail = end + lengthOf(right) < line.end ? [...right, cut] : right;
  return { text: [...lead, ...marked, ...tail].map(({ text }) => text).join("").trimEnd(), markStart: widthOf(lead), markWidth: Math.max(1, widthOf(marked)) };
}

/** The columns that a part of a text takes. */
export function columnsOf(text: string, start = 0, end = text.length): number {
  return widthOf(cellsOf(text, start, end));
}

function cellsOf(source: string, start: number, end: number): readonly Cell[] {
  return Array.from(source.slice(start, end), (character) => {
    const { length } = character;
    if (character >= " " && character <= "~") return { text: character, width: 1, length };
    if (character === "\t") return { text: tab, width: tab.length, length };
    const text = printable(character);
    const isCombining = /^[\p{M}\u200b-\u200d]$/u.test(text);
    return { text, width: isCombining ? 0 : eastAsianWidth(text.codePointAt(0)!), length };
  });
}

/** As many of the first cells as there is room for. */
function fit(cells: readonly Cell[], room: number): readonly Cell[] {
  let width = 0;
  const end = cells.findIndex((cell) => (width += cell.width) > room);
  return end < 0 ? cells : cells.slice(0, end);
}

function widthOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, { width }) => sum + width, 0);
}

function lengthOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, { length }) => sum + length, 0);
}
