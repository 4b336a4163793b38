/**
 * ts-graphviz's own parser against ours, over the snippets: where it reads one right, the two agree; which ones it rejects or
 * misreads is pinned, as the reason for a parser of our own.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fromDot, type GraphBaseModel, type NodeRefGroup, type NodeRef } from "ts-graphviz";
import { expect, test } from "vitest";
import { readDiagrams } from "../../src/1-read/read-diagrams.ts";
import type { Diagram } from "../../src/ir/diagram.ts";

/** Nodes and edges as sets (ts-graphviz doesn't merge edges), and what node statements of the root set. */
interface View {
  readonly nodes: ReadonlySet<string>;
  readonly edges: ReadonlySet<string>;
  readonly attributes: ReadonlySet<string>;
}

function theirView(text: string): View | undefined {
  const view = { nodes: new Set<string>(), edges: new Set<string>(), attributes: new Set<string>() };
  try {
    const root = fromDot(text);
    collect(root, view, root.directed);
    for (const node of root.nodes) {
      for (const [name, value] of node.attributes.values) view.attributes.add(JSON.stringify([node.id, name, unwrapped(String(value))]));
    }
    return view;
  } catch {
    return undefined;
  }
}

/** ts-graphviz keeps the brackets of HTML in the value. */
const unwrapped = (value: string): string => (/^<[^]*>$/.test(value) ? value.slice(1, -1) : value);

function showEdge(tail: string, head: string, directed: boolean): string {
  return JSON.stringify(directed ? [tail, head] : [tail, head].sort());
}

function collect(graph: GraphBaseModel, view: { nodes: Set<string>; edges: Set<string> }, directed: boolean): void {
  for (const node of graph.nodes) view.nodes.add(node.id);
  for (const { targets } of graph.edges) {
    const ends = targets.map((target: NodeRef | NodeRefGroup) => (Array.isArray(target) ? target : [target]).map(({ id }: { id: string }) => id));
    for (const id of ends.flat()) view.nodes.add(id);
    for (const [i, tails] of ends.slice(0, -1).entries()) for (const tail of tails) for (const head of ends[i + 1] ?? []) view.edges.add(showEdge(tail, head, directed));
  }
  for (const inner of graph.subgraphs) collect(inner, view, directed);
}

function ourView({ nodes, edges, directed }: Diagram, theirs: View): View {
  const own = nodes.flatMap(({ id, attributes }) => [...attributes.values()].map(({ name, value }) => JSON.stringify([id, name, value.value])));
  return {
    nodes: new Set(nodes.map(({ id }) => id)),
    edges: new Set(edges.map(({ from, to }) => showEdge(from.id, to.id, directed))),
    // Defaults are resolved in ours only.
    attributes: new Set(own.filter((attribute) => theirs.attributes.has(attribute))),
  };
}

const folder = new URL("snippets/", import.meta.url);

test("ts-graphviz agrees, rejects and misreads as it is known to", () => {
  const verdicts = { rejects: [] as string[], misreads: [] as string[], agrees: [] as string[] };
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".dot")).sort()) {
    const text = readFileSync(new URL(name, folder), "utf8");
    const theirs = theirView(text);
    const { diagrams: [diagram, ...others] } = readDiagrams({ path: name, text });
    const ours = diagram && theirs && ourView(diagram, theirs);
    if (!theirs) verdicts.rejects.push(name.slice(0, -4));
    else if (ours && others.length === 0 && (["nodes", "edges", "attributes"] as const).every((part) => same(ours[part], theirs[part]))) verdicts.agrees.push(name.slice(0, -4));
    else verdicts.misreads.push(name.slice(0, -4));
  }
  expect(verdicts.rejects).toEqual(rejected);
  expect(verdicts.misreads).toEqual(misread);
  expect(verdicts.agrees.length).toBeGreaterThan(80);
});

function same(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && [...a].every((one) => b.has(one));
}

const rejected: readonly string[] = [
  "byte-order-mark-alone", "comment-between-strings", "comment-block-in-statement", "comment-hash", "comment-line-in-statement", "comment-stars",
  "compass-port", "concatenation-attribute-name", "concatenation-graph-name", "concatenation-is-one-node", "concatenation-over-lines",
  "concatenation-with-html", "concatenation", "crlf-in-string", "crlf", "edge-defaults-of-ends-do-not-count", "graph-attribute-lists",
  "group-empty-end", "group-nested-ends", "group-of-edges-as-end", "list-empty", "lists-override", "lists-side-by-side", "macro-name-ignored",
  "names-astral", "names-nbsp", "names-with-wide-punctuation", "newline-before-bracket", "node-defaults-in-edge-group", "node-defaults-twice-in-list",
  "node-first-met-in-group", "node-list-edges", "node-list-over-lines", "node-list-ports", "node-list", "port-on-node-statement", "port-quoted",
  "port-with-spaces", "quoted-newline", "several-graphs-one-line", "several-graphs-other-operators", "several-graphs", "subgraph-same-name-elsewhere",
  "subgraph-semicolons", "subgraph-with-list",
];

const misread: readonly string[] = [
  "numeral-split-chinese", "numeral-split-letter", "quoted-continuation-after-escape", "quoted-continuation",
  "subgraph-anonymous-not-shared", "subgraph-keyword-as-end", "subgraph-named-like-graph", "subgraph-nested", "subgraph-quoted-name",
  "subgraph-reopened-empty", "subgraph-reopened",
];
