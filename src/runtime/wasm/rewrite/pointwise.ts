/** Convolutions of single pixels: each output pixel is one product of its channels. */
import { extents, numberOf, pairOf } from "../../../ops/attributes.ts";
import type { PlanNode } from "../plan-graph.ts";

export function isPointwise({ operation, attributes }: PlanNode): boolean {
  return operation.name === "conv2d" && numberOf(attributes, "groups", 1) === 1
    && [...extents(attributes, "kernel"), ...pairOf(attributes, "stride", 1)].every((size) => size === 1)
    && pairOf(attributes, "padding", 0).every((padding) => padding === 0);
}
