/** upsample of blocked images. */
import { extents } from "../../../ops/attributes.ts";
import type { Lowering } from "../lowering.ts";
import { noBorder, tensorWords } from "../placed-tensor.ts";

export const upsample: Lowering = ({ node: { attributes } }) => [{
  algorithm: "direct",
  operands: [noBorder],
  output: "blocked",
  emit: ({ operands: [x], output: y, step }) => step("upsample", (at) => [
    ...tensorWords(at, x!), ...tensorWords(at, y), y.images, y.planes, y.height, x!.width, ...extents(attributes, "scale"),
  ]),
}];
