/** The sizes of one convolution. */
import { extents, numberOf, pairOf } from "../../../ops/attributes.ts";
import type { NodeToLower } from "../lowering.ts";
import { imageSizes } from "../placed-tensor.ts";

type Pair = readonly [height: number, width: number];

export interface Conv2dSizes {
  readonly images: number;
  readonly groups: number;
  /** Of all groups. */
  readonly inChannels: number;
  readonly outChannels: number;
  readonly height: number;
  readonly width: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Pair;
  readonly dilation: Pair;
}

export function conv2dSizes({ node: { attributes }, operands, output }: NodeToLower): Conv2dSizes {
  const [images, inChannels, height, width] = imageSizes(operands[0]!.shape);
  const [, outChannels, outHeight, outWidth] = imageSizes(output.shape);
  return {
    images, groups: numberOf(attributes, "groups", 1), inChannels, outChannels, height, width, outHeight, outWidth,
    kernel: extents(attributes, "kernel"), stride: pairOf(attributes, "stride", 1), padding: pairOf(attributes, "padding", 0),
    dilation: pairOf(attributes, "dilation", 1),
  };
}
