/**
 * Tokens -> graphs as DOT's grammar sees them (lib/cgraph/grammar.y), with an explicit stack instead of recursion. After
 * a syntax error it goes on with the next token that can begin something, so that every mistake is reported and what
 * follows is read. It attaches no meaning: see build-diagram.ts.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "../ir/source.ts";
import { GraphBody } from "./graph-body.ts";
import type { GraphSyntax } from "./dot-syntax.ts";
import { EXPECTED, reportReserved, reportUnexpected } from "./syntax-reports.ts";
import { code, TokenStream } from "./token-stream.ts";
import type { Atom } from "./atom.ts";

export interface DotSyntax {
  readonly graphs: readonly GraphSyntax[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A text that is DOT as a whole: graphs, with nothing but comments between them. */
export function parseDocument(file: SourceFile, start: number, limit: number): DotSyntax {
  const stream = new TokenStream(file, start, limit);
  const graphs: GraphSyntax[] = [];
  while (stream.peek().kind !== "end") {
    if (beginsGraph(stream)) graphs.push(parseGraph(stream));
    else skipToGraph(stream);
  }
  stream.reportComments();
  return { graphs, diagnostics: stream.diagnostics };
}

/** The one graph that begins at `start`; what follows it is not looked at. */
export function parseGraphAt(file: SourceFile, start: number, limit: number): { readonly graph: GraphSyntax; readonly diagnostics: readonly Diagnostic[] } {
  const stream = new TokenStream(file, start, limit);
  const graph = parseGraph(stream);
  stream.reportComments();
  return { graph, diagnostics: stream.diagnostics };
}

/** A header, or what seems to be meant as one: a misspelt or forgotten `digraph` before a name and `{`. */
function beginsGraph(stream: TokenStream): boolean {
  const { kind, text } = stream.peek();
  if (kind === "keyword" && text !== "node" && text !== "edge") return true;
  return stream.sees("{") || (kind === "id" && (stream.sees("{", 1) || (stream.seesAtom(1) && stream.sees("{", 2))));
}

function skipToGraph(stream: TokenStream): void {
  const first = stream.peek();
  reportUnexpected(stream, EXPECTED.graph, stream.sees("}") ? stream.replacement(first.start, first.end, "") : undefined);
  do stream.skip();
  while (stream.peek().kind !== "end" && !beginsGraph(stream));
}

function parseGraph(stream: TokenStream): GraphSyntax {
  const start = stream.peek().start;
  const strict = stream.peek().kind === "keyword" && stream.peek().text === "strict";
  if (strict) stream.take();
  const first = stream.peek();
  const keyword = first.kind === "keyword" && (first.text === "digraph" || first.text === "graph") ? stream.take() : undefined;
  if (!keyword) missingKeyword(stream);
  const name = graphName(stream);
  if (stream.sees("{")) stream.take();
  else missingBrace(stream);
  const directed = keyword?.text !== "graph";
  const body = new GraphBody(stream, directed, stream.last?.start ?? start);
  const closed = body.parse();
  return { strict, directed, keyword, name, start, end: stream.last?.end ?? start, closed, steps: body.steps };
}

function missingKeyword(stream: TokenStream): void {
  const { start, end, kind } = stream.peek();
  const misspelt = kind !== "end" && !stream.sees("{");
  reportUnexpected(stream, EXPECTED.digraph, misspelt ? stream.replacement(start, end, "digraph") : stream.insertion(start, "digraph "));
  if (misspelt) stream.skip();
}

function graphName(stream: TokenStream): Atom | undefined {
  if (stream.peek().kind === "keyword" && stream.sees("{", 1)) {
    reportReserved(stream);
    return stream.takeAtom();
  }
  const from = stream.peek();
  const name = stream.seesAtom() ? stream.takeAtom() : undefined;
  return stream.sees("{") ? name : unquotedName(stream, from.start) ?? name;
}

/** `digraph my-net {`: all up to the brace was meant as the name. */
function unquotedName(stream: TokenStream, start: number): Atom | undefined {
  const { text } = stream.file;
  const lineEnd = stream.scanner.lineEnd(start);
  const brace = text.slice(start, lineEnd).indexOf("{");
  const written = brace < 0 ? "" : text.slice(start, start + brace).trimEnd();
  if (written === "" || /["<>=;[\]]/.test(written)) return undefined;
  const end = start + written.length;
  stream.report("unquoted-text", start, end, { found: code(written) }, stream.replacement(start, end, `"${written}"`));
  stream.jump(start + brace);
  return { value: written, html: false, tokens: [{ kind: "id", text: written, start, end, newLine: false, closed: true }] };
}

function missingBrace(stream: TokenStream): void {
  const { last, file } = stream;
  const end = last?.end ?? 0;
  stream.report("missing-brace", last?.start ?? 0, end, { after: code(file.text.slice(last?.start ?? 0, end)) }, stream.insertion(end, " {"));
}
