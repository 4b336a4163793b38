/** The sizes of one convolution. */
import { extents, numberOf, pairOf } from "../../../ops/attributes.ts";
import type { NodeToLower } from "../lowering.ts";
import { type AddressOf, type Border, imageSizes, type PlacedTensor, tensorWords } from "../placed-tensor.ts";

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

/** What the windows reach beyond the image. */
export function paddingBorder({ height, width, outHeight, outWidth, kernel, stride, padding, dilation }: Conv2dSizes): Border {
  const end = (out: number, axis: 0 | 1) => (out - 1) * stride[axis] + (kernel[axis] - 1) * dilation[axis] + 1 - padding[axis];
  return { top: padding[0], left: padding[1], bottom: Math.max(0, end(outHeight, 0) - height), right: Math.max(0, end(outWidth, 1) - width) };
}

/** A blocked tensor's words, from the first window's first pixel on. */
export function windowWords(at: AddressOf, x: PlacedTensor, { padding }: Conv2dSizes): readonly number[] {
  const [first, ...pitches] = tensorWords(at, x);
  return [first! - padding[0] * x.rowBytes - padding[1] * 16, ...pitches];
}
