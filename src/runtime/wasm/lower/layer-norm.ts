/** layerNorm over the last axes of a plain tensor. */
import { numberOf } from "../../../ops/attributes.ts";
import { elementCount } from "../../../ops/shapes.ts";
import type { Lowering } from "../lowering.ts";
import { filled } from "../region.ts";
import { floatWord } from "../step.ts";

export const layerNorm: Lowering = ({ node: { attributes }, output, parameter }) => {
  const length = elementCount(attributes["normalizedShape"] as readonly number[]);
  const rows = elementCount(output.shape) / length;
  const [weight, bias] = ["weight", "bias"].map((name) => {
    const { name: source, data } = parameter(name)!;
    return filled(length, [source], data);
  });
  return [{
    algorithm: "direct",
    operands: ["plain"],
    output: "plain",
    emit: ({ operands: [x], output: y, step }) => step("layerNorm", (at) => [
      at(x!.region) + x!.origin, at(y.region) + y.origin, at(weight!), at(bias!), rows, length, floatWord(numberOf(attributes, "eps", 1e-5)),
    ]),
  }];
};
