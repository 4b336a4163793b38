/** A model's graph as it is planned in evaluation mode, and its values' types: what does nothing is left out, what can be one kernel is one node. */
import type { TensorType } from "../../../ops/operation.ts";
import type { Graph } from "../../graph.ts";
import type { PlanGraph } from "../plan-graph.ts";
import { dropIdentities } from "./drop-identities.ts";
import { foldBatchNorm } from "./fold-batch-norm.ts";
import { fuseAdd } from "./fuse-add.ts";
import { fusePool } from "./fuse-pool.ts";
import { fuseRelu } from "./fuse-relu.ts";
import { normFirst } from "./norm-first.ts";
import { openScans } from "./open-scans.ts";
import { poolFirst } from "./pool-first.ts";
import { takeWeights } from "./take-weights.ts";

export function optimise(graph: Graph, types: readonly TensorType<number>[]): { readonly planned: PlanGraph; readonly types: readonly TensorType<number>[] } {
  const whole: PlanGraph = { ...graph, nodes: openScans(graph.nodes) };
  const pooled = poolFirst(foldBatchNorm(takeWeights(dropIdentities(whole))), types);
  return { planned: fusePool(normFirst(fuseRelu(fuseAdd(pooled.graph, pooled.types)))), types: pooled.types };
}
