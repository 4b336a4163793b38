/** Offsets of a text -> lines and columns from 1, as editors count them: columns in UTF-16 units, a tab as one. */

export class LineIndex {
  private readonly text: string;
  /** The offset at which each line starts. */
  private readonly starts: readonly number[];

  constructor(text: string) {
    this.text = text;
    const starts = [0];
    for (const { index, 0: lineEnd } of text.matchAll(/\r\n|\r|\n/g)) starts.push(index + lineEnd.length);
    this.starts = starts;
  }

  position(offset: number): { readonly line: number; readonly column: number } {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - this.starts[low]! + 1 };
  }

  /** Where a line starts and ends, its line end apart. */
  bounds(line: number): { readonly start: number; readonly end: number } {
    const start = this.starts[line - 1]!;
    let end = this.starts[line] ?? this.text.length;
    while (end > start && /[\r\n]/.test(this.text[end - 1]!)) end--;
    return { start, end };
  }
}
