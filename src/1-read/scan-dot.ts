/**
 * DOT text -> tokens, one at a time, as Graphviz's own scanner cuts them (lib/cgraph/scan.l): keywords in any case,
 * every character from U+0080 on a letter, `-` part of a number, `1a` two tokens. Tokens are places: what a quoted one
 * says is decoded in atom.ts. The scanner never fails: a character that DOT doesn't know is a token of kind "bad".
 */
import type { SourceFile } from "../ir/source.ts";

/** `edge` is `->` or `--`; `mark` is one of `{}[]=;,:+`; `bad` is a character that begins no token of DOT. */
export type TokenKind = "id" | "number" | "string" | "html" | "keyword" | "edge" | "mark" | "bad" | "end";

export interface Token {
  readonly kind: TokenKind;
  /** As written; a keyword in lower case; empty for strings, HTML and the end. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** A line break stands between this token and the one before. */
  readonly newLine: boolean;
  /** False for a string or HTML text without its end. */
  readonly closed: boolean;
}

const NAME = /[A-Za-z_\u0080-\uffff][A-Za-z_0-9\u0080-\uffff]*/y;
const NUMBER = /-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)/y;
const KEYWORD = /^(?:node|edge|graph|digraph|strict|subgraph)$/i;
const BYTE_ORDER_MARK = "\ufeff";

const MARKS = "{}[]=;,:+";

const [TAB, LINE_FEED, RETURN, SPACE, QUOTE, HASH, STAR, DASH, SLASH, LESS, GREATER, BACKSLASH] =
  [0x09, 0x0a, 0x0d, 0x20, 0x22, 0x23, 0x2a, 0x2d, 0x2f, 0x3c, 0x3e, 0x5c] as const;

export class DotScanner {
  readonly file: SourceFile;
  readonly limit: number;
  position: number;
  /** Where a string that begins at the key must end, because its quotation mark was found to be missing. */
  readonly brokenStrings = new Map<number, number>();
  /** Where comments begin that are never closed; each is taken to end with its line. */
  readonly brokenComments = new Set<number>();
  /** False once a search for the end of a comment has failed: none after it can succeed. */
  private lastCommentClosed = true;
  /** Every `<` without its `>`, collected when the first is met, so that no two search the same text. */
  private openAngles: Set<number> | undefined;

  constructor(file: SourceFile, start: number, limit: number) {
    this.file = file;
    this.limit = limit;
    this.position = start === 0 && file.text.startsWith(BYTE_ORDER_MARK) ? 1 : start;
  }

  next(): Token {
    const newLine = this.skipBlanks();
    const start = this.position;
    if (start >= this.limit) return this.token("end", "", start, newLine);
    const { text } = this.file;
    const unit = text.charCodeAt(start);
    if (unit === QUOTE) return this.string(start, newLine);
    if (unit === LESS) return this.html(start, newLine);
    if (unit === DASH && start + 1 < this.limit) {
      const after = text.charCodeAt(start + 1);
      if (after === GREATER || after === DASH) return this.token("edge", after === DASH ? "--" : "->", start + 2, newLine);
    }
    const character = text.charAt(start);
    if (MARKS.includes(character)) return this.token("mark", character, start + 1, newLine);
    const name = this.match(NAME);
    if (name !== undefined) {
      return KEYWORD.test(name) ? this.token("keyword", name.toLowerCase(), start + name.length, newLine) : this.token("id", name, start + name.length, newLine);
    }
    const number = this.match(NUMBER);
    if (number !== undefined) return this.token("number", number, start + number.length, newLine);
    return this.token("bad", character, start + 1, newLine);
  }

  /** Whether a line break was among what was skipped. */
  private skipBlanks(): boolean {
    const { text } = this.file;
    let newLine = false;
    for (; this.position < this.limit; ) {
      const unit = text.charCodeAt(this.position);
      if (unit === LINE_FEED) newLine = true;
      if (unit === SPACE || unit === TAB || unit === RETURN || unit === LINE_FEED || this.isLoneByteOrderMark()) this.position++;
      else if (unit === HASH || (unit === SLASH && text.charCodeAt(this.position + 1) === SLASH)) this.position = this.lineEnd(this.position);
      else if (unit === SLASH && text.charCodeAt(this.position + 1) === STAR) newLine = this.skipComment() || newLine;
      else break;
    }
    return newLine;
  }

  /** Graphviz skips the mark alone; where letters follow it is one itself. */
  private isLoneByteOrderMark(): boolean {
    return this.file.text.charAt(this.position) === BYTE_ORDER_MARK && this.match(NAME) === BYTE_ORDER_MARK;
  }

  private skipComment(): boolean {
    const start = this.position;
    const close = this.lastCommentClosed ? this.file.text.indexOf("*/", start + 2) : -1;
    if (close < 0 || close + 2 > this.limit) {
      this.lastCommentClosed = false;
      this.brokenComments.add(start);
      this.position = this.lineEnd(start);
      return false;
    }
    this.position = close + 2;
    return this.file.text.slice(start, close).includes("\n");
  }

  private string(start: number, newLine: boolean): Token {
    const broken = this.brokenStrings.get(start);
    if (broken !== undefined) return this.token("string", "", broken, newLine, false);
    const { text } = this.file;
    for (let at = start + 1; at < this.limit; at++) {
      const unit = text.charCodeAt(at);
      if (unit === QUOTE) return this.token("string", "", at + 1, newLine);
      // A backslash protects a quotation mark or another backslash; before anything else it is text.
      if (unit === BACKSLASH) {
        const after = text.charCodeAt(at + 1);
        if (after === QUOTE || after === BACKSLASH) at++;
      }
    }
    return this.token("string", "", this.limit, newLine, false);
  }

  private html(start: number, newLine: boolean): Token {
    const broken = this.brokenStrings.get(start);
    if (broken !== undefined) return this.token("html", "", broken, newLine, false);
    if (this.openAngles?.has(start)) return this.token("html", "", this.limit, newLine, false);
    let depth = 0;
    for (let at = start; at < this.limit; at++) {
      const unit = this.file.text.charCodeAt(at);
      if (unit === LESS) depth++;
      else if (unit === GREATER && --depth === 0) return this.token("html", "", at + 1, newLine);
    }
    this.openAngles = this.unmatchedAngles(start);
    return this.token("html", "", this.limit, newLine, false);
  }

  private unmatchedAngles(from: number): Set<number> {
    const open: number[] = [];
    for (let at = from; at < this.limit; at++) {
      const unit = this.file.text.charCodeAt(at);
      if (unit === LESS) open.push(at);
      else if (unit === GREATER) open.pop();
    }
    return new Set(open);
  }

  /** The offset of the line break after `from`, or the limit. */
  lineEnd(from: number): number {
    const at = this.file.text.indexOf("\n", from);
    return at < 0 ? this.limit : Math.min(at, this.limit);
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    return pattern.test(this.file.text) ? this.file.text.slice(this.position, Math.min(pattern.lastIndex, this.limit)) : undefined;
  }

  private token(kind: TokenKind, text: string, end: number, newLine: boolean, closed = true): Token {
    const start = this.position;
    this.position = Math.min(end, this.limit);
    return { kind, text, start, end: this.position, newLine, closed };
  }
}
