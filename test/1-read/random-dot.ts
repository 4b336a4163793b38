/** Random DOT, made from the grammar, and random runs of its tokens, most of which are none. */
import fc from "fast-check";

const name = fc.constantFrom("a", "b", "c", "d", "node1", "Σ", "层", "𝒳", "__proto__", "_");
const id = fc.oneof(
  { weight: 6, arbitrary: name },
  { weight: 1, arbitrary: fc.constantFrom("1", "-.5", "2.50", "1.") },
  { weight: 2, arbitrary: fc.constantFrom('"a"', '"b c"', '"node"', '""', '"q\\"r"', '"x\\\\y"', '"l\\nm"', '"1"', '"a" + "b"', '"long\\\nline"', '"two\nlines"') },
  { weight: 1, arbitrary: fc.constantFrom("<h>", "<<b>a</b>>", "<>") },
);
const attributeName = fc.constantFrom("x", "y", "label", "shape", '"z"', '"x" + "y"');
const separator = fc.constantFrom("", ",", ";");
const attribute = fc.tuple(attributeName, id, separator).map(([left, right, end]) => [left, "=", right, end]);
const list = fc.array(attribute, { maxLength: 3 }).map((attributes) => ["[", ...attributes.flat(), "]"]);
const lists = (minLength: number) => fc.array(list, { minLength, maxLength: 2 }).map((all) => all.flat());
const port = fc.oneof({ weight: 5, arbitrary: fc.constant<string[]>([]) }, id.map((p) => [":", p]), fc.tuple(id, id).map(([p, compass]) => [":", p, ":", compass]));
const node = fc.tuple(id, port).map(([own, at]) => [own, ...at]);
const nodes = fc.array(node, { minLength: 1, maxLength: 2 }).map((all) => all.flatMap((one, i) => (i > 0 ? [",", ...one] : one)));
const end = fc.constantFrom("", ";");
const defaults = fc.tuple(fc.constantFrom("node", "edge", "graph", "NODE", "Edge"), lists(1)).map(([kind, all]) => [kind, ...all]);
const assignment = fc.tuple(attributeName, id).map(([left, right]) => [left, "=", right]);

function statements(depth: number, operator: string): fc.Arbitrary<string[]> {
  const group = fc.tuple(fc.constantFrom([], [], ["subgraph"], ["subgraph", "s"], ["subgraph", "t"]), depth > 0 ? fc.oneof(statements(depth - 1, operator), fc.constant<string[]>([])) : fc.constant<string[]>([]))
    .map(([head, body]) => [...head, "{", ...body, "}"]);
  const edgeEnd = fc.oneof({ weight: 4, arbitrary: nodes }, { weight: 1, arbitrary: group });
  const chain = fc.tuple(fc.array(edgeEnd, { minLength: 1, maxLength: 4 }), lists(0)).map(([ends, all]) => [...ends.flatMap((one, i) => (i > 0 ? [operator, ...one] : one)), ...all]);
  const statement = fc.oneof({ weight: 6, arbitrary: chain }, defaults, assignment);
  return fc.array(fc.tuple(statement, end), { maxLength: 5 }).map((all) => all.flat(2));
}

const blanks = fc.constantFrom(" ", " ", " ", "\n", "\t", "\r\n", " /* c */ ", " // c\n", " # c\n", "\n\n");

/** Keys only where a graph isn't strict: which of several edges a strict one merges into is chance (a search in cgraph's tree). */
const withKeys = (tokens: readonly string[]): string[] => tokens.map((token) => (token === "y" ? "key" : token));

const graphTokens = fc.tuple(fc.constantFrom([], ["strict"], ["STRICT"]), fc.boolean(), fc.oneof(fc.constant<string[]>([]), id.map((own) => [own]))).chain(
  ([strict, directed, own]) => statements(3, directed ? "->" : "--").map((body) => [...strict, directed ? "digraph" : "graph", ...own, "{", ...(strict.length > 0 ? body : withKeys(body)), "}"]));

const spaced = (tokens: readonly string[]): fc.Arbitrary<string> =>
  fc.array(blanks, { minLength: 1, maxLength: 20 }).map((between) => tokens.filter((token) => token !== "").map((token, i) => token + between[i % between.length]).join(""));

/** Valid DOT: one graph. */
export const randomDot: fc.Arbitrary<string> = graphTokens.chain(spaced);

const anyToken = fc.oneof(id, fc.constantFrom("->", "--", "[", "]", "{", "}", ",", ";", "=", ":", "+", "node", "edge", "graph", "subgraph", "digraph", "strict", "1a", ".", "-", "&", "%", "$", "a=b", "[x=1]"));

/** A graph's body of any tokens at all. */
export const tokenSoup: fc.Arbitrary<string> = fc.array(anyToken, { maxLength: 12 }).map((tokens) => ["digraph", "{", ...tokens, "}"]).chain(spaced);

/** Valid DOT from which one token was taken, or in which one was replaced. */
export const brokenDot: fc.Arbitrary<string> = fc.tuple(graphTokens, fc.nat(), fc.option(anyToken)).chain(([tokens, at, other]) => {
  const whole = tokens.filter((token) => token !== "");
  return spaced(whole.toSpliced(at % whole.length, 1, ...(other === null ? [] : [other])));
});
