/** Convolutions of single pixels: each output pixel is one product of its channels. */
import { numberOf } from "../../../ops/attributes.ts";
import { windowNumbers } from "../lower/pool2d.ts";
import type { PlanNode } from "../plan-graph.ts";

export function isPointwise({ operation, attributes }: PlanNode): boolean {
  return operation.name === "conv2d" && numberOf(attributes, "groups", 1) === 1 && windowNumbers(attributes).join() === "1,1,1,1,0,0";
}
