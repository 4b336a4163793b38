/** What a Diagram says beyond Graphviz's own view: places, order, declarations; and input made to break the reader. */
import { describe, expect, test } from "vitest";
import { labelText } from "../../src/1-read/label-text.ts";
import { readDiagrams } from "../../src/1-read/read-diagrams.ts";
import type { Diagram } from "../../src/ir/diagram.ts";
import type { MappedText, Span } from "../../src/ir/source.ts";

function read(text: string): Diagram {
  const { diagrams: [diagram], diagnostics } = readDiagrams({ path: "test.dot", text });
  expect(diagnostics).toEqual([]);
  if (!diagram) throw new Error("no graph was read");
  return diagram;
}

const source = ({ file, start, end }: Span): string => file.text.slice(start, end);
const edges = (diagram: Diagram): string[] => diagram.edges.map(({ from, to }) => `${from.id}${to.id}`);
const value = (text: MappedText | undefined): string | undefined => text?.value;

describe("edges stand in the order in which the source draws them", () => {
  test.each([
    ["a -> {b c} -> d", "ab ac bd cd"],
    ["c; b; a -> {b c}", "ab ac"],
    ["{a b} -> {c d}", "ac ad bc bd"],
    ["a, b -> c, d", "ac ad bc bd"],
    ["a -> {b -> c} -> d", "bc ab ac bd cd"],
    ["a -> {x y; y; {z x}}", "ax ay az"],
    ["z -> y; a -> b; z -> x", "zy ab zx"],
  ])("%s", (body, expected) => {
    expect(edges(read(`digraph { ${body} }`)).join(" ")).toBe(expected);
  });

  test("strict keeps the first of equal ones", () => {
    expect(edges(read("strict digraph { a -> b; c -> d; a -> b; c -> a }"))).toEqual(["ab", "cd", "ca"]);
  });
});

describe("nodes", () => {
  test("stand in order of first mention", () => {
    expect(read("digraph { c -> a; node [x=1]; b; {d} a }").nodes.map(({ id }) => id)).toEqual(["c", "a", "b", "d"]);
  });

  test.each([
    ["a -> b", ""],
    ["a; a -> b", "a"],
    ["a -> b; b [x=1]", "b"],
    ["a, b; c -> d", "a b"],
    ["{a b} c -> {d e}", "a b"],
    ["{a b} -> c; c -> {{d} e [x=1]}", "e"],
    ["subgraph s {a} b -> subgraph s {c}", "a"],
    ["a -> {b c}; c", "c"],
  ])("declared by statements of their own: %s", (body, expected) => {
    expect(read(`digraph { ${body} }`).nodes.filter(({ declared }) => declared).map(({ id }) => id).join(" ")).toBe(expected);
  });

  test("stand at their own statement if they have one, else at their first mention", () => {
    const diagram = read("digraph {\n a -> b\n a [x=1]; a [y=1]; \n b -> a\n}");
    expect(diagram.nodes.map(({ span }) => span.start)).toEqual([diagram.file.text.indexOf("a ["), diagram.file.text.indexOf("b")]);
  });

  test("of hostile names are like any other", () => {
    const diagram = read("digraph constructor { __proto__ -> constructor -> __proto__ [__proto__=1]; toString [valueOf=2] }");
    expect(diagram.nodes.map(({ id }) => id)).toEqual(["__proto__", "constructor", "toString"]);
    expect(value(diagram.edges[0]?.attributes.get("__proto__")?.value)).toBe("1");
    expect(diagram.nodes[0]?.attributes.get("valueOf")).toBeUndefined();
  });
});

describe("places", () => {
  const text = 'strict digraph "my" + "net" {\n  "a" + "b":p:ne -> <c d> [label = <x>, "l" + "2" = "p\\"q"];\n  z=1\n}';
  const diagram = read(text);

  test("of the graph and its name", () => {
    expect(source(diagram.span)).toBe(text);
    expect(source(diagram.nameSpan)).toBe('"my" + "net"');
    expect(diagram.name).toBe("mynet");
    expect(source(read("digraph { }").nameSpan)).toBe("digraph");
  });

  test("of nodes and edges", () => {
    expect(diagram.nodes.map(({ span }) => source(span))).toEqual(['"a" + "b"', "<c d>"]);
    expect(diagram.edges.map(({ span }) => source(span))).toEqual(["->"]);
  });

  test("of attributes, and of each of their characters", () => {
    const attributes = diagram.edges[0]?.attributes;
    const label = attributes?.get("label");
    expect([label?.html, value(label?.value), label && source(label.value.span)]).toEqual([true, "x", "<x>"]);
    const quoted = attributes?.get("l2")?.value;
    expect(quoted && [...quoted.value].map((_, i) => text.slice(quoted.startOf(i), quoted.endOf(i)))).toEqual(["p", '\\"', "q"]);
    const port = attributes?.get("tailport")?.value;
    expect([value(port), port && source(port.span)]).toEqual(["p:ne", "p:ne"]);
    expect(value(diagram.attributes.get("z")?.value)).toBe("1");
  });
});

test("a default that comes later leaves a node without the attribute; one reset to nothing has it empty", () => {
  const diagram = read('digraph { a; node [label="x"]; b; node [label=""]; c }');
  expect(diagram.nodes.map(({ attributes }) => value(attributes.get("label")?.value))).toEqual([undefined, "x", ""]);
});

describe("large input", () => {
  test("a chain of 50,000 edges in one statement", () => {
    const diagram = read(`digraph { ${Array.from({ length: 50_001 }, (_, i) => `n${i}`).join(" -> ")} }`);
    expect([diagram.nodes.length, diagram.edges.length]).toEqual([50_001, 50_000]);
    expect(diagram.edges.at(-1)?.to.id).toBe("n50000");
  });

  test("50,000 nodes", () => {
    const diagram = read(`digraph {\n${Array.from({ length: 50_000 }, (_, i) => `n${i} [label="Conv2D#${i}\\n[K=3]"]\n`).join("")}}`);
    expect(diagram.nodes.length).toBe(50_000);
    expect(value(diagram.nodes.at(-1)?.attributes.get("label")?.value)).toBe("Conv2D#49999\\n[K=3]");
  });

  test("3,000 nested groups, as statements and as ends of edges", () => {
    const depth = 3000;
    const diagram = read(`digraph { ${"subgraph { node [x=1] ".repeat(depth)} a -> b ${"}".repeat(depth)} -> c }`);
    expect(edges(diagram)).toEqual(["ab", "ac", "bc"]);
    expect(value(diagram.nodes[0]?.attributes.get("x")?.value)).toBe("1");
  });

  test("20,000 braces, closed or not", () => {
    expect(read(`digraph { ${"{".repeat(20_000)} a ${"}".repeat(20_000)} }`).nodes).toHaveLength(1);
    const { diagnostics } = readDiagrams({ path: "test.dot", text: `digraph ${"{".repeat(20_000)}` });
    expect(diagnostics.map(({ rule }) => rule)).toEqual(["unclosed-brace"]);
  });

  test("a label of 10 MB", () => {
    const diagram = read(`digraph { a [label="${"Ｘ\\n".repeat(3_400_000)}"] }`);
    const node = diagram.nodes[0];
    const text = node && labelText(node, diagram);
    expect(text?.value.length).toBe(2 * 3_400_000 - 1);
    expect(text?.startOf(text.value.length - 1)).toBe(diagram.file.text.lastIndexOf("Ｘ"));
  });

  test("a drawing of neurons, each layer joined to the next, is none of these", () => {
    const layers = Array.from({ length: 8 }, (_, layer) => `{${Array.from({ length: 200 }, (_, i) => `n${layer}_${i}`).join(" ")}}`);
    expect(readDiagrams({ path: "test.dot", text: `digraph { ${layers.join(" -> ")} }` }).diagnostics).toEqual([]);
  });

  test("groups that make too many edges end the reading with an error", () => {
    const names = Array.from({ length: 1500 }, (_, i) => `n${i}`).join(" ");
    const { diagrams, diagnostics } = readDiagrams({ path: "test.dot", text: `digraph { {${names}} -> {${names}} }` });
    expect(diagnostics.map(({ rule }) => rule)).toEqual(["diagram-too-large"]);
    expect(diagrams).toHaveLength(1);
  });

  test.each([
    ["quotation marks that are not closed", 'a [label="x]\n'],
    ["HTML that is not closed", "a [label=<x]\n"],
    ["comments that are not closed", "/* x\n"],
    ["lists that are not closed", "a [x=1 "],
    ["colours without quotation marks", "a [color=#fff]\n"],
    ["closing brackets", "]"],
  ])("20,000 %s", (_, mistake) => {
    const { diagnostics } = readDiagrams({ path: "test.dot", text: `digraph {${mistake.repeat(20_000)}}` });
    expect(diagnostics.length).toBeGreaterThanOrEqual(10_000);
  });
});
