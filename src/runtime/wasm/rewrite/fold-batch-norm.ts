/** Joins a batch norm with the convolution or linear layer that it alone reads: only weights and bias change. */
import { mergeNodes, type PlanGraph, useCounts } from "../plan-graph.ts";

export function foldBatchNorm(graph: PlanGraph): PlanGraph {
  const uses = useCounts(graph);
  return mergeNodes(graph, (norm, [layer]) => {
    if (norm.operation.name !== "batchNorm" || layer === undefined || uses.get(layer.value) !== 1) return undefined;
    if (!isFoldable(layer.operation.name, norm.type.shape.length) || layer.norm !== undefined) return undefined;
    return { merged: { ...layer, value: norm.value, type: norm.type, norm, operations: [...layer.operations, "batchNorm"] }, from: layer };
  });
}

/** Where the layer's output features are the norm's channels: axis 1. */
function isFoldable(operation: string, rank: number): boolean {
  return operation === "conv2d" && rank === 4 || operation === "linear" && rank === 2;
}
