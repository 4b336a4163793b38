/** A model's graph as it is planned in evaluation mode: what does nothing is left out, what can be one kernel is one node. */
import type { TensorType } from "../../../ops/operation.ts";
import type { Graph } from "../../graph.ts";
import type { PlanGraph } from "../plan-graph.ts";
import { dropIdentities } from "./drop-identities.ts";
import { foldBatchNorm } from "./fold-batch-norm.ts";
import { fuseAdd } from "./fuse-add.ts";
import { fuseRelu } from "./fuse-relu.ts";
import { openScans } from "./open-scans.ts";
import { takeWeights } from "./take-weights.ts";

export function optimise(graph: Graph, types: readonly TensorType<number>[]): PlanGraph {
  const whole: PlanGraph = { ...graph, nodes: openScans(graph.nodes) };
  return fuseRelu(fuseAdd(foldBatchNorm(takeWeights(dropIdentities(whole))), types));
}
