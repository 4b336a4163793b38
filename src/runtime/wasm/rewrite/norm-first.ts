/** Joins a batch norm, and its relu, with the convolution of single pixels that alone reads it: that does it while it gathers its input. */
import { mergeNodes, type PlanGraph, useCounts } from "../plan-graph.ts";
import { isPointwise } from "./pointwise.ts";

export function normFirst(graph: PlanGraph): PlanGraph {
  const uses = useCounts(graph);
  return mergeNodes(graph, (conv, [norm]) => {
    if (norm?.operation.name !== "batchNorm" || !isPointwise(conv) || uses.get(norm.value) !== 1) return undefined;
    return { merged: { ...conv, inputs: norm.inputs, before: norm, operations: [...norm.operations, ...conv.operations] }, from: norm };
  });
}
