/**
 * Two views of a graph that can be compared: Graphviz's own, from cgraph in WebAssembly, and ours. Both list nodes with
 * their attributes after defaults, edges as a multiset with key and attributes, and the root's attributes; an attribute
 * that is absent or empty is left out, as cgraph fills in the empty text for what is declared elsewhere.
 */
import { Graphviz } from "@hpcc-js/wasm-graphviz";
import type { Attribute, Diagram } from "../../src/ir/diagram.ts";

export interface GraphView {
  readonly nodes: readonly string[];
  readonly nodeAttributes: readonly string[];
  /** Ends and key of each. */
  readonly edges: readonly string[];
  /** Ends and attributes of each. */
  readonly edgeAttributes: readonly string[];
  readonly attributes: string;
}

type Read = (name: string) => string | undefined;

const graphviz = await Graphviz.load();
// The first layout declares the default label of nodes, for every graph read after it.
graphviz.layout("digraph {}", "dot_json", "nop");
const DEFAULT_LABEL = "\\N";

function show(names: readonly string[], read: Read): string {
  const present = names.map((name) => [name, read(name)] as const).filter(([, value]) => value !== undefined && value !== "");
  return JSON.stringify(present);
}

/** Which end of an undirected edge is the tail depends on the order of a group's nodes, which is Graphviz's own. */
function endsOf(tail: string, head: string, directed: boolean): [string, string] {
  return directed || tail <= head ? [tail, head] : [head, tail];
}

function showEdge(tail: string, head: string, directed: boolean, names: readonly string[], read: Read): string {
  const ends = endsOf(tail, head, directed);
  const swapped = (name: string): string => (name === "tailport" ? "headport" : name === "headport" ? "tailport" : name);
  return `${JSON.stringify(ends)} ${show(names, ends[0] === tail ? read : (name) => read(swapped(name)))}`;
}

type Part = Readonly<Record<string, string | number | undefined>>;

interface GraphJson {
  readonly directed: boolean;
  readonly _subgraph_cnt: number;
  readonly objects?: readonly ({ readonly _gvid: number; readonly name: string } & Part)[];
  readonly edges?: readonly ({ readonly tail: number; readonly head: number } & Part)[];
}

/** `read` finds an edge by its ends and key, and so one of several alike; Graphviz's JSON lists each. */
function attributesOf(dot: string, names: readonly string[]): Pick<GraphView, "nodeAttributes" | "edgeAttributes"> & { readonly directed: boolean } {
  const { directed, _subgraph_cnt: subgraphs, objects = [], edges = [] } = JSON.parse(graphviz.layout(dot, "dot_json", "nop")) as GraphJson;
  const ids = new Map(objects.map(({ _gvid, name }) => [_gvid, name]));
  const read = (part: Part): Read => (name) => (Object.hasOwn(part, name) ? part[name]?.toString() : undefined);
  return {
    directed,
    nodeAttributes: objects.slice(subgraphs).map((node) => `${JSON.stringify(node.name)} ${show(names, read(node))}`).sort(),
    edgeAttributes: edges.map((edge) => showEdge(ids.get(edge.tail) ?? "", ids.get(edge.head) ?? "", directed, names, read(edge))).sort(),
  };
}

/** Undefined where Graphviz rejects the text. */
export function graphvizView(dot: string, names: readonly string[]): GraphView | undefined {
  // cgraph prints its complaints to the console, which are not what is tested.
  const { error, warn } = console;
  console.error = console.warn = () => undefined;
  try {
    const graph = graphviz.read(dot);
    const nodes = graph.nodeNames().sort();
    const keys = graph.edges();
    const attributes = show(names, (name) => graph.getGraphAttr(name));
    graph.delete();
    const { directed, nodeAttributes, edgeAttributes } = attributesOf(dot, names);
    const edges = keys.map(({ tail, head, key }) => JSON.stringify([...endsOf(tail, head, directed), key])).sort();
    return { nodes, edges, nodeAttributes, edgeAttributes, attributes };
  } catch {
    return undefined;
  } finally {
    Object.assign(console, { error, warn });
  }
}

export function ourView(diagram: Diagram, names: readonly string[]): GraphView {
  const { directed } = diagram;
  const from = (attributes: ReadonlyMap<string, Attribute>): Read => (name) => attributes.get(name)?.value.value;
  return {
    nodes: diagram.nodes.map(({ id }) => id).sort(),
    nodeAttributes: diagram.nodes.map((node) => {
      const own = from(node.attributes);
      return `${JSON.stringify(node.id)} ${show(names, (name) => own(name) ?? (name === "label" ? DEFAULT_LABEL : undefined))}`;
    }).sort(),
    edges: diagram.edges.map(({ from: tail, to, attributes }) => JSON.stringify([...endsOf(tail.id, to.id, directed), attributes.get("key")?.value.value ?? ""])).sort(),
    edgeAttributes: diagram.edges.map(({ from: tail, to, attributes }) => showEdge(tail.id, to.id, directed, names.filter((name) => name !== "key"), from(attributes))).sort(),
    attributes: show(names, from(diagram.attributes)),
  };
}

/** Every name that could be an attribute's: those of the diagram, and each word before a `=` of the text. */
export function attributeNames(diagram: Diagram): string[] {
  const { file, span } = diagram;
  const names = new Set<string>(["label", "tailport", "headport"]);
  for (const [, word = ""] of file.text.slice(span.start, span.end).matchAll(/([\w\u0080-\uffff.-]+)"?\s*=/g)) names.add(word);
  for (const { attributes } of [diagram, ...diagram.nodes, ...diagram.edges]) for (const name of attributes.keys()) names.add(name);
  // The wrapper around cgraph sets a font of its own.
  names.delete("fontname");
  return [...names].sort();
}

export function textOf({ file, span }: Diagram): string {
  return file.text.slice(span.start, span.end);
}
