/** Graphs in prose, Markdown and standard input: which are found, and what is left alone. */
import { describe, expect, test } from "vitest";
import { readDiagrams } from "../../src/1-read/read-diagrams.ts";

function names(text: string, path = "notes.md"): (string | undefined)[] {
  return readDiagrams({ path, text }).diagrams.map(({ name }) => name);
}

function findings(text: string, path = "notes.md"): string[] {
  return readDiagrams({ path, text }).diagnostics.map(({ rule, span }) => `${text.slice(0, span.start).split("\n").length} ${rule}`);
}

describe("prose", () => {
  const prose = [
    "经典神经网络架构参考 v1.0(1)https://example.com/article/1",
    "块 #6 #7 #8:",
    'digraph AlexNet { rankdir=BT node [ style=filled, color=Black fontcolor=White, ] inp [label="输入\\n[BatchSize, 3]", shape="Mrecord"] inp -> conv }',
    "3.3 VGG16",
    "主体：digraph VGG16 { a -> b } 卷积块:",
    "strict digraph \"VGG 16\" { a -> b -> c }",
    "It's a digraph; see the digraph {V, E} of page 3, a \"digraph G\", and graph theory { in general }.",
    "digraph{x->y}",
    "A graph G { a -- b } is found, a graph of { two } words is not.",
  ].join("\n");

  test("every graph is found, and nothing else is read", () => {
    const { diagrams, diagnostics } = readDiagrams({ path: "article.txt", text: prose });
    expect(diagrams.map(({ name, nodes, edges }) => [name, nodes.length, edges.length])).toEqual([
      ["AlexNet", 2, 1], ["VGG16", 2, 1], ["VGG 16", 3, 2], [undefined, 2, 1], ["G", 2, 1]]);
    expect(diagnostics.map(({ rule }) => rule)).toEqual(["undirected-graph"]);
  });

  test("places are those of the whole text", () => {
    const { diagrams } = readDiagrams({ path: "article.txt", text: prose });
    for (const { span, nameSpan, nodes, name } of diagrams) {
      expect(prose.slice(span.start, span.end)).toMatch(/^(?:strict )?(?:di)?graph[^]*\}$/);
      if (name !== undefined) expect(prose.slice(nameSpan.start, nameSpan.end).replaceAll('"', "")).toBe(name);
      for (const node of nodes) expect(prose.slice(node.span.start, node.span.end)).toBe(node.id);
    }
  });

  test.each(["digraphs G { a }", "my_digraph G { a -> b }", "a.digraph G { a -> b }", "graph x { is a brace }", "digraph { of things }", "graph TD\n  A --> B{Decision}\n"])("not %j", (text) => {
    expect(findings(text)).toEqual(["1 no-diagram"]);
  });
});

describe("graphs that are not closed", () => {
  test("on one line: the next is read, and the prose between is not", () => {
    const text = "digraph A { a -> b\n卷积块: 3.4 x\ndigraph B { c -> d }\n";
    expect(names(text)).toEqual(["A", "B"]);
    expect(findings(text)).toEqual(["1 unclosed-brace"]);
    expect(readDiagrams({ path: "a.txt", text }).diagrams.map(({ nodes }) => nodes.map(({ id }) => id))).toEqual([["a", "b"], ["c", "d"]]);
  });

  test("over several lines: an empty line ends it", () => {
    const text = "digraph A {\n  a -> b\n\nAnd so on, it's over.\n\ndigraph B {\n  c\n}\n";
    expect(names(text)).toEqual(["A", "B"]);
    expect(findings(text)).toEqual(["1 unclosed-brace"]);
  });

  test("the last one doesn't read the prose behind it", () => {
    expect(findings("digraph A { a -> b\nThe end; that's all (really).\n")).toEqual(["1 unclosed-brace"]);
  });
});

describe("Markdown", () => {
  test("fences that say so are DOT as a whole", () => {
    const text = "# Net\n\n```dot\n// one\ndigraph A { a }\ndigraph B { b }\n```\n\n~~~ graphviz\ndigraph C { c }\n~~~\n   ```{.gv}\n   digraph D { d }\n   ```\n";
    expect(names(text)).toEqual(["A", "B", "C", "D"]);
    expect(findings(text)).toEqual([]);
  });

  test("what is no graph in such a fence is a mistake, and one graph cannot leave it", () => {
    expect(findings("```dot\nhello\ndigraph A { a }\n```\n")).toEqual(["2 syntax-error"]);
    expect(findings("```dot\ndigraph A { a\n```\n\nIt's prose }\n```dot\ndigraph B {}\n```\n")).toEqual(["2 unclosed-brace"]);
  });

  test("bare graphs are found between and in other fences", () => {
    const text = "digraph A { a }\n\n```\ndigraph B { b }\n```\n\n```python\nsource = 'digraph C { c -> d }'\n```\n";
    expect(names(text)).toEqual(["A", "B", "C"]);
    expect(findings(text)).toEqual([]);
  });

  test("mermaid has graphs of its own", () => {
    const text = "```mermaid\ngraph LR {\n  A --> B\n```\n```dot\ndigraph A {}\n```\n";
    expect(names(text)).toEqual(["A"]);
    expect(findings(text)).toEqual([]);
  });

  test("a longer fence holds shorter ones", () => {
    expect(names("````dot\n// ```\ndigraph A {}\n// ```\n````\n")).toEqual(["A"]);
  });
});

describe("by path", () => {
  test.each(["a.dot", "b.GV", "dir/c.gv", "<model>"])("%s is DOT as a whole", (path) => {
    expect(findings("digraph A { a }\nprose\n", path)).toEqual(["2 syntax-error"]);
  });

  test("standard input is DOT if it begins like it", () => {
    expect(findings("// net\nstrict digraph A { a }\nprose\n", "<stdin>")).toEqual(["3 syntax-error"]);
    expect(findings("Look:\ndigraph A { a }\nprose\n", "<stdin>")).toEqual([]);
  });
});
