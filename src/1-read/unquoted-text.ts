/**
 * Names and values in several words, or with characters that DOT knows nothing of, whose quotation marks are missing: each
 * function takes all of such a text, reports it with the quotation marks as the fix, and gives the atom that was meant.
 */
import { makeAtom, type Atom } from "./atom.ts";
import type { Token } from "./scan-dot.ts";
import { code, type TokenStream } from "./token-stream.ts";

/** `digraph my-net {`: all from `start` up to the brace, on the same line; undefined where no text can be meant. */
export function unquotedGraphName(stream: TokenStream, start: number): Atom | undefined {
  const { text } = stream.file;
  const line = text.slice(start, stream.scanner.lineEnd(start));
  const written = line.slice(0, Math.max(0, line.indexOf("{"))).trimEnd();
  if (written === "" || /["<>=;[\]]/.test(written)) return undefined;
  stream.jump(start + line.indexOf("{"));
  return reportText(stream, start, start + written.length, start + written.length);
}

/** `conv1.weight`, `my-node`, `f(x)`: the name just taken and what is glued to it; the name itself where nothing is. */
export function gluedName(stream: TokenStream, name: Atom): Atom {
  const { first } = name;
  if (!isBare(first) || !isGlue(stream)) return name;
  let { end } = first;
  while (isGlue(stream) || (stream.peek().start === end && isBare(stream.peek()))) end = stream.skip().end;
  return reportText(stream, first.start, end, end);
}

/** `label=Conv 2D`: the value just taken and all up to what ends the attribute; the value itself where that is whole. */
export function unquotedValue(stream: TokenStream, value: Atom, ends: () => boolean): Atom {
  const { first } = value;
  if (!isBare(first)) return value;
  // That a number splits is said with this.
  const last = stream.diagnostics.at(-1);
  if (last?.rule === "split-number" && last.span.start === first.start) stream.diagnostics.pop();
  let { end } = first;
  while (!ends() && !isStrayQuote(stream)) end = stream.skip().end;
  if (ends()) return reportText(stream, first.start, end, end);
  const quote = stream.peek().start + 1;
  stream.jump(quote);
  return reportText(stream, first.start, end, quote);
}

/** The text ends at `end`, what the fix replaces at `written`. */
function reportText(stream: TokenStream, start: number, end: number, written: number): Atom {
  const text = stream.file.text.slice(start, end);
  const fix = text.includes('"') ? undefined : stream.replacement(start, written, `"${text}"`);
  stream.report("unquoted-text", start, written, { found: code(text) }, fix);
  return makeAtom(stream.file, { kind: "id", text, start, end, newLine: false, closed: true });
}

function isBare({ kind }: Token): boolean {
  return kind === "id" || kind === "number" || kind === "keyword";
}

/** A character without meaning right behind the last token, and not one that is meant as an edge. */
function isGlue(stream: TokenStream): boolean {
  const { kind, text, start, end } = stream.peek();
  if (kind !== "bad" || start !== stream.last?.end || text === ">") return false;
  return text !== "-" || /[^\s>]/.test(stream.file.text.charAt(end));
}

/** The end of a text whose beginning lacks its quotation mark: taken for a beginning, it runs over the line. */
function isStrayQuote(stream: TokenStream): boolean {
  const { kind, start, end, closed } = stream.peek();
  return kind === "string" && (!closed || stream.file.text.slice(start, end).includes("\n"));
}
