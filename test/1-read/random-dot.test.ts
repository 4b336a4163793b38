/** Whatever the text, we read what Graphviz reads, reject what it rejects, and never throw. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readDiagrams } from "../../src/1-read/read-diagrams.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { attributeNames, graphvizView, ourView } from "./graphviz.ts";
import { brokenDot, randomDot, tokenSoup } from "./random-dot.ts";

/** Rules that are no matter of DOT's grammar. */
const OURS = new Set(["undirected-graph", "html-id-clash", "relabelled-node"]);

function syntaxErrors(diagnostics: readonly Diagnostic[], before = Infinity): string[] {
  return diagnostics.filter(({ severity, rule, span }) => severity === "error" && !OURS.has(rule) && span.start < before).map(({ rule, span }) => `${rule} at ${span.start}`);
}

function expectSameGraph(text: string): void {
  const { diagrams: [diagram], diagnostics } = readDiagrams({ path: "random.dot", text });
  const names = diagram ? attributeNames(diagram) : [];
  const expected = graphvizView(text, names);
  // Graphviz stops after the first graph, and doesn't look at what follows.
  const errors = syntaxErrors(diagnostics, diagram?.span.end);
  if (expected && diagram) {
    expect(errors).toEqual([]);
    expect(ourView(diagram, names)).toEqual(expected);
  } else if (!(text.includes("->") && diagnostics.some(({ rule }) => rule === "undirected-graph"))) {
    // That an undirected graph has arrows is told with that it is undirected, in one error.
    expect(errors).not.toEqual([]);
  }
}

describe("agrees with Graphviz", () => {
  test("on random DOT", () => {
    fc.assert(fc.property(randomDot, (text) => {
      expect(graphvizView(text, [])).toBeDefined();
      expectSameGraph(text);
    }), { numRuns: 200 });
  });

  test("on DOT with one token wrong", () => {
    fc.assert(fc.property(brokenDot, expectSameGraph), { numRuns: 200 });
  });

  test("on any run of tokens", () => {
    fc.assert(fc.property(tokenSoup, expectSameGraph), { numRuns: 300 });
  });
});

describe("never throws", () => {
  const paths = fc.constantFrom("a.dot", "a.md", "<stdin>");

  function expectSpansWithin(text: string, path: string): void {
    const { diagrams, diagnostics } = readDiagrams({ path, text });
    expect(diagrams.length + diagnostics.length).toBeGreaterThan(0);
    for (const { span, message, fixes } of diagnostics) {
      for (const { start, end } of [span, ...fixes.flatMap(({ edits }) => edits.map((edit) => edit.span))]) {
        expect(start >= 0 && start <= end && end <= text.length).toBe(true);
      }
      expect(message.en).not.toMatch(/undefined|NaN|\[object/);
      expect(message.zh).not.toMatch(/undefined|NaN|\[object/);
    }
  }

  test("on random text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 60 }), paths, expectSpansWithin), { numRuns: 500 });
  });

  test("on random characters of DOT", () => {
    const character = fc.constantFrom(..."digraph{}[]\"<>=;,:+-\\/*#\n \t\ra1.@é，“`~");
    const text = fc.array(character, { maxLength: 60 }).map((all) => all.join(""));
    fc.assert(fc.property(fc.tuple(fc.constantFrom("", "digraph {", "```dot\n", "strict graph x { a;"), text).map((all) => all.join("")), paths, expectSpansWithin), { numRuns: 800 });
  });

  test("on random bytes", () => {
    const text = fc.uint8Array({ maxLength: 80 }).map((bytes) => new TextDecoder().decode(bytes));
    fc.assert(fc.property(text, paths, expectSpansWithin), { numRuns: 300 });
  });
});
