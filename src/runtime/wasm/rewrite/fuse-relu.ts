/** Joins a relu with the node that it alone reads, where that node's kernels can do it last. */
import { mergeNodes, type PlanGraph, useCounts } from "../plan-graph.ts";

const withRelu: ReadonlySet<string> = new Set(["conv2d", "linear", "batchNorm", "add", "sub", "mul", "div"]);

export function fuseRelu(graph: PlanGraph): PlanGraph {
  const uses = useCounts(graph);
  return mergeNodes(graph, (relu, [producer]) => {
    if (relu.operation.name !== "relu" || producer === undefined || uses.get(producer.value) !== 1) return undefined;
    if (!(withRelu.has(producer.operation.name) || producer.weight !== undefined) || producer.relu) return undefined;
    return { merged: { ...producer, value: relu.value, relu: true, operations: [...producer.operations, "relu"] }, from: producer };
  });
}
