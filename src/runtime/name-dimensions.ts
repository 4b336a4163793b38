/**
 * The types of a graph's values with the names of the sizes that are bound at run: the operations' shape rules,
 * applied once more to names. A size that is neither a number nor one name alone (`BatchSize * 2`) stays nameless.
 */
import type { Algebra, TensorType } from "../ops/operation.ts";
import type { Graph, GraphNode } from "./graph.ts";
import { typeScan } from "./scan-types.ts";

/** `undefined` is a size that has no name. */
export type NamedSize = number | string | undefined;

export type NamedType = TensorType<NamedSize>;

/** By the index of the value. */
export function nameDimensions({ inputs, nodes }: Pick<Graph, "inputs" | "nodes">): readonly NamedType[] {
  const types: NamedType[] = [];
  for (const { value, element, shape } of inputs) {
    types[value] = { element, shape: shape.map((size) => (size === -1 ? undefined : size)) };
  }
  for (const node of nodes) nameNode(node, types);
  return types;
}

function nameNode(node: GraphNode, types: NamedType[]): void {
  const { value, body } = node;
  if (body === undefined) types[value] = nodeType(node, types);
  else typeScan(value, body, types, (inner) => nameNode(inner, types));
}

function nodeType({ operation, inputs, attributes, type }: GraphNode, types: readonly NamedType[]): NamedType {
  const result = operation.shape<NamedSize>(names, inputs.map((value) => types[value]!), attributes);
  const named = "type" in result ? result.type.shape : [];
  return { element: type.element, shape: type.shape.map((size, axis) => (Number.isNaN(size) ? named[axis] : size)) };
}

const names: Algebra<NamedSize> = {
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

function calculate(a: NamedSize, b: NamedSize, combine: (x: number, y: number) => number): NamedSize {
  return typeof a === "number" && typeof b === "number" ? combine(a, b) : undefined;
}
