/** Each of snippets/*.dot is valid DOT, and means to us what it means to Graphviz. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readDiagrams } from "../../src/1-read/read-diagrams.ts";
import { attributeNames, graphvizView, ourView, textOf } from "./graphviz.ts";

const folder = new URL("snippets/", import.meta.url);
const snippets = readdirSync(folder).filter((name) => name.endsWith(".dot"));

/** Graphviz reads one graph from a text, so each graph of a file with several is given to it alone. */
const severalGraphs = new Map([["several-graphs.dot", 3], ["several-graphs-one-line.dot", 3], ["several-graphs-other-operators.dot", 3]]);

test("there are snippets", () => {
  expect(snippets.length).toBeGreaterThanOrEqual(110);
});

describe("read as Graphviz reads them", () => {
  test.each(snippets)("%s", (name) => {
    const text = readFileSync(new URL(name, folder), "utf8");
    const { diagrams, diagnostics } = readDiagrams({ path: name, text });
    expect(diagnostics.filter(({ severity, rule }) => severity === "error" && rule !== "undirected-graph")).toEqual([]);
    expect(diagrams).toHaveLength(severalGraphs.get(name) ?? 1);
    for (const diagram of diagrams) {
      const names = attributeNames(diagram);
      const expected = graphvizView(textOf(diagram), names);
      expect(expected).toBeDefined();
      expect(ourView(diagram, names)).toEqual(expected);
    }
    if (diagrams.length === 1) expect(graphvizView(text, [])).toBeDefined();
  });
});
