/**
 * Where things stand in the user's files. Every later phase speaks of places through these types; none keeps
 * lines and columns, which are computed when a report is written.
 */

/** A text as the user has it open, and the name under which messages speak of it. */
export interface SourceFile {
  /** The path as the user gave it (never made absolute), or `<stdin>`, `<model>`. */
  readonly path: string;
  readonly text: string;
}

/** A half-open range of UTF-16 offsets into `file.text`. */
export interface Span {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
}

/**
 * A text that was decoded from a file (escapes resolved, parts joined), with the place that each of its UTF-16
 * units came from: unit `i` stands at `file.text.slice(startOf(i), endOf(i))`. An empty text still has a place:
 * `span`, the whole of what was decoded, quotes included.
 */
export interface MappedText {
  readonly value: string;
  readonly span: Span;
  /** Undefined past its ends. */
  startOf(unit: number): number | undefined;
  endOf(unit: number): number | undefined;
}

/** The place of `text.value.slice(start, end)`; of an empty range, the point before `start`. */
export function mappedSpan(text: MappedText, start: number, end: number): Span {
  const { file } = text.span;
  const first = text.startOf(start);
  const last = text.endOf(end - 1);
  if (first !== undefined && last !== undefined && end > start) return { file, start: first, end: last };
  const point = first ?? text.endOf(start - 1) ?? text.span.end;
  return { file, start: point, end: point };
}

/** The smallest span that holds both (which must be of one file). */
export function joinSpans(a: Span, b: Span): Span {
  return { file: a.file, start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}
