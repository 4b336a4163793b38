/**
 * batchNorm by the running averages: a scale and a shift for each channel, of blocked images or of rows of features. Of sequences, which
 * are plain, a product and a sum with the channels' numbers repeated.
 */
import type { Implementation, Lowering, NodeToLower } from "../lowering.ts";
import { noBorder, tensorWords } from "../placed-tensor.ts";
import type { FilledRegion } from "../region.ts";
import { broadcastWords } from "./broadcast.ts";
import { normVectors } from "./channel-norm.ts";

export const batchNorm: Lowering = (node) => {
  const { scale, shift } = normVectors(node, node.node);
  if (node.output.shape.length === 3) return [ofSequences(node, scale, shift)];
  return [{
    algorithm: "direct",
    operands: [noBorder],
    output: "blocked",
    emit: ({ operands: [x], output: y, step }) => step("batchNorm", (at) => [
      ...tensorWords(at, x!), ...tensorWords(at, y), at(scale), at(shift), y.images, y.planes, y.height, y.width, node.node.relu ? 1 : 0,
    ]),
  }];
};

/** (N, C, L) */
function ofSequences({ node, output: { shape } }: NodeToLower, scale: FilledRegion, shift: FilledRegion): Implementation {
  const words = (name: "mul" | "add", relu?: true) => broadcastWords(name, shape, [shape, [shape[1]!, 1]], relu)!;
  return {
    algorithm: "broadcast",
    operands: ["plain"],
    output: "plain",
    emit({ operands: [x], output: y, step }) {
      step("broadcast", (at) => [at(x!.region) + x!.origin, at(scale), at(y.region) + y.origin, ...words("mul")]);
      step("broadcast", (at) => [at(y.region) + y.origin, at(shift), at(y.region) + y.origin, ...words("add", node.relu)]);
    },
  };
}
