/**
 * Tokens -> graphs as DOT's grammar sees them (lib/cgraph/grammar.y), with an explicit stack instead of recursion. After
 * a syntax error it goes on with the next token that can begin something, so that every mistake is reported and what
 * follows is read. It attaches no meaning: see build-diagram.ts.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "../ir/source.ts";
import type { Atom } from "./atom.ts";
import { GraphBody } from "./graph-body.ts";
import type { GraphSyntax } from "./dot-syntax.ts";
import { EXPECTED, isGraphHeader, reportReserved, reportUnexpected } from "./syntax-reports.ts";
import { code, TokenStream } from "./token-stream.ts";
import { unquotedGraphName } from "./unquoted-text.ts";

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

export interface OneGraph {
  readonly graph: GraphSyntax;
  readonly diagnostics: readonly Diagnostic[];
  /** How far the text was looked at. */
  readonly position: number;
}

/** The one graph that begins at `start`; what follows it is not looked at. */
export function parseGraphAt(file: SourceFile, start: number, limit: number): OneGraph {
  const stream = new TokenStream(file, start, limit);
  const graph = parseGraph(stream);
  stream.reportComments();
  return { graph, diagnostics: stream.diagnostics, position: stream.scanner.position };
}

/** A header, or what seems to be meant as one: a misspelt or forgotten `digraph` before a name and `{`, a line that begins like one. */
function beginsGraph(stream: TokenStream): boolean {
  const { kind, text, newLine } = stream.peek();
  if (kind === "keyword") return isGraphHeader(stream) || ((newLine || !stream.last) && text !== "node" && text !== "edge");
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
  while (stream.peek().kind === "keyword" && stream.peek().text === "strict") {
    const again = stream.peek();
    reportUnexpected(stream, EXPECTED.digraph, stream.replacement(again.start, again.end, ""));
    stream.skip();
  }
  const first = stream.peek();
  const keyword = first.kind === "keyword" && (first.text === "digraph" || first.text === "graph") ? stream.take() : undefined;
  if (!keyword) missingKeyword(stream);
  const name = graphName(stream);
  const directed = keyword?.text !== "graph";
  const { steps, closed } = graphBody(stream, directed);
  return { strict, directed, keyword, name, start, end: stream.last?.end ?? start, closed, steps };
}

function missingKeyword(stream: TokenStream): void {
  const { start, end, kind } = stream.peek();
  // `G {` is a name without the word; `digrah G {` the word misspelt.
  const misspelt = kind !== "end" && !stream.sees("{") && !(kind === "id" && stream.sees("{", 1));
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
  return stream.sees("{") ? name : unquotedGraphName(stream, from.start) ?? name;
}

function graphBody(stream: TokenStream, directed: boolean): Pick<GraphSyntax, "steps" | "closed"> {
  const brace = stream.sees("{") ? stream.take() : stream.last;
  const { start = 0, end = 0 } = brace ?? {};
  if (brace?.text !== "{") {
    const nothing = stream.peek().kind === "end";
    stream.report("missing-brace", start, end, { after: code(stream.file.text.slice(start, end)) }, stream.insertion(end, nothing ? " {}" : " {"));
    if (nothing) return { steps: [], closed: false };
  }
  const body = new GraphBody(stream, directed, start);
  const closed = body.parse();
  return { steps: body.steps, closed };
}
