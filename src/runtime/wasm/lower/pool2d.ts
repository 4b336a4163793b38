/** maxPool2d, avgPool2d: windows over blocked images. */
import { extents, pairOf } from "../../../ops/attributes.ts";
import type { Attributes } from "../../../ops/operation.ts";
import type { Implementation, Lowering, NodeToLower } from "../lowering.ts";
import { noBorder, tensorWords } from "../placed-tensor.ts";
import { floatWord } from "../step.ts";

export const maxPool2d: Lowering = (node) => [pooling(node, 0)];

/** The whole window counts, padding included. */
export const avgPool2d: Lowering = (node) => {
  const [height, width] = extents(node.node.attributes, "kernel");
  return [pooling(node, 1 / (height * width))];
};

/** Kernel, stride and padding, each of height and width, of a pooling or a convolution. */
export function windowNumbers(attributes: Attributes<number>): readonly number[] {
  return [...extents(attributes, "kernel"), ...pairOf(attributes, "stride", 1), ...pairOf(attributes, "padding", 0)];
}

function pooling({ node: { attributes } }: NodeToLower, scale: number): Implementation {
  return {
    algorithm: "direct",
    operands: [noBorder],
    output: "blocked",
    emit: ({ operands: [x], output: y, step }) => step("pool2d", (at) => [
      ...tensorWords(at, x!), ...tensorWords(at, y), y.images, y.planes, x!.height, x!.width, y.height, y.width, ...windowNumbers(attributes), floatWord(scale),
    ]),
  };
}
