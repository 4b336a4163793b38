/** maxPool2d, avgPool2d: windows over blocked images. */
import { extents, pairOf } from "../../../ops/attributes.ts";
import type { Implementation, Lowering, NodeToLower } from "../lowering.ts";
import { noBorder, tensorWords } from "../placed-tensor.ts";
import { floatWord } from "../step.ts";

export const maxPool2d: Lowering = (node) => [pooling(node, 0)];

/** The whole window counts, padding included. */
export const avgPool2d: Lowering = (node) => {
  const [height, width] = extents(node.node.attributes, "kernel");
  return [pooling(node, 1 / (height * width))];
};

function pooling({ node: { attributes } }: NodeToLower, scale: number): Implementation {
  const numbers = [...extents(attributes, "kernel"), ...extents(attributes, "stride"), ...pairOf(attributes, "padding", 0)];
  return {
    algorithm: "direct",
    operands: [noBorder],
    output: "blocked",
    emit: ({ operands: [x], output: y, step }) => step("pool2d", (at) => [
      ...tensorWords(at, x!), ...tensorWords(at, y), y.images, y.planes, x!.height, x!.width, y.height, y.width, ...numbers, floatWord(scale),
    ]),
  };
}
