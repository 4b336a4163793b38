/**
 * What DOT's grammar calls an ID: a name, a number, strings joined by `+`, or an HTML text. Takes its tokens; gives its
 * value as Graphviz stores it (`\"` resolved, a backslash before a line break dropped, every other escape kept for the
 * label) and, where a place is needed for each character, the mapped text.
 */
import type { MappedText, SourceFile, Span } from "../ir/source.ts";
import type { Token } from "./scan-dot.ts";
import { TextBuilder, VerbatimText } from "./text-builder.ts";

export interface Atom {
  readonly value: string;
  readonly html: boolean;
  readonly first: Token;
  /** The strings that `+` joins to the first. */
  readonly rest: readonly Token[];
}

const none: readonly Token[] = [];

export function makeAtom(file: SourceFile, first: Token, rest: readonly Token[] = none): Atom {
  const value = rest.length === 0 ? tokenValue(file, first) : [first, ...rest].map((token) => tokenValue(file, token)).join("");
  return { value, html: rest.length === 0 && first.kind === "html", first, rest };
}

/** Two ids with one key are one to Graphviz: `<b>` and `"b"` are not. */
export function atomKey(atom: Atom): string {
  return atom.html ? `\0${atom.value}` : atom.value;
}

export function atomSpan(file: SourceFile, atom: Atom): Span {
  return { file, start: atom.first.start, end: atom.rest.length === 0 ? atom.first.end : atom.rest.at(-1)!.end };
}

export function atomText(file: SourceFile, atom: Atom): MappedText {
  const { first } = atom;
  const start = contentStart(first);
  const isVerbatim = atom.rest.length === 0 && (first.kind !== "string" || atom.value.length === contentEnd(first) - start);
  return isVerbatim ? new VerbatimText(atom.value, start, atomSpan(file, atom)) : new DecodedText(file, atom);
}

/** Works out the places of its characters when they are first asked for: most texts of a diagram never are. */
class DecodedText implements MappedText {
  readonly value: string;
  readonly span: Span;
  private readonly atom: Atom;
  private mapped: MappedText | undefined;

  constructor(file: SourceFile, atom: Atom) {
    this.value = atom.value;
    this.span = atomSpan(file, atom);
    this.atom = atom;
  }

  startOf(unit: number): number | undefined {
    return this.map().startOf(unit);
  }

  endOf(unit: number): number | undefined {
    return this.map().endOf(unit);
  }

  private map(): MappedText {
    this.mapped ??= mapAtom(this.span, this.atom);
    return this.mapped;
  }
}

function mapAtom(span: Span, { value, first, rest }: Atom): MappedText {
  const builder = new TextBuilder(value.length);
  for (const token of [first, ...rest]) decode(span.file, token, builder);
  return builder.build(span);
}

/** The part of a token between its quotation marks or angle brackets. */
function contentStart(token: Token): number {
  return isQuoted(token) ? token.start + 1 : token.start;
}

function contentEnd(token: Token): number {
  return isQuoted(token) && token.closed ? token.end - 1 : token.end;
}

function isQuoted({ kind }: Token): boolean {
  return kind === "string" || kind === "html";
}

function tokenValue(file: SourceFile, token: Token): string {
  if (!isQuoted(token)) return token.text === "" || token.kind === "keyword" ? file.text.slice(token.start, token.end) : token.text;
  const content = file.text.slice(contentStart(token), contentEnd(token));
  if (token.kind !== "string" || !(content.includes('\\"') || content.includes("\\\n"))) return content;
  return content.replace(/\\([\\"\n])/g, (pair, after: string) => (after === '"' ? '"' : after === "\n" ? "" : pair));
}

function decode(file: SourceFile, token: Token, builder: TextBuilder): void {
  const { text } = file;
  const [start, end] = [contentStart(token), contentEnd(token)];
  for (let at = start; at < end; at++) {
    const unit = text.charAt(at);
    const after = token.kind === "string" && unit === "\\" && at + 1 < end ? text.charAt(at + 1) : "";
    if (after === '"') builder.push(0x22, at, ++at + 1);
    else if (after === "\n") at++;
    else {
      builder.push(text.charCodeAt(at), at, at + 1);
      if (after === "\\") builder.push(0x5c, ++at, at + 1);
    }
  }
}
