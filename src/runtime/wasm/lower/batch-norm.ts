/** batchNorm by the running averages: a scale and a shift for each channel, of blocked images or of rows of features. */
import type { Lowering } from "../lowering.ts";
import { noBorder, tensorWords } from "../placed-tensor.ts";
import { filled } from "../region.ts";
import { type ChannelNorm, normOf } from "./channel-norm.ts";

export const batchNorm: Lowering = (node) => {
  if (node.output.shape.length === 3) return [];
  const norm = normOf(node, node.node);
  const vector = (values: (norm: ChannelNorm) => Float64Array) => filled(norm.channels, norm.sources, () => values(norm));
  const scale = vector((each) => each.scale());
  const shift = vector((each) => each.shift());
  return [{
    algorithm: "direct",
    operands: [noBorder],
    output: "blocked",
    emit: ({ operands: [x], output: y, step }) => step("batchNorm", (at) => [
      ...tensorWords(at, x!), ...tensorWords(at, y), at(scale), at(shift), y.images, y.planes, y.height, y.width, node.node.relu ? 1 : 0,
    ]),
  }];
};
