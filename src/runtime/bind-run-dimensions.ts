/**
 * From a described graph and the shapes of its inputs to the numeric type of every value: the shape rules once
 * more, with nothing unknown. A ModelError where the sizes that came in do not fit.
 */
import type { TensorType } from "../ops/operation.ts";
import type { Graph } from "./graph.ts";
import { ModelError, shapeText } from "./model-error.ts";
import { nearestName } from "./nearest-name.ts";
import { outputType } from "./shape-rule.ts";

/** `inputShapes` are in the graph's order and agree with what it says of its inputs. The result is by value index. */
export function bindRunDimensions(graph: Graph, inputShapes: readonly (readonly number[])[]): readonly TensorType<number>[] {
  const sizes = new Map<string, number>();
  const types: TensorType<number>[] = [];
  const paths: string[] = [];
  graph.inputs.forEach(({ name, element, shape, value }, index) => {
    const found = inputShapes[index]!;
    shape.forEach((dimension, axis) => {
      if (typeof dimension === "string") sizes.set(dimension, found[axis]!);
    });
    types[value] = { element, shape: found };
    paths[value] = name;
  });
  for (const { operation, path, inputs, attributes, value } of graph.nodes) {
    const inputTypes = inputs.map((input) => types[input]!);
    const type = outputType({ model: graph.name, path, operation, attributes, inputPaths: inputs.map((input) => paths[input]!), inputTypes }, sizes);
    if (type.shape.some(Number.isNaN)) throw new ModelError(`${graph.name}, ${path}: no input binds a size of ${shapeText(type.shape)}.`);
    types[value] = type;
    paths[value] = path;
  }
  return types;
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
