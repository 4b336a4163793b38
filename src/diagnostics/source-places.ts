/** Spans -> lines and columns from 1, ends exclusive, with the columns counted as a report's format counts them. */
import type { SourceFile, Span } from "../ir/source.ts";
import { LineIndex } from "./line-index.ts";

export interface Place {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export type ColumnUnit = "utf16" | "utf8" | "characters";

export class SourcePlaces {
  private readonly unit: ColumnUnit;
  private readonly lines = new Map<SourceFile, LineIndex>();
  private readonly counters = new Map<SourceFile, UnitCounter>();

  constructor(unit: ColumnUnit = "utf16") {
    this.unit = unit;
  }

  place({ file, start, end }: Span): Place {
    const from = this.position(file, start);
    const to = this.position(file, end);
    return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
  }

  linesOf(file: SourceFile): LineIndex {
    return remembered(this.lines, file, () => new LineIndex(file.text));
  }

  private position(file: SourceFile, offset: number): { readonly line: number; readonly column: number } {
    const position = this.linesOf(file).position(offset);
    if (this.unit === "utf16") return position;
    const widthOf = unitsPerCharacter[this.unit];
    const counter = remembered(this.counters, file, () => new UnitCounter(file.text, widthOf));
    return { line: position.line, column: counter.before(offset) - counter.before(offset - position.column + 1) + 1 };
  }
}

const unitsPerCharacter = {
  utf8: (codePoint: number) => (codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4),
  characters: () => 1,
} as const;

/** How much stands before an offset in other units than UTF-16's, without counting a long line again for each of its findings. */
class UnitCounter {
  private readonly text: string;
  private readonly widthOf: (codePoint: number) => number;
  /** What stands before every 1,024th UTF-16 unit (a pair that it would split counts as before it). */
  private readonly marks: readonly number[];

  constructor(text: string, widthOf: (codePoint: number) => number) {
    this.text = text;
    this.widthOf = widthOf;
    const marks = [0];
    for (let end = step; end < text.length + step; end += step) marks.push(marks.at(-1)! + this.count(end - step, Math.min(end, text.length)));
    this.marks = marks;
  }

  before(offset: number): number {
    const mark = Math.floor(offset / step);
    return this.marks[mark]! + this.count(mark * step, offset);
  }

  /** Characters that start in the range. */
  private count(start: number, end: number): number {
    let units = 0;
    for (let offset = start; offset < end; offset++) {
      const isSecondHalf = offset > 0 && this.text.codePointAt(offset - 1)! > 0xffff;
      if (!isSecondHalf) units += this.widthOf(this.text.codePointAt(offset)!);
    }
    return units;
  }
}

const step = 1024;

function remembered<V>(known: Map<SourceFile, V>, file: SourceFile, make: () => V): V {
  const value = known.get(file) ?? make();
  known.set(file, value);
  return value;
}
