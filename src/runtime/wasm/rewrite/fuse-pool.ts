/**
 * Tells a node of the max pool that alone reads it, of 2 x 2 pixels without overlap or padding. The pool stays a node of its own: whether the
 * one before does it depends on its algorithm.
 */
import { windowNumbers } from "../lower/pool2d.ts";
import { type PlanGraph, useCounts } from "../plan-graph.ts";

export function fusePool(graph: PlanGraph): PlanGraph {
  const uses = useCounts(graph);
  const pools = new Map(graph.nodes.map((node) => [node.inputs[0], node]));
  return {
    ...graph,
    nodes: graph.nodes.map((node) => {
      const pool = pools.get(node.value);
      const isFusible = uses.get(node.value) === 1 && pool?.operation.name === "maxPool2d" && windowNumbers(pool.attributes).join() === "2,2,2,2,0,0";
      return isFusible ? { ...node, pool } : node;
    }),
  };
}
