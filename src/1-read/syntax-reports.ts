/** What the parser says of tokens that stand where none such can: the wording that its parts share. */
import type { Fix } from "../diagnostics/diagnostic.ts";
import type { Token } from "./scan-dot.ts";
import { code, type TokenStream } from "./token-stream.ts";

export const EXPECTED = {
  graph: { en: "a graph, `digraph NAME { … }`,", zh: "图 `digraph 名称 { … }`" },
  digraph: { en: "the word `digraph`", zh: "`digraph` 一词" },
  statement: { en: "a node, an edge or an attribute", zh: "节点、边或属性" },
  end: { en: "a node or a `{…}` group", zh: "节点或 `{…}` 组" },
  port: { en: "the name of a port", zh: "端口名" },
  name: { en: "an attribute, `name=value`,", zh: "属性 `名=值`" },
  value: { en: "a value", zh: "属性值" },
  equals: { en: "`=`", zh: "`=`" },
  list: { en: "an attribute list, `[…]`,", zh: "属性列表 `[…]`" },
} as const;

export type Expected = (typeof EXPECTED)[keyof typeof EXPECTED];

/** Reports the token ahead, without taking it. */
export function reportUnexpected(stream: TokenStream, expected: Expected, fix?: Fix): void {
  const token = stream.peek();
  stream.report("syntax-error", token.start, token.end, { found: show(stream, token), expected }, fix);
}

/** Reports a keyword ahead that was meant as a name, without taking it. */
export function reportReserved(stream: TokenStream): void {
  const { start, end } = stream.peek();
  const written = stream.file.text.slice(start, end);
  stream.report("reserved-word", start, end, { found: code(written) }, stream.replacement(start, end, `"${written}"`));
}

function show(stream: TokenStream, token: Token): string {
  return token.kind === "end" ? "" : code(stream.file.text.slice(token.start, token.end));
}

/** Whether `strict`, `graph` or `digraph` ahead begins a graph of its own: inside a graph, the `}` before it is missing. */
export function isGraphHeader(stream: TokenStream): boolean {
  if (stream.peek().kind !== "keyword") return false;
  let distance = 0;
  const word = (): string => (stream.peek(distance).kind === "keyword" ? stream.peek(distance).text : "");
  if (word() === "strict") distance++;
  if (word() !== "graph" && word() !== "digraph") return false;
  distance++;
  if (stream.seesAtom(distance)) distance++;
  return stream.sees("{", distance);
}
