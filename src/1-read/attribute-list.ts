/**
 * `[name=value, …]…` ahead of a stream -> its attributes. Every way in which a list goes wrong is told apart here; a list
 * that is not closed ends where something follows that no list holds.
 */
import type { Atom } from "./atom.ts";
import type { AttributeSyntax } from "./dot-syntax.ts";
import type { Token } from "./scan-dot.ts";
import { EXPECTED, reportReserved, reportUnexpected } from "./syntax-reports.ts";
import { code, type TokenStream } from "./token-stream.ts";

/** The lists ahead, one after the other; at least one `[` is. */
export function parseAttributes(stream: TokenStream): AttributeSyntax[] {
  const attributes: AttributeSyntax[] = [];
  while (stream.sees("[")) parseList(stream, attributes);
  return attributes;
}

function parseList(stream: TokenStream, attributes: AttributeSyntax[]): void {
  const open = stream.take();
  for (;;) {
    if (stream.sees("]")) {
      stream.take();
      return;
    }
    if (endsList(stream)) {
      const at = stream.last?.end ?? open.end;
      stream.report("unclosed-bracket", open.start, open.end, {}, stream.insertion(at, "]"));
      return;
    }
    if (stream.seesAtom() || stream.peek().kind === "keyword") parseAttribute(stream, attributes);
    else strayToken(stream);
  }
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
  const next = stream.peek();
  if (next.kind === "string" || next.kind === "html") {
    // A full-width `＝` was taken into the name, and has its own fix.
    const fix = /[＝：]$/.test(name.value) ? undefined : stream.insertion(name.tokens[0].end, "=");
    reportUnexpected(stream, EXPECTED.equals, fix);
    attributes.push({ name, value: stream.takeAtom() });
    separator(stream);
    return;
  }
  stream.report("missing-value", name.tokens[0].start, name.tokens[0].end, { name: code(name.value) });
  separator(stream);
}

function parseValue(stream: TokenStream, name: Atom, equals: Token): Atom | undefined {
  if (stream.peek().kind === "keyword" && !stream.peek().newLine) {
    reportReserved(stream);
    return afterValue(stream, stream.takeAtom());
  }
  if (stream.seesAtom()) return afterValue(stream, stream.takeAtom());
  const { text } = stream.file;
  const rest = /^[ \t]*(#[\w-]*)/.exec(text.slice(equals.end, equals.end + 100));
  if (rest?.[1]) {
    // `color=#fff`: to Graphviz, the rest of the line is a comment.
    const start = equals.end + rest[0].length - rest[1].length;
    const end = start + rest[1].length;
    stream.report("unquoted-text", start, end, { found: code(rest[1]) }, stream.replacement(start, end, `"${rest[1]}"`));
    stream.jump(end);
  } else {
    stream.report("missing-value", name.tokens[0].start, equals.end, { name: code(name.value) });
  }
  separator(stream);
  return undefined;
}

/** Checks that the value is whole, and takes the separator after it. */
function afterValue(stream: TokenStream, value: Atom): Atom {
  const [first] = value.tokens;
  const next = stream.peek();
  const bare = first.kind === "id" || first.kind === "number";
  const goesOn = next.kind === "bad" || (next.kind === "mark" && ":+".includes(next.text)) || (stream.seesAtom() && !stream.sees("=", 1) && bare);
  if (bare && goesOn && !next.newLine && !endsList(stream)) reportUnquoted(stream, first.start);
  separator(stream);
  return value;
}

/** A value in several words: what it seems to consist of, up to what ends an attribute. */
function reportUnquoted(stream: TokenStream, start: number): void {
  while (!stream.sees(",") && !stream.sees(";") && !stream.sees("]") && !stream.peek().newLine && !endsList(stream)) {
    if (stream.seesAtom() && stream.sees("=", 1)) break;
    stream.skip();
  }
  const end = stream.last?.end ?? start;
  const written = stream.file.text.slice(start, end);
  stream.report("unquoted-text", start, end, { found: code(written) }, written.includes('"') ? undefined : stream.replacement(start, end, `"${written}"`));
}

function separator(stream: TokenStream): void {
  if (stream.sees(",") || stream.sees(";")) stream.take();
}

function strayToken(stream: TokenStream): void {
  const token = stream.peek();
  const surplus = stream.sees(",") || stream.sees(";");
  reportUnexpected(stream, EXPECTED.name, surplus ? stream.replacement(token.start, token.end, "") : undefined);
  stream.skip();
  while (token.kind === "bad" && stream.peek().kind === "bad" && stream.peek().start === stream.last?.end) stream.skip();
}
