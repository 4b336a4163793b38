/** Each of invalid/*.dot is refused by Graphviz, and by us with these rules at these lines and columns. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readDiagrams } from "../../src/1-read/read-diagrams.ts";
import { graphvizView } from "./graphviz.ts";
import { repair } from "./repair.ts";

const folder = new URL("invalid/", import.meta.url);

const expected: ReadonlyMap<string, readonly string[]> = new Map([
  ["assignment-chain.dot", ["2:9 syntax-error"]],
  ["assignment-without-value.dot", ["2:3 missing-value"]],
  ["at-sign.dot", ["2:5 syntax-error"]],
  ["attribute-name-missing.dot", ["2:6 syntax-error"]],
  ["attribute-without-equals.dot", ["2:12 syntax-error"]],
  ["attribute-without-value-after-equals.dot", ["2:6 missing-value"]],
  ["attribute-without-value.dot", ["2:6 missing-value"]],
  ["broken-arrow.dot", ["2:5 edge-operator"]],
  ["byte-order-mark-in-the-middle.dot", ["2:1 syntax-error"]],
  ["comma-alone.dot", ["2:6 syntax-error"]],
  ["directed-edge-in-graph.dot", ["1:1 undirected-graph"]],
  ["double-arrow.dot", ["2:5 edge-operator"]],
  ["edge-operator-twice.dot", ["2:8 syntax-error"]],
  ["edge-without-head-semicolon.dot", ["2:8 syntax-error"]],
  ["edge-without-head.dot", ["3:1 syntax-error"]],
  ["edge-without-tail.dot", ["2:3 syntax-error"]],
  ["extra-close-brace.dot", ["4:1 syntax-error"]],
  ["extra-close-bracket.dot", ["2:10 syntax-error"]],
  ["extra-comma.dot", ["2:10 syntax-error"]],
  ["extra-semicolon.dot", ["2:5 syntax-error"]],
  ["form-feed.dot", ["2:3 unquoted-text"]],
  ["full-width-equals.dot", ["2:6 full-width-punctuation", "2:12 syntax-error"]],
  ["graph-in-graph.dot", ["1:11 unclosed-brace", "3:1 syntax-error"]],
  ["graph-name-keyword.dot", ["1:9 reserved-word"]],
  ["graph-name-path.dot", ["1:9 unquoted-text"]],
  ["graph-name-with-dash.dot", ["1:9 unquoted-text"]],
  ["group-as-value.dot", ["2:3 missing-value"]],
  ["header-and-name-only.dot", ["1:9 missing-brace"]],
  ["header-only.dot", ["1:1 missing-brace"]],
  ["keyword-alone.dot", ["2:7 syntax-error"]],
  ["list-after-semicolon.dot", ["2:6 syntax-error"]],
  ["list-of-edge-ends.dot", ["2:6 syntax-error"]],
  ["list-on-assignment.dot", ["2:7 syntax-error"]],
  ["list-without-node.dot", ["2:3 syntax-error"]],
  ["long-arrow.dot", ["2:5 edge-operator"]],
  ["missing-close-brace-before-next.dot", ["1:11 unclosed-brace"]],
  ["missing-close-brace-of-group.dot", ["1:11 unclosed-brace"]],
  ["missing-close-brace.dot", ["1:11 unclosed-brace"]],
  ["missing-close-bracket-before-brace.dot", ["3:5 unclosed-attributes"]],
  ["missing-close-bracket-before-edge.dot", ["2:5 unclosed-attributes"]],
  ["missing-close-bracket-before-keyword.dot", ["2:5 unclosed-attributes"]],
  ["missing-close-bracket.dot", ["2:5 unclosed-attributes"]],
  ["missing-close-quote-last.dot", ["3:12 unclosed-string"]],
  ["missing-close-quote-mid-list.dot", ["2:12 unclosed-string"]],
  ["missing-close-quote-of-id.dot", ["2:8 unclosed-string"]],
  ["missing-close-quote.dot", ["2:12 unclosed-string"]],
  ["missing-open-brace-of-group.dot", ["2:12 missing-brace"]],
  ["missing-open-brace.dot", ["1:9 missing-brace"]],
  ["missing-open-bracket.dot", ["2:14 syntax-error"]],
  ["missing-open-quote.dot", ["2:12 unquoted-text"]],
  ["misspelt-keyword.dot", ["1:1 syntax-error"]],
  ["name-keyword.dot", ["2:8 reserved-word"]],
  ["no-header.dot", ["1:1 syntax-error"]],
  ["no-keyword.dot", ["1:1 syntax-error"]],
  ["node-named-node.dot", ["2:3 reserved-word"]],
  ["plus-after-name.dot", ["2:5 syntax-error"]],
  ["plus-between-names.dot", ["2:5 syntax-error"]],
  ["point-in-name.dot", ["2:3 unquoted-text"]],
  ["port-missing.dot", ["2:6 syntax-error"]],
  ["ports-too-many.dot", ["2:8 syntax-error"]],
  ["semicolon-alone.dot", ["2:3 syntax-error"]],
  ["single-dash.dot", ["2:5 edge-operator"]],
  ["statement-outside.dot", ["1:1 syntax-error"]],
  ["strict-alone.dot", ["1:8 syntax-error"]],
  ["strict-twice.dot", ["1:8 syntax-error"]],
  ["subgraph-at-top.dot", ["1:1 syntax-error"]],
  ["subgraph-without-body.dot", ["2:17 missing-brace"]],
  ["unclosed-comment.dot", ["2:10 unclosed-comment"]],
  ["unclosed-html-two.dot", ["2:12 unclosed-html"]],
  ["unclosed-html.dot", ["2:16 syntax-error", "2:16 unclosed-html"]],
  ["undirected-edge-in-digraph.dot", ["2:5 edge-operator"]],
  ["unknown-character.dot", ["2:5 syntax-error"]],
  ["unknown-characters.dot", ["2:3 syntax-error"]],
  ["value-hash.dot", ["2:12 unquoted-text"]],
  ["value-keyword.dot", ["2:12 reserved-word"]],
  ["value-number-and-letters.dot", ["2:12 unquoted-text"]],
  ["value-of-two-words.dot", ["2:12 unquoted-text"]],
  ["value-with-colon.dot", ["2:12 unquoted-text"]],
  ["value-with-dash.dot", ["2:15 unquoted-text"]],
]);

/** What Graphviz doesn't see, as it stops after the first graph. */
const behindFirstGraph = new Set(["byte-order-mark-in-the-middle.dot", "extra-close-brace.dot"]);

/** Mistakes of which nobody can tell what was meant. */
const withoutRepair = new Set([
  "assignment-chain.dot", "assignment-without-value.dot", "at-sign.dot", "attribute-name-missing.dot", "attribute-without-value-after-equals.dot",
  "attribute-without-value.dot", "edge-without-head-semicolon.dot", "edge-without-head.dot", "edge-without-tail.dot", "group-as-value.dot",
  "keyword-alone.dot", "list-after-semicolon.dot", "list-of-edge-ends.dot", "list-on-assignment.dot", "list-without-node.dot", "plus-after-name.dot",
  "plus-between-names.dot", "port-missing.dot", "ports-too-many.dot", "statement-outside.dot", "unknown-character.dot", "unknown-characters.dot",
]);

function read(name: string): string {
  return readFileSync(new URL(name, folder), "utf8");
}

/** `line:column rule` of each finding, from 1. */
function findings(text: string, path = "test.dot"): string[] {
  return readDiagrams({ path, text }).diagnostics.map(({ rule, span }) => {
    const lines = text.slice(0, span.start).split("\n");
    return `${lines.length}:${(lines.at(-1) ?? "").length + 1} ${rule}`;
  });
}

test("every file has its expectation", () => {
  expect([...expected.keys()].sort()).toEqual(readdirSync(folder).filter((name) => name.endsWith(".dot")).sort());
});

describe("are found where they are", () => {
  test.each([...expected])("%s", (name, rules) => {
    const text = read(name);
    expect(graphvizView(text, []) !== undefined).toBe(behindFirstGraph.has(name));
    expect(findings(text)).toEqual(rules);
  });
});

describe("are repaired by their preferred fixes", () => {
  test.each([...expected.keys()])("%s", (name) => {
    const repaired = repair(name, read(name));
    expect(graphvizView(repaired, []) !== undefined && findings(repaired).length === 0).toBe(!withoutRepair.has(name));
  });
});

describe("go on after a mistake", () => {
  const mistakes = ["a [x=1\n", "a - b\n", "a [bold]\n", ";;\n", "a -> ;\n", "-> a;\n", "a [x=,y=1]\n", "a [label=Conv 2D]\n", "node -> a\n", "a -- b\n",
    "a [x=1,,y=2]\n", "a ] b\n", "a & b\n", "; [x=1]\n", "a:b:c:d\n", "a => b\n", 'q [label="x]\n', "a.b -> c\n", "a [x \"1\"]\n", "edge;\n"];

  test("twenty mistakes are twenty findings, and every statement between them is read", () => {
    const text = `digraph G {\n${mistakes.map((mistake, i) => `${mistake}n${i} [label="${i}"]\n`).join("")}}\n`;
    const { diagrams, diagnostics } = readDiagrams({ path: "test.dot", text });
    expect(diagnostics.map(({ span }) => text.slice(0, span.start).split("\n").length)).toEqual(mistakes.map((_, i) => 2 * i + 2));
    const labels = new Map(diagrams[0]?.nodes.map((node) => [node.id, node.attributes.get("label")?.value.value]));
    for (const i of mistakes.keys()) expect(labels.get(`n${i}`)).toBe(`${i}`);
  });

  test("on one line too", () => {
    const text = "digraph G { a - b; c [bold]; d [x=1; e -> ; f [label=x y]; g }";
    expect(findings(text)).toEqual(["1:15 edge-operator", "1:23 missing-value", "1:32 unclosed-attributes", "1:43 syntax-error", "1:54 unquoted-text"]);
  });
});

describe("warnings", () => {
  test("full-width punctuation outside quotation marks, with its ASCII form as the fix", () => {
    const text = 'digraph G {\n  a [x=1，shape=box]\n  b［label="，"］\n  c → d；\n}\n';
    expect(findings(text)).toEqual(["2:9 full-width-punctuation", "3:3 full-width-punctuation", "3:14 full-width-punctuation", "4:5 full-width-punctuation", "4:7 full-width-punctuation"]);
    const repaired = repair("test.dot", text);
    expect(repaired).toBe('digraph G {\n  a [x=1,shape=box]\n  b[label="，"]\n  c -> d;\n}\n');
    expect(findings(repaired)).toEqual([]);
  });

  test("full-width parentheses and letters are names", () => {
    expect(findings("digraph G { 输入（图像） -> Ｘ１ }")).toEqual([]);
  });

  test("a number that Graphviz splits", () => {
    expect(findings("digraph G {\n  1a -> 2.5.3\n  3层 4 b c5\n}")).toEqual(["2:3 split-number", "2:9 split-number", "3:3 split-number"]);
  });
});

describe("what is no diagram", () => {
  test.each([["empty", ""], ["blank", " \n\n"], ["a comment", "// nothing\n/* here */"]])("%s", (_, text) => {
    expect(findings(text)).toEqual(["1:1 no-diagram"]);
    expect(findings(text, "a.txt")).toEqual(["1:1 no-diagram"]);
  });

  test("prose without a graph", () => {
    expect(findings("A digraph is a set of vertices and arrows.", "a.md")).toEqual(["1:1 no-diagram"]);
  });

  test("bytes that are no text, at the first that is none", () => {
    expect(findings("\u0089PNG\r\n\u001a\n\0\0\0\rIHDR")).toEqual(["3:1 not-text"]);
    expect(findings("d\0i\0g\0r\0a\0p\0h\0 \0{\0}\0")).toEqual(["1:2 not-text"]);
  });

  test("words in a .dot file", () => {
    expect(findings("Hello, world! This is no graph.")).toEqual(["1:1 syntax-error"]);
  });
});

test("an undirected graph is read, and its fix makes it directed", () => {
  const text = "strict GRAPH G {\n  a -- b -- {c d}\n}";
  const { diagrams } = readDiagrams({ path: "test.dot", text });
  expect(findings(text)).toEqual(["1:8 undirected-graph"]);
  expect(diagrams[0]?.edges.map(({ from, to }) => from.id + to.id)).toEqual(["ab", "bc", "bd"]);
  expect(repair("test.dot", text)).toBe("strict digraph G {\n  a -> b -> {c d}\n}");
});

test("a colon for the equals sign of an attribute", () => {
  const text = 'digraph G {\n  a [label: "x", color:red]\n  b [label:<y>, x=1]\n  b:p -> a\n}';
  expect(findings(text)).toEqual(["2:11 syntax-error", "2:18 missing-value", "2:23 syntax-error", "2:24 missing-value", "3:11 syntax-error"]);
  expect(readDiagrams({ path: "test.dot", text }).diagrams[0]?.nodes.map(({ attributes }) => attributes.get("label")?.value.value)).toEqual(["x", "y"]);
});

test("a node with a second label", () => {
  expect(findings('digraph G {\n  node [label=x]\n  a [label=b]\n  a [label=b, shape=box]\n  a [label="c"]\n  d [label=e, label=f]\n  g\n  g [label=h]\n}')).toEqual(["5:12 relabelled-node", "6:21 relabelled-node"]);
});

test("two nodes that only their quoting tells apart", () => {
  expect(findings('digraph G {\n  <b> -> "b"\n}')).toEqual(["2:10 html-id-clash"]);
});

test("messages speak both languages, and name what they found", () => {
  const { diagnostics: [finding] } = readDiagrams({ path: "test.dot", text: "digraph G { a [bold] }" });
  expect(finding?.message.en).toContain("`bold`");
  expect(finding?.message.zh).toContain("`bold`");
  expect(finding?.message.zh).not.toBe(finding?.message.en);
});
