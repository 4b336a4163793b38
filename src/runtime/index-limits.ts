/**
 * Which inputs hold indices, and how many there are to choose from: an input's numbers are the rows of a weight where an
 * embedding takes them, at once, through views, or step by step. From the nodes of a graph, by the value.
 */
import { numberOf } from "../ops/attributes.ts";
import { embedding } from "../ops/embedding.ts";
import type { GraphNode, IndexLimit } from "./graph.ts";

export function indexLimits(nodes: readonly GraphNode[]): ReadonlyMap<number, IndexLimit> {
  const limits = new Map<number, IndexLimit>();
  trace(nodes, limits);
  return limits;
}

function trace(nodes: readonly GraphNode[], limits: Map<number, IndexLimit>): void {
  for (const { operation, path, inputs, attributes, value, type, body } of nodes.toReversed()) {
    if (body !== undefined) {
      trace(body.nodes, limits);
      for (const { all, each } of body.sequences) take(all, limits.get(each));
    } else {
      const limit = operation === embedding ? { below: numberOf(attributes, "numEmbeddings"), path } : type.element === "int32" ? limits.get(value) : undefined;
      for (const input of inputs) take(input, limit);
    }
  }

  /** The fewest count. */
  function take(value: number, limit: IndexLimit | undefined): void {
    if (limit !== undefined && limit.below < (limits.get(value)?.below ?? Infinity)) limits.set(value, limit);
  }
}
