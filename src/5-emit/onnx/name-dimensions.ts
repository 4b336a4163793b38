/**
 * The types of a graph's values with the names of the sizes that are bound at run: the operations' shape rules,
 * applied once more to names. A size that is neither a number nor one name alone (`BatchSize * 2`) stays nameless.
 */
import type { Algebra, TensorType } from "../../ops/operation.ts";
import type { Graph, GraphNode } from "../../runtime/graph.ts";
import type { OnnxDimension } from "./onnx-messages.ts";

export type NamedType = TensorType<OnnxDimension>;

/** By the index of the value. */
export function nameDimensions(graph: Graph): ReadonlyMap<number, NamedType> {
  const types = new Map<number, NamedType>();
  for (const { value, element, shape } of graph.inputs) {
    types.set(value, { element, shape: shape.map((size) => (size === -1 ? undefined : size)) });
  }
  for (const node of graph.nodes) types.set(node.value, nodeType(node, types));
  return types;
}

function nodeType({ operation, inputs, attributes, type }: GraphNode, types: ReadonlyMap<number, NamedType>): NamedType {
  const result = operation.shape<OnnxDimension>(names, inputs.map((value) => types.get(value)!), attributes);
  const named = "type" in result ? result.type.shape : [];
  return { element: type.element, shape: type.shape.map((size, axis) => (Number.isNaN(size) ? named[axis] : size)) };
}

const names: Algebra<OnnxDimension> = {
  constant: (value) => value,
  named: (name) => name,
  add: (a, b) => (a === 0 ? b : b === 0 ? a : calculate(a, b, (x, y) => x + y)),
  subtract: (a, b) => (b === 0 ? a : calculate(a, b, (x, y) => x - y)),
  multiply: (a, b) => (a === 1 ? b : b === 1 ? a : calculate(a, b, (x, y) => x * y)),
  floorDivide: (a, b) => (b === 1 ? a : calculate(a, b, (x, y) => Math.floor(x / y))),
  equal(a, b) {
    if (typeof a === "number" && typeof b === "number") return a === b;
    return typeof a === "string" && a === b ? true : undefined;
  },
  value: (a) => (typeof a === "number" ? a : undefined),
};

function calculate(a: OnnxDimension, b: OnnxDimension, combine: (x: number, y: number) => number): OnnxDimension {
  return typeof a === "number" && typeof b === "number" ? combine(a, b) : undefined;
}
