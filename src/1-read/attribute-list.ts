/**
 * `[name=value, …]…` ahead of a stream -> its attributes. Every way in which a list goes wrong is told apart here; a list
 * that is not closed ends where something follows that no list holds.
 */
import type { Atom } from "./atom.ts";
import type { AttributeSyntax } from "./dot-syntax.ts";
import type { Token } from "./scan-dot.ts";
import { EXPECTED, reportReserved, reportUnexpected } from "./syntax-reports.ts";
import { code, type Mark, type TokenStream } from "./token-stream.ts";
import { unquotedValue } from "./unquoted-text.ts";

/** How much behind a `=` is looked at for a colour. */
const LONGEST_COLOUR = 20;

/** The lists ahead, one after the other; at least one `[` is. */
export function parseAttributes(stream: TokenStream): readonly AttributeSyntax[] {
  const attributes: AttributeSyntax[] = [];
  while (stream.sees("[")) parseList(stream, attributes);
  // A list that has grown holds room for more, and there is one for every node.
  return [...attributes];
}

function parseList(stream: TokenStream, attributes: AttributeSyntax[]): void {
  parseRest(stream, stream.take(), attributes);
}

/** A list from behind its `[`, or from behind what was found in its place. */
export function parseRest(stream: TokenStream, open: Token, attributes: AttributeSyntax[]): void {
  let colour: Colour | undefined;
  for (;;) {
    if (stream.sees("]")) {
      stream.take();
      return;
    }
    if (endsList(stream)) {
      if (!colour) {
        stream.report("unclosed-attributes", open.start, open.end, {}, stream.insertion(stream.last?.end ?? open.end, "]"));
        return;
      }
      rereadColour(stream, colour, attributes);
      colour = undefined;
    } else if (stream.seesAtom() || stream.peek().kind === "keyword") {
      const at = bareColour(stream, attributes.length);
      parseAttribute(stream, attributes);
      colour ??= at;
    } else strayToken(stream);
  }
}

/** `color=#fff`, and where the list stood before it. To Graphviz the rest of the line is a comment, which may even be meant. */
interface Colour {
  readonly start: number;
  readonly end: number;
  readonly mark: Mark;
  readonly attributes: number;
}

function bareColour(stream: TokenStream, attributes: number): Colour | undefined {
  if (!stream.sees("=", 1)) return undefined;
  const { end: start } = stream.peek(1);
  const written = /^#[0-9a-z]+/i.exec(stream.file.text.slice(start, start + LONGEST_COLOUR))?.[0];
  return written === undefined ? undefined : { start, end: start + written.length, mark: stream.mark(), attributes };
}

/** The list is not closed, so the colour was none of a comment: goes back and on behind it. */
function rereadColour(stream: TokenStream, { start, end, mark, attributes: count }: Colour, attributes: AttributeSyntax[]): void {
  stream.goBack(mark, end);
  attributes.length = count;
  const written = stream.file.text.slice(start, end);
  stream.report("unquoted-text", start, end, { found: code(written) }, stream.replacement(start, end, `"${written}"`));
  separator(stream);
}

/** Whether what is ahead can stand in no list, so that the `]` before it is missing. */
function endsList(stream: TokenStream): boolean {
  const { kind, text, newLine } = stream.peek();
  if (kind === "end" || kind === "edge" || stream.sees("}") || stream.sees("{") || stream.sees("[")) return true;
  if (kind === "keyword" && !stream.sees("=", 1) && (newLine || text === "subgraph" || stream.sees("[", 1))) return true;
  if (!stream.seesAtom()) return false;
  return stream.sees("[", 1) || stream.peek(1).kind === "edge" || stream.sees("}", 1) || (newLine && stream.sees(":", 1));
}

function parseAttribute(stream: TokenStream, attributes: AttributeSyntax[]): void {
  if (stream.peek().kind === "keyword") reportReserved(stream);
  const name = stream.takeAtom();
  if (stream.sees("=")) {
    const equals = stream.take();
    const value = parseValue(stream, name, equals);
    if (value) attributes.push({ name, value });
    return;
  }
  // `label: "…"`, as in other languages.
  if (stream.sees(":") && ["string", "html", "number"].includes(stream.peek(1).kind)) {
    const colon = stream.peek();
    reportUnexpected(stream, EXPECTED.equals, stream.replacement(colon.start, colon.end, "="));
    stream.skip();
    attributes.push({ name, value: stream.takeAtom() });
    separator(stream);
    return;
  }
  const next = stream.peek();
  if (next.kind === "string" || next.kind === "html") {
    // A full-width `＝` was taken into the name, and has its own fix.
    const fix = /[＝：]$/.test(name.value) ? undefined : stream.insertion(name.first.end, "=");
    reportUnexpected(stream, EXPECTED.equals, fix);
    attributes.push({ name, value: stream.takeAtom() });
    separator(stream);
    return;
  }
  stream.report("missing-value", name.first.start, name.first.end, { name: code(name.value) });
  separator(stream);
}

function parseValue(stream: TokenStream, name: Atom, equals: Token): Atom | undefined {
  if (stream.peek().kind === "keyword" && !stream.peek().newLine) {
    reportReserved(stream);
    return afterValue(stream, stream.takeAtom());
  }
  if (stream.seesAtom()) return afterValue(stream, stream.takeAtom());
  stream.report("missing-value", name.first.start, equals.end, { name: code(name.value) });
  separator(stream);
  return undefined;
}

/** Checks that the value is whole, and takes the separator after it. */
function afterValue(stream: TokenStream, value: Atom): Atom {
  const whole = endsAttribute(stream) ? value : unquotedValue(stream, value, () => endsAttribute(stream));
  separator(stream);
  return whole;
}

/** Whether what is ahead cannot belong to the value before it. */
function endsAttribute(stream: TokenStream): boolean {
  return stream.sees(",") || stream.sees(";") || stream.sees("]") || stream.peek().newLine || beginsAttribute(stream) || endsList(stream);
}

/** A name, perhaps of joined strings, and `=`. */
function beginsAttribute(stream: TokenStream): boolean {
  if (!stream.seesAtom()) return false;
  let distance = 1;
  while (stream.sees("+", distance) && stream.seesAtom(distance + 1)) distance += 2;
  return stream.sees("=", distance);
}

function separator(stream: TokenStream): void {
  if (stream.sees(",") || stream.sees(";")) stream.take();
}

function strayToken(stream: TokenStream): void {
  const token = stream.peek();
  const surplus = stream.sees(",") || stream.sees(";");
  reportUnexpected(stream, EXPECTED.name, surplus ? stream.replacement(token.start, token.end, "") : undefined);
  stream.skip();
  if (token.text === "=" && stream.seesAtom()) {
    stream.skip();
    separator(stream);
  }
  while (token.kind === "bad" && stream.peek().kind === "bad" && stream.peek().start === stream.last?.end) stream.skip();
}
