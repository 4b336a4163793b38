/** Labels as a reader of the drawing sees them, each character with the place in the file that it came from. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isFullWidthAt, labelText } from "../../src/1-read/label-text.ts";
import { readDiagrams } from "../../src/1-read/read-diagrams.ts";
import type { MappedText } from "../../src/ir/source.ts";

/** The decoded label of the last node of `digraph G { node … }`. */
function labelOf(statement: string): MappedText | undefined {
  const { diagrams: [diagram], diagnostics } = readDiagrams({ path: "label.dot", text: `digraph G {\n${statement}\n}` });
  expect(diagnostics).toEqual([]);
  const node = diagram?.nodes.at(-1);
  if (!diagram || !node) throw new Error("no node was read");
  return labelText(node, diagram);
}

const read = (statement: string): string | undefined => labelOf(statement)?.value;

/** What each character came from. */
function sources(text: MappedText | undefined): string[] {
  if (!text) return [];
  return Array.from({ length: text.value.length }, (_, i) => text.span.file.text.slice(text.startOf(i), text.endOf(i)));
}

describe("plain labels", () => {
  test.each([
    [String.raw`a [label="Conv2D#1\n[K=3,\l P=1]\r"]`, "Conv2D#1\n[K=3,\nP=1]"],
    [String.raw`a [label="\N of \G"]`, "a of G"],
    [String.raw`a [label="C:\\net \"x\" \q\{"]`, String.raw`C:\net "x" q{`],
    [String.raw`a [label="x\\n"]`, String.raw`x\n`],
    ['a [label="x\ny"]', "x\ny"],
    ['a [label="x\r\ny"]', "x\ny"],
    ['a [label="lo\\\nng"]', "long"],
    ['a [label="Re" + "lu" + "\\n[1]"]', "Relu\n[1]"],
    ["a [label=Relu]", "Relu"],
    ["a [label=3.50]", "3.50"],
    ['a [label="输入\\n[BatchSize, W=5]"]', "输入\n[BatchSize, W=5]"],
    ['a [label="  a \t  b\u00a0 \u3000c  \\n  d  "]', "a b c\nd"],
    ['a [label="a\\n\\nb\\n\\n"]', "a\n\nb"],
    ['a [label="a\u200b\ufeffb"]', "ab"],
    ['a [label=""]', ""],
    ['a [label=" "]', ""],
    ['a [label="σ1 😀"]', "σ1 😀"],
    ['"\\N" [label="x\\N"]', "x\\N".replace("\\N", "N")],
  ])("%s", (statement, expected) => {
    expect(read(statement)).toBe(expected);
  });
});

describe("a node that shows its own id has no label", () => {
  test.each(["a", "a [x=1]", 'a [label="\\N"]', "a [label=a]", 'a [label=" a "]', "a [label=<<b>a</b>>]", '"x\\ny"'])("%s", (statement) => {
    expect(labelOf(statement)).toBeUndefined();
  });
});

test("defaults in scope are labels too", () => {
  expect(read('node [label="Relu"] a')).toBe("Relu");
  expect(read('node [label="Relu"] a [label="Tanh"]')).toBe("Tanh");
  expect(labelOf('a; node [label="Relu"]; a')).toBeUndefined();
});

describe("entities", () => {
  test.each([
    ["&amp;&lt;&gt;&quot;&apos;", "&<>\"'"],
    ["&#955;&#x3bb;&#X3BB;&lambda;&Lambda;", "λλλλΛ"],
    ["&times;&thetasym;&yuml;&euro;", "xϑÿ€"],
    ["&nosuch; &amp &; &#; &#x; &#1114112; &#0; &__proto__;", "&nosuch; &amp &; &#; &#x; &#1114112; &#0; &__proto__;"],
    ["&#128512;", "😀"],
    ["a&nbsp;&nbsp;b", "a b"],
    ["a&#92;nb", "a\nb"],
    ["&amp;amp;", "&amp;"],
  ])("%s", (label, expected) => {
    expect(read(`a [label="${label}"]`)).toBe(expected);
  });
});

describe("records", () => {
  test.each([
    ["{a|b}", "a\nb"],
    ["<p> a | <q> b", "a\nb"],
    ["{ <in> in | {x | y} | out }", "in\nx\ny\nout"],
    [String.raw`a\|b\{c\}\<d\>e`, "a|b{c}<d>e"],
    [String.raw`a\ \ b`, "a b"],
    [String.raw`x\ny|\N`, "x\ny\nn"],
    ["||a||", "a"],
    ["[BatchSize,\\nW=6, H=6, C=128x2]", "[BatchSize,\nW=6, H=6, C=128x2]"],
    ["a&#124;b", "a|b"],
    ["{a}}b", "a"],
  ])("%s", (label, expected) => {
    for (const shape of ["record", "Mrecord"]) expect(read(`n [shape=${shape}, label="${label}"]`)).toBe(expected);
  });

  test.each(["{a", "a -> b", "x < y", "{a}b", "<p", "a{b}", "{a|<p}"])("what Graphviz refuses is read as text: %s", (label) => {
    expect(read(`a [shape=Mrecord, label="${label}"]`)).toBe(label);
  });

  test("only of the shapes record and Mrecord", () => {
    expect(read('a [shape=box, label="{a|b}"]')).toBe("{a|b}");
    expect(read('node [shape=record] a [label="{a|b}"]')).toBe("a\nb");
  });
});

describe("HTML", () => {
  test.each([
    ["<b>Conv</b><br/>[K=3]<BR ALIGN=\"LEFT\"/>", "Conv\n[K=3]"],
    ["<i>a</i>&amp;&lambda;", "a&λ"],
    ["<table><tr><td>a</td><td port=\"p\">b</td></tr><tr><td>c</td></tr></table>", "a\nb\nc"],
    ["a<!-- <b>x</b> -->b", "ab"],
    ["one\n two", "one two"],
    ["a<br/><br/>b", "a\n\nb"],
    ["\\n \\N {x|y}", "\\n \\N {x|y}"],
    ["<font color=\"red\" face='x'>r</font>", "r"],
  ])("%s", (label, expected) => {
    expect(read(`a [label=<${label}>]`)).toBe(expected);
  });
});

describe("full-width forms", () => {
  test("are read as ASCII, and remembered", () => {
    const text = labelOf('a [label="Ｃｏｎｖ［Ｋ＝３，Ｐ＝１］（x：４８×２）＋"]');
    expect(text?.value).toBe("Conv[K=3,P=1](x:48x2)+");
    expect(text && [...text.value].map((_, i) => isFullWidthAt(text, i)).filter((wide) => !wide)).toHaveLength(1);
  });

  test("a remark in full-width parentheses can be told from arguments", () => {
    const text = labelOf('a [label="X[t]（输入）(1)"]');
    expect(text?.value).toBe("X[t](输入)(1)");
    expect(text && [...text.value].map((_, i) => i).filter((i) => isFullWidthAt(text, i))).toEqual([4, 7]);
    expect(text && isFullWidthAt(text, 99)).toBe(false);
  });
});

describe("places", () => {
  test("of escapes, entities, names and joined strings", () => {
    expect(sources(labelOf(String.raw`ab [label="x\n&lt;" + "\N\"（y"]`))).toEqual(["x", String.raw`\n`, "&lt;", String.raw`\N`, String.raw`\N`, String.raw`\"`, "（", "y"]);
  });

  test("of an escaped quotation mark that DOT and label both decode", () => {
    expect(sources(labelOf(String.raw`a [label="\\\"q"]`))).toEqual([String.raw`\\`, String.raw`\"`, "q"]);
  });

  test("of lines between cells and fields", () => {
    expect(sources(labelOf("a [label=<<td>x</td><td>y</td>>]"))).toEqual(["x", "</td>", "y"]);
    expect(sources(labelOf('a [shape=record, label="{x|<p>y}"]'))).toEqual(["x", "|", "y"]);
  });

  test("of an empty label: the whole of it", () => {
    const text = labelOf('a [label=""]');
    expect(text && text.span.file.text.slice(text.span.start, text.span.end)).toBe('""');
    expect(text?.startOf(0)).toBeUndefined();
  });

  test("every character of a random label comes from where its map says", () => {
    const piece = fc.constantFrom("a", "b ", " ", "\\n", "\\l", "\\N", "\\G", "\\\\", "\\\"", "\\q", "&amp;", "&#955;", "&bad;", "（", "×", "层", "😀", "\n", "\\\n", "\" + \"", "\"/* c */+\n\"", "|", "{", "}", "<p>", "\\|", "\\ ");
    const label = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(""));
    fc.assert(fc.property(label, fc.constantFrom("box", "record"), (written, shape) => {
      const text = labelOf(`node1 [shape=${shape}, label="${written}"]`);
      if (!text) return;
      if (text.value !== "") expect(text.startOf(text.value.length - 1)).toBeDefined();
      expect(text.startOf(text.value.length)).toBeUndefined();
      expect(text.endOf(text.value.length)).toBeUndefined();
      sources(text).forEach((source, i) => expect(couldBe(text.value.charAt(i), source)).toBe(true));
      for (let i = 1; i < text.value.length; i++) expect(text.startOf(i)! >= text.startOf(i - 1)!).toBe(true);
    }), { numRuns: 500 });
  });
});

const entities = new Map([["&amp;", "&"], ["&#955;", "λ"]]);
const wide = new Map([["（", "("], ["×", "x"]]);

/** Whether a source can be what the decoded character was written as. */
function couldBe(character: string, source: string): boolean {
  if (character === source || wide.get(source) === character || entities.get(source) === character) return true;
  if (character === "\n") return ["\\n", "\\l", "\n", "|", "}", "{"].includes(source);
  if (character === " ") return /^\s$/.test(source) || source === "\\ ";
  if (source === "\\N") return "node1".includes(character);
  if (source === "\\G") return character === "G";
  if (source === "\\\\\\\"") return character === "\"";
  return source.startsWith("\\") && source.endsWith(character);
}
