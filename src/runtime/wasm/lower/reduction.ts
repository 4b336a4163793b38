/** sum and mean of a plain tensor along an axis, or over all of it. */
import { axisOf } from "../../../ops/attributes.ts";
import { elementCount } from "../../../ops/shapes.ts";
import type { Implementation, Lowering, NodeToLower } from "../lowering.ts";
import { aroundAxis } from "./axes.ts";

export const sum: Lowering = (node) => [reduction(node, () => 1)];
export const mean: Lowering = (node) => [reduction(node, (count) => count)];

function reduction({ node: { attributes }, operands }: NodeToLower, divisor: (count: number) => number): Implementation {
  const { shape } = operands[0]!;
  const [outer, length, inner] = attributes["dim"] === undefined ? [1, elementCount(shape), 1] : aroundAxis(shape, axisOf(attributes, "dim", shape.length));
  return {
    algorithm: "direct",
    operands: ["plain"],
    output: "plain",
    emit: ({ operands: [x], output: y, step }) => step("sum", (at) => [
      at(x!.region) + x!.origin, at(y.region) + y.origin, outer, length, inner, divisor(length),
    ]),
  };
}
