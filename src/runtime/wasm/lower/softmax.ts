/** softmax along any axis of a plain tensor. */
import { axisOf } from "../../../ops/attributes.ts";
import type { Lowering } from "../lowering.ts";
import { aroundAxis } from "./axes.ts";

export const softmax: Lowering = ({ node: { attributes }, output: { shape } }) => [{
  algorithm: "direct",
  operands: ["plain"],
  output: "plain",
  emit: ({ operands: [x], output: y, step }) => step("softmax", (at) => [
    at(x!.region) + x!.origin, at(y.region) + y.origin, ...aroundAxis(shape, axisOf(attributes, "dim", shape.length)),
  ]),
}];
