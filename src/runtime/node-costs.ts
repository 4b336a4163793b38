/** What the nodes of a graph cost at given sizes, for plans and tables to tell. */
import type { TensorType } from "../ops/operation.ts";
import { elementCount } from "../ops/shapes.ts";
import type { Graph, GraphNode } from "./graph.ts";
import { STEP_AXIS } from "./scan-types.ts";

export interface NodeCost {
  readonly node: GraphNode;
  /** How often a run does it: a node of a scan's step, once for each step. */
  readonly times: number;
  /** Multiply-accumulates of all times together. */
  readonly macs: number;
  /** Learned numbers of its own: those of buffers, and of parameters that belong to another node, do not count. */
  readonly parameterCount: number;
}

/** In order of execution, a scan's own nodes behind it. `types` are by value. */
export function nodeCosts({ nodes }: Pick<Graph, "nodes">, types: readonly TensorType<number>[]): readonly NodeCost[] {
  return nodes.flatMap((node) => {
    const steps = node.body && types[node.value]!.shape[STEP_AXIS]!;
    return [costOf(node, 1, types), ...(node.body?.nodes ?? []).map((inner) => costOf(inner, steps!, types))];
  });
}

function costOf(node: GraphNode, times: number, types: readonly TensorType<number>[]): NodeCost {
  const { operation, inputs, value, attributes, parameters } = node;
  const macs = operation.cost?.(inputs.map((input) => types[input]!), types[value]!, attributes).macs ?? 0;
  const parameterCount = parameters.reduce((count, { spec, shared }) => count + (spec.buffer || shared ? 0 : elementCount(spec.shape)), 0);
  return { node, times, macs: times * macs, parameterCount };
}
