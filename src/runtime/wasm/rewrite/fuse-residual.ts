/** Joins an add with the convolution or linear layer that it alone reads; the other operand is the residual. */
import type { TensorType } from "../../../ops/operation.ts";
import { isSameShape } from "../../../ops/shapes.ts";
import { mergeNodes, type PlanGraph, type PlanNode, useCounts } from "../plan-graph.ts";

export function fuseResidual(graph: PlanGraph, types: readonly TensorType<number>[]): PlanGraph {
  const uses = useCounts(graph);
  const takes = (layer: PlanNode | undefined): layer is PlanNode => {
    return (layer?.operation.name === "conv2d" || layer?.operation.name === "linear") && uses.get(layer.value) === 1 && layer.residual === undefined;
  };
  return mergeNodes(graph, (add, producers) => {
    const [a, b] = add.inputs;
    if (add.operation.name !== "add" || !isSameShape(types[a!]!.shape, types[b!]!.shape)) return undefined;
    // Of two layers the later one, since the other's result is there by then.
    const layer = producers.filter(takes).sort((one, other) => other.value - one.value)[0];
    if (layer === undefined) return undefined;
    return { merged: { ...layer, value: add.value, residual: layer.value === a ? b! : a!, operations: [...layer.operations, "add"] }, from: layer };
  });
}
