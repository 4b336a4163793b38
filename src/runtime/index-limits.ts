/**
 * Which inputs hold indices, and how many there are to choose from: an input's numbers are the rows of a weight where an
 * embedding takes them, at once or through views. From the nodes of a graph, by the value.
 */
import { numberOf } from "../ops/attributes.ts";
import { embedding } from "../ops/embedding.ts";
import type { GraphNode, IndexLimit } from "./graph.ts";

export function indexLimits(nodes: readonly GraphNode[]): ReadonlyMap<number, IndexLimit> {
  const limits = new Map<number, IndexLimit>();
  for (const { operation, path, inputs, attributes, value, type } of nodes.toReversed()) {
    const limit = operation === embedding ? { below: numberOf(attributes, "numEmbeddings"), path } : type.element === "int32" ? limits.get(value) : undefined;
    if (limit === undefined) continue;
    for (const input of inputs) {
      if (limit.below < (limits.get(input)?.below ?? Infinity)) limits.set(input, limit);
    }
  }
  return limits;
}
