/**
 * Makes a MappedText unit by unit. Takes decoded units with the place each came from; gives the text whose maps are
 * complete. It decodes nothing itself.
 */
import type { MappedText, Span } from "../ir/source.ts";

/** Units per call of `String.fromCharCode`: engines limit the number of arguments. */
const CHUNK = 8192;

export class TextBuilder {
  private units: Uint16Array;
  private starts: Int32Array;
  private ends: Int32Array;
  private count = 0;

  constructor(capacity: number) {
    this.units = new Uint16Array(capacity);
    this.starts = new Int32Array(capacity);
    this.ends = new Int32Array(capacity);
  }

  get length(): number {
    return this.count;
  }

  /** The last unit, or -1. */
  get last(): number {
    return this.units[this.count - 1] ?? -1;
  }

  push(unit: number, start: number, end: number): void {
    if (this.count === this.units.length) this.grow();
    this.units[this.count] = unit;
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    this.count++;
  }

  /** All of `text` from one place. */
  pushText(text: string, start: number, end: number): void {
    for (let i = 0; i < text.length; i++) this.push(text.charCodeAt(i), start, end);
  }

  /** Unit `index` of `text`, from where that one came. */
  copy(text: MappedText, index: number): void {
    this.push(text.value.charCodeAt(index), text.startOf(index) ?? 0, text.endOf(index) ?? 0);
  }

  pop(): void {
    this.count--;
  }

  build(span: Span): MappedText {
    const chunks: string[] = [];
    for (let at = 0; at < this.count; at += CHUNK) {
      chunks.push(String.fromCharCode(...this.units.subarray(at, Math.min(at + CHUNK, this.count))));
    }
    const [starts, ends] = [this.starts.slice(0, this.count), this.ends.slice(0, this.count)];
    return { value: chunks.join(""), span, startOf: (unit) => starts[unit], endOf: (unit) => ends[unit] };
  }

  private grow(): void {
    const capacity = Math.max(16, this.units.length * 2);
    const [units, starts, ends] = [new Uint16Array(capacity), new Int32Array(capacity), new Int32Array(capacity)];
    units.set(this.units);
    starts.set(this.starts);
    ends.set(this.ends);
    this.units = units;
    this.starts = starts;
    this.ends = ends;
  }
}

/** A text of which nothing needs decoding: it stands in the file as it is, from `start` on. `span` is the whole that it stands for. */
export class VerbatimText implements MappedText {
  readonly value: string;
  readonly span: Span;
  private readonly start: number;

  constructor(value: string, start: number, span: Span) {
    this.value = value;
    this.span = span;
    this.start = start;
  }

  startOf(unit: number): number | undefined {
    return unit >= 0 && unit < this.value.length ? this.start + unit : undefined;
  }

  endOf(unit: number): number | undefined {
    return unit >= 0 && unit < this.value.length ? this.start + unit + 1 : undefined;
  }
}
