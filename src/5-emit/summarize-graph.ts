/**
 * A graph -> what tables and budgets tell of it: its nodes with shapes, parameters and costs, and the totals. Nothing is
 * drawn and nothing is run. Parameters and MACs are counted as torchinfo counts them, memory as the reference backend
 * places it.
 */
import { constant } from "../ops/constant.ts";
import { elementCount } from "../ops/shapes.ts";
import { bindRunDimensions, inputShapes, runDimensionNames } from "../runtime/bind-run-dimensions.ts";
import { allNodes, type Graph } from "../runtime/graph.ts";
import { nodeCosts } from "../runtime/node-costs.ts";
import { nodeKind } from "../runtime/reference/node-kind.ts";
import { placeValues } from "../runtime/reference/place-values.ts";

const numberBytes = 4;

export interface Summary {
  readonly model: string;
  /** The sizes that costs are counted for. */
  readonly runDimensions: Readonly<Record<string, number>>;
  /** Inputs first, then nodes in the order of execution, but for numbers that are operands. */
  readonly rows: readonly SummaryRow[];
  readonly parameters: number;
  readonly macs: number;
  readonly weightBytes: number;
  /** What is alive at once at most, inputs apart. */
  readonly peakActivationBytes: number;
}

export interface SummaryRow {
  readonly path: string;
  readonly operation: string;
  /** Sizes that a run binds have their names. */
  readonly shape: readonly (number | string)[];
  readonly parameters: number;
  readonly macs: number;
}

export function summarizeGraph(graph: Graph, wanted: Readonly<Record<string, number>>): Summary {
  const shapes = inputShapes(graph, wanted);
  const types = bindRunDimensions(graph, shapes);
  const named = nameSizes(graph);
  const rows = [
    ...graph.inputs.map(({ name, value }) => ({ path: name, operation: "input", shape: named(value), parameters: 0, macs: 0 })),
    ...nodeCosts(graph, types).filter(({ node }) => node.operation !== constant).map(({ node, parameterCount, macs }) => (
      { path: node.path, operation: node.operation.name, shape: named(node.value), parameters: parameterCount, macs }
    )),
  ];
  return {
    model: graph.name,
    runDimensions: Object.fromEntries(runDimensionNames(graph).map((name) => [name, wanted[name] ?? 1])),
    rows,
    parameters: rows.reduce((sum, { parameters }) => sum + parameters, 0),
    macs: rows.reduce((sum, { macs }) => sum + macs, 0),
    weightBytes: weightBytes(graph),
    peakActivationBytes: peakActivationBytes(graph, shapes),
  };
}

export function weightBytes(graph: Graph): number {
  return bytesOf(graph.parameters.map(({ spec }) => spec.shape));
}

export function peakActivationBytes(graph: Graph, shapes: readonly (readonly number[])[]): number {
  const types = bindRunDimensions(graph, shapes);
  return placeValues({ graph, types, parameters: new Map() }).byteLength;
}

/**
 * How much of a total each node makes, in the order of execution. Of the peak of activations, each node's own result; that of a
 * view or a parameter, which lies in another's memory, is none.
 */
export function nodeFigures(graph: Graph, { rows, runDimensions }: Summary, figure: "params" | "macs" | "weightBytes" | "peakActivationBytes"): readonly { readonly path: string; readonly amount: number }[] {
  if (figure === "params" || figure === "macs") return rows.map(({ path, parameters, macs }) => ({ path, amount: figure === "params" ? parameters : macs }));
  if (figure === "weightBytes") return allNodes(graph).map(({ path, parameters }) => ({ path, amount: bytesOf(parameters.filter(({ shared }) => !shared).map(({ spec }) => spec.shape)) }));
  const types = bindRunDimensions(graph, inputShapes(graph, runDimensions));
  return allNodes(graph).map((node) => ({ path: node.path, amount: ["view", "stored"].includes(nodeKind(node, false)) ? 0 : bytesOf([types[node.value]!.shape]) }));
}

function bytesOf(shapes: readonly (readonly number[])[]): number {
  return shapes.reduce((sum, shape) => sum + numberBytes * elementCount(shape), 0);
}

/** Primes stand for the run dimensions: where one comes out, or a multiple of it, that dimension is in the size. Products of them stay whole numbers. */
const primes = [10_007, 10_009, 10_037, 10_039];

/** The shape of a value, with names for what a run binds. */
function nameSizes(graph: Graph): (value: number) => readonly (number | string)[] {
  const marks = runDimensionNames(graph).slice(0, primes.length).map((name, index) => [name, primes[index]!] as const);
  const marked = bindRunDimensions(graph, inputShapes(graph, Object.fromEntries(marks)));
  const known = new Map(allNodes(graph).map(({ value, type }) => [value, type.shape]));
  for (const { value, shape } of graph.inputs) known.set(value, shape.map((size) => (typeof size === "string" || size === -1 ? NaN : size)));
  return (value) => known.get(value)!.map((size, axis) => (Number.isNaN(size) ? nameSize(marked[value]!.shape[axis]!, marks) : size));
}

function nameSize(size: number, marks: readonly (readonly [name: string, prime: number])[]): string {
  const [name, prime] = marks.find(([, mark]) => size % mark === 0) ?? [];
  if (name === undefined || prime === undefined) return "?";
  return size === prime ? name : `${size / prime}*${name}`;
}
