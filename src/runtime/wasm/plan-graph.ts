/**
 * The graph that is planned: a model's graph whose nodes may also do what nodes after them did. Made and changed by the
 * functions of rewrite/, each from graph to graph; none computes anything.
 */
import type { Graph, GraphNode, ScanBody } from "../graph.ts";

export interface PlanNode extends GraphNode {
  /** A batch norm whose scale and shift are folded into weight and bias. */
  readonly norm?: GraphNode;
  /** A batch norm, with or without relu, that a convolution does of its input first. */
  readonly before?: PlanNode;
  /** Of a matmul whose second operand is its parameter `weight`: whether that holds output features as rows or as columns. */
  readonly weight?: "rows" | "columns";
  /** A value of the output's shape that is added to each result. */
  readonly residual?: number;
  /** Whether relu comes last. */
  readonly relu?: true;
  /** The max pool of 2 x 2 pixels that alone reads it: what the node does last of all where its algorithm can, and is then left out itself. */
  readonly pool?: PlanNode;
  /** What the node does, in the operations' names: `["conv2d", "batchNorm", "relu"]`. */
  readonly operations: readonly string[];
  /** Where a scan's loop begins or ends; its step's nodes stand between. */
  readonly scan?: "begin" | "end";
  /** The scan whose step this is a node of. */
  readonly loop?: ScanBody;
}

export interface PlanGraph extends Omit<Graph, "nodes"> {
  readonly nodes: readonly PlanNode[];
}

/** Everything that a node reads: its inputs, then the residual. */
export function operandsOf({ inputs, residual }: PlanNode): readonly number[] {
  return residual === undefined ? inputs : [...inputs, residual];
}

/** How often each value is read, by nodes and as an output of the graph. */
export function useCounts({ nodes, outputs }: PlanGraph): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  const use = (value: number) => counts.set(value, (counts.get(value) ?? 0) + 1);
  for (const node of nodes) operandsOf(node).forEach(use);
  for (const { value } of outputs) use(value);
  return counts;
}

function inLoop(node: PlanNode | undefined, loop: PlanNode["loop"]): PlanNode | undefined {
  return node?.loop === loop ? node : undefined;
}

/**
 * The graph without the nodes that `merge` joins with an earlier one. `merge` gets a node and the nodes that gave its inputs,
 * and gives what takes its place, at its place, together with the node that so becomes superfluous; or undefined. What is done before a
 * loop is not joined with what is done in it.
 */
export function mergeNodes(graph: PlanGraph, merge: (node: PlanNode, producers: readonly (PlanNode | undefined)[]) => { readonly merged: PlanNode; readonly from: PlanNode } | undefined): PlanGraph {
  const byValue = new Map<number, PlanNode>();
  for (const node of graph.nodes) {
    const result = merge(node, node.inputs.map((input) => inLoop(byValue.get(input), node.loop)));
    if (result !== undefined) byValue.delete(result.from.value);
    byValue.delete(node.value);
    byValue.set(node.value, result?.merged ?? node);
  }
  return { ...graph, nodes: [...byValue.values()] };
}
