/**
 * Where a string's closing quotation mark is missing, DOT reads on to the next one, which was meant to open another
 * string. These two guess from the text alone: whether a string is such a one, and where it was meant to end. They are
 * asked only once the text has proved wrong.
 */
import type { Token } from "./scan-dot.ts";

/** What stands before an opening quotation mark in DOT. */
const BEFORE_QUOTE = /(?:[\w\u0080-\uffff]\s*=|->|--|[[,;{])\s*$/;
/** What cannot stand glued to a closing quotation mark, unless it was an opening one. */
const INSIDE = /[^\s\],;}:+/#=-]/;
/** Attributes that commonly follow a label on its line. */
const NEXT_ATTRIBUTE = /[,;]?\s*(?:^|[,;\s])(?:label|shape|style|color|fillcolor|fontname|fontsize|fontcolor|width|height|tooltip)\s*=/;
const LIST_END = /\s*\][\s;}]*$/;
const STATEMENT_END = /[\s,;}]+$/;
/** How much of a string's end is looked at. */
const TAIL = 200;
/** How much of a line is looked at for the place where its string was meant to end. */
const LONGEST_LINE = 2_000;

export function looksBroken(text: string, token: Token): boolean {
  if (!INSIDE.test(text.charAt(token.end))) return false;
  return BEFORE_QUOTE.test(text.slice(Math.max(token.start + 1, token.end - 1 - TAIL), token.end - 1));
}

/** The offset at which the closing quotation mark should have stood. */
export function guessStringEnd(text: string, token: Token): number {
  const from = token.start + 1;
  const piece = text.slice(from, Math.min(token.closed ? token.end - 1 : token.end, from + LONGEST_LINE));
  const lineBreak = piece.search(/[\r\n]/);
  let line = lineBreak < 0 ? piece : piece.slice(0, lineBreak);
  const next = line.search(NEXT_ATTRIBUTE);
  if (next > 0) line = line.slice(0, next);
  else if (LIST_END.test(line)) line = line.replace(LIST_END, "");
  else line = line.replace(/\s*(?:->|--).*$/, "");
  return from + line.replace(STATEMENT_END, "").length;
}
