/**
 * From a described graph and the shapes of its inputs to the numeric type of every value: the shape rules once
 * more, with nothing unknown. A ModelError where the sizes that came in do not fit.
 */
import type { TensorType } from "../ops/operation.ts";
import type { Graph, GraphNode, ScanBody } from "./graph.ts";
import { ModelError, shapeText } from "./model-error.ts";
import { nearestName } from "./nearest-name.ts";
import { sequencesProblem, stateProblem, typeScan } from "./scan-types.ts";
import { outputType } from "./shape-rule.ts";

/** `inputShapes` are in the graph's order and agree with what it says of its inputs. The result is by value index. */
export function bindRunDimensions(graph: Graph, inputShapes: readonly (readonly number[])[]): readonly TensorType<number>[] {
  const sizes = new Map<string, number>();
  const types: TensorType<number>[] = [];
  const paths: string[] = [];
  const binding: Binding = { model: graph.name, sizes, types, paths };
  graph.inputs.forEach(({ name, element, shape, value }, index) => {
    const found = inputShapes[index]!;
    shape.forEach((dimension, axis) => {
      if (typeof dimension === "string") sizes.set(dimension, found[axis]!);
    });
    types[value] = { element, shape: found };
    paths[value] = name;
  });
  for (const node of graph.nodes) bindNode(node, binding);
  return types;
}

interface Binding {
  readonly model: string;
  readonly sizes: ReadonlyMap<string, number>;
  /** By value, as are the paths that messages speak of. */
  readonly types: TensorType<number>[];
  readonly paths: string[];
}

function bindNode(node: GraphNode, binding: Binding): void {
  const { operation, path, inputs, attributes, value, body } = node;
  const { model, sizes, types, paths } = binding;
  paths[value] = path;
  if (body !== undefined) return bindScan(node, body, binding);
  const inputTypes = inputs.map((input) => types[input]!);
  const type = outputType({ model, path, operation, attributes, inputPaths: inputs.map((input) => paths[input]!), inputTypes }, sizes);
  if (type.shape.some(Number.isNaN)) throw new ModelError(`${model}, ${path}: no input binds a size of ${shapeText(type.shape)}.`);
  types[value] = type;
}

function bindScan({ path, value }: GraphNode, body: ScanBody, binding: Binding): void {
  const { model, types, paths } = binding;
  const problem = sequencesProblem(body.over.map((given) => ({ path: paths[given]!, type: types[given]! })));
  if (problem !== undefined) throw new ModelError(`${model}, ${path}: ${problem}.`);
  for (const { all, each } of body.sequences) paths[each] = paths[all]!;
  for (const { name, before, last } of body.states) paths[before] = paths[last] = `${path}.${name}`;
  typeScan(value, body, types, (node) => bindNode(node, binding));
  for (const { name, before, after } of body.states) {
    const changed = stateProblem(name, types[before]!, types[after]!);
    if (changed !== undefined) throw new ModelError(`${model}, ${path}: ${changed}.`);
  }
}

/** The names of the dimensions that are bound at run, in order of first appearance. */
export function runDimensionNames(graph: Graph): readonly string[] {
  const names = graph.inputs.flatMap(({ shape }) => shape.filter((dimension) => typeof dimension === "string"));
  return [...new Set(names)];
}

/** The inputs' shapes for given run dimensions; those that are not given are 1, as is every axis of any size. */
export function inputShapes(graph: Graph, runDimensions: Readonly<Record<string, number>>): readonly (readonly number[])[] {
  const names = runDimensionNames(graph);
  for (const [name, size] of Object.entries(runDimensions)) {
    if (!names.includes(name)) {
      const nearest = nearestName(name, names);
      throw new ModelError(`${graph.name} has no run dimension ${name}${nearest === undefined ? "" : `; the nearest is ${nearest}`}.`);
    }
    if (!Number.isSafeInteger(size) || size < 1) throw new ModelError(`${graph.name}: ${name} is ${size}; it must be a whole number of at least 1.`);
  }
  const sizeOf = (name: string) => (Object.hasOwn(runDimensions, name) ? runDimensions[name]! : 1);
  return graph.inputs.map(({ shape }) => shape.map((dimension) => (typeof dimension === "string" ? sizeOf(dimension) : Math.max(dimension, 1))));
}
