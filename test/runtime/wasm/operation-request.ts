/** One operation on data as a request for a plan: a graph of one node, or one whose operands are made in the blocked layout. */
import { maxPool2d } from "../../../src/ops/max-pool2d.ts";
import type { Attributes, Operation, TensorType } from "../../../src/ops/operation.ts";
import { elementCount } from "../../../src/ops/shapes.ts";
import type { PlanRequest, TensorData } from "../../../src/runtime/backend.ts";
import type { GraphNode } from "../../../src/runtime/graph.ts";
import { numericAlgebra } from "../../../src/runtime/numeric-algebra.ts";
import type { KernelTensor } from "../../../src/runtime/reference/kernel.ts";

export interface OperationCall {
  readonly operation: Operation;
  readonly inputs: readonly KernelTensor[];
  readonly attributes?: Attributes<number>;
  /** By PyTorch's own names. */
  readonly parameters?: Readonly<Record<string, Float32Array>>;
}

export type OperationRequest = PlanRequest & { readonly inputs: readonly TensorData[]; readonly outputLength: number };

/** With `blocked`, images go through a pooling that changes nothing, whose kernel gives the blocked layout. */
export function operationRequest({ operation, inputs, attributes = {}, parameters = {} }: OperationCall, blocked = false): OperationRequest {
  const types: TensorType<number>[] = inputs.map(({ data, shape }) => ({ element: data instanceof Int32Array ? "int32" : "float32", shape }));
  const nodes: GraphNode[] = [];
  const add = (of: Operation, operands: readonly number[], given: Attributes<number>): number => {
    const result = of.shape(numericAlgebra(new Map()), operands.map((operand) => types[operand]!), given);
    if ("failure" in result) throw new Error(`${of.name} refuses: ${JSON.stringify(result.failure)}`);
    const path = `node${nodes.length}`;
    const declared = (of.parameters?.(given) ?? []).map((spec) => ({ name: `${path}.${spec.name}`, spec }));
    nodes.push({ value: types.length, operation: of, path, inputs: operands, attributes: given, parameters: declared, type: result.type });
    return types.push(result.type) - 1;
  };
  const operands = inputs.map(({ shape }, value) => (blocked && types[value]!.element === "float32" && (shape.length === 4 || shape.length === 3) ? add(maxPool2d, [value], { kernel: [1, 1], stride: [1, 1] }) : value));
  const value = add(operation, operands, attributes);
  const declared = nodes.flatMap((node) => node.parameters);
  return {
    graph: {
      name: "One", nodes, parameters: declared, outputs: [{ name: "y", value }],
      inputs: inputs.map(({ shape }, index) => ({ name: `x${index}`, element: types[index]!.element, shape, value: index })),
    },
    types,
    parameters: new Map(declared.map(({ name, spec }) => [name, parameters[spec.name]!])),
    inputs: inputs.map(({ data }) => data),
    outputLength: elementCount(types[value]!.shape),
  };
}
