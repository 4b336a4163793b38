/**
 * Marks in one file -> its lines with the marks under them, each mark's message beside it where it fits, else below.
 * A mark over several lines is drawn under each of them, or under the first and the last where they are many.
 */
import type { Span } from "../ir/source.ts";
import { columnsOf, excerpt } from "./excerpt.ts";
import type { LineIndex } from "./line-index.ts";

export type Paint = (text: string) => string;

export interface Mark {
  readonly span: Span;
  readonly sign: "^" | "-";
  readonly paint: Paint;
  /** On one line. */
  readonly label?: string;
}

export interface FrameStyle {
  /** Of the lines of source, the gutter apart. */
  readonly columns: number;
  readonly gutter: Paint;
}

/** What of a mark is under one line. */
interface Piece {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly mark: Mark;
  readonly label?: string;
}

interface PlacedPiece extends Piece {
  readonly column: number;
  readonly width: number;
}

const gutterDigits = 5;
export const gutterWidth = gutterDigits + 3;

/** `text` behind the gutter of a line, or of none. */
export function gutterLine(paint: Paint, line: number | undefined, text: string, sign = "|"): string {
  return `${paint(`${String(line ?? "").padStart(gutterDigits)} ${sign}`)}${text === "" ? "" : ` ${text}`}`;
}

export function frame(marks: readonly Mark[], lines: LineIndex, style: FrameStyle): readonly string[] {
  const pieces = marks.flatMap((mark) => piecesOf(mark, lines)).sort((a, b) => a.line - b.line || a.start - b.start || a.end - b.end);
  const groups: Piece[][] = [];
  for (const piece of pieces) {
    const group = groups.at(-1);
    if (group !== undefined && group[0]!.line === piece.line && fits([...group, piece], style.columns)) group.push(piece);
    else groups.push([piece]);
  }
  return groups.flatMap((group, index) => {
    const { line } = group[0]!;
    const before = groups[index - 1]?.[0]!.line ?? line;
    return [...(line > before + 1 ? [style.gutter("  ...")] : []), ...lineFrame(line, group, lines, style)];
  });
}

/** Of a mark over more than three lines, the first and the last. */
function piecesOf(mark: Mark, lines: LineIndex): readonly Piece[] {
  const { file: { text }, start, end } = mark.span;
  const first = lines.position(start).line;
  const last = lines.position(Math.max(start, end - 1)).line;
  const marked = last - first > 2 ? [first, last] : Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const pieces = marked.map((line): Piece => {
    const bounds = lines.bounds(line);
    const from = line === first ? start : bounds.start + /^[ \t]*/.exec(text.slice(bounds.start, bounds.end))![0].length;
    return { line, start: from, end: Math.max(from, Math.min(end, bounds.end)), mark };
  }).filter((piece) => piece.line === first || piece.end > piece.start);
  return pieces.map((piece, index) => (index < pieces.length - 1 || mark.label === undefined ? piece : { ...piece, label: mark.label }));
}

/** Whether pieces of one line are seen in one excerpt. */
function fits(pieces: readonly Piece[], columns: number): boolean {
  const { start, end } = extent(pieces);
  return end - start <= columns && columnsOf(pieces[0]!.mark.span.file.text, start, end) <= columns - 2;
}

function extent(pieces: readonly Piece[]): { readonly start: number; readonly end: number } {
  return { start: Math.min(...pieces.map(({ start }) => start)), end: Math.max(...pieces.map(({ end }) => end)) };
}

function lineFrame(line: number, pieces: readonly Piece[], lines: LineIndex, { columns, gutter }: FrameStyle): readonly string[] {
  const { text } = pieces[0]!.mark.span.file;
  const joint = extent(pieces);
  const shown = excerpt(text, lines.bounds(line), joint, columns);
  const placed = pieces.map((piece): PlacedPiece => ({
    ...piece,
    column: shown.markStart + columnsOf(text, joint.start, piece.start),
    width: pieces.length === 1 ? shown.markWidth : Math.max(1, columnsOf(text, piece.start, piece.end)),
  }));
  return [gutterLine(gutter, line, shown.text), ...lanesOf(placed).flatMap((lane) => laneLines(lane, columns)).map((marks) => gutterLine(gutter, undefined, marks))];
}

/** Marks that do not overlap share a lane; what is primary comes first. */
function lanesOf(pieces: readonly PlacedPiece[]): readonly (readonly PlacedPiece[])[] {
  const lanes: PlacedPiece[][] = [];
  for (const piece of pieces.toSorted((a, b) => Number(b.mark.sign === "^") - Number(a.mark.sign === "^"))) {
    const free = lanes.find((lane) => lane.every(({ column, width }) => column + width <= piece.column || piece.column + piece.width <= column));
    if (free === undefined) lanes.push([piece]);
    else free.push(piece);
  }
  return lanes.map((lane) => lane.sort((a, b) => a.column - b.column));
}

/** The marks, with the last one's label beside it; then, from right to left, a line for each label that is left. Without the room for that, each mark on its own. */
function laneLines(lane: readonly PlacedPiece[], columns: number): readonly string[] {
  const marks = lane.map(({ column, width, mark }): Part => ({ column, text: mark.sign.repeat(width), paint: mark.paint }));
  const last = lane.at(-1)!;
  const beside = last.column + last.width + 1;
  const isBeside = last.label !== undefined && beside + columnsOf(last.label) <= columns;
  const labelled = (isBeside ? lane.slice(0, -1) : lane).filter(({ label }) => label !== undefined);
  const first = isBeside ? [...marks, { column: beside, text: last.label!, paint: last.mark.paint }] : marks;
  if (labelled.length === 0) return [compose(first)];
  if (labelled.length === 1) return [compose(first), compose([labelPart(labelled[0]!, columns)])];
  if (labelled.some(({ column, label }) => column + columnsOf(label!) > columns)) return lane.flatMap((piece) => laneLines([piece], columns));
  const bars = labelled.map(({ column, mark }): Part => ({ column, text: "|", paint: mark.paint }));
  const below = labelled.map((piece, index) => compose([...bars.slice(0, index), labelPart(piece, columns)])).reverse();
  return [compose(first), compose(bars), ...below];
}

/** Under its mark, or as far to the left as it must be to end in the last column. */
function labelPart({ column, label, mark }: PlacedPiece, columns: number): Part {
  return { column: Math.max(0, Math.min(column, columns - columnsOf(label!))), text: label!, paint: mark.paint };
}

interface Part {
  readonly column: number;
  readonly text: string;
  readonly paint: Paint;
}

function compose(parts: readonly Part[]): string {
  let filled = 0;
  return parts.map(({ column, text, paint }) => {
    const gap = " ".repeat(column - filled);
    filled = column + columnsOf(text);
    return gap + paint(text);
  }).join("");
}
