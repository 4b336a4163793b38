/**
 * What a convolution costs, in multiply-adds of a product of tiles at full speed (about 30 per nanosecond on one core of a server of
 * 2024). Shapes alone decide, so that the same algorithm is taken for any number of threads. The prices were measured on the
 * layers of ResNet18 and VGG16; `explain` and `dot2model bench` show what was chosen.
 */
import type { Conv2dSizes } from "./conv2d-sizes.ts";

/** A vector that is gathered into a patch. */
const gatherPrice = 60;
/** A vector that goes through a transform. */
const transformPrice = 30;
const directPrice = 1.25;
const depthwisePrice = 1.6;
/** A byte of weights that a core's own cache does not keep. */
const bytePrice = 0.5;
const keptBytes = 4 * 1024 * 1024;

const roundUp = (count: number, multiple: number) => Math.ceil(count / multiple) * multiple;
const streaming = (bytes: number) => Math.max(0, bytes - keptBytes) * bytePrice;

/** Whatever the images' layout: no lane is lost, and no patch gathered, but the loop is slower. */
export function directCost({ images, groups, inChannels, outChannels, outHeight, outWidth, kernel }: Conv2dSizes): number {
  const terms = kernel[0] * kernel[1] * inChannels / groups;
  const rows = groups * roundUp(outChannels / groups, 8);
  return directPrice * images * roundUp(outHeight * outWidth, 4) * rows * terms + streaming(rows * terms * 4);
}

/** One group for each input channel: vectors of four channels, none of which is used twice; spread over more output channels they cost twice as much. */
export function depthwiseCost({ images, inChannels, outChannels, outHeight, outWidth, kernel }: Conv2dSizes): number {
  return depthwisePrice * (outChannels > inChannels ? 2 : 1) * images * outHeight * roundUp(outWidth, 4) * roundUp(outChannels, 4) * kernel[0] * kernel[1];
}

export function gemmCost({ images, groups, inChannels, outChannels, outHeight, outWidth, kernel }: Conv2dSizes): number {
  const pixels = images * roundUp(outHeight * outWidth, 4);
  const terms = kernel[0] * kernel[1] * roundUp(inChannels / groups, 4);
  const rows = groups * roundUp(outChannels / groups, 8);
  return pixels * rows * terms + pixels * groups * (terms / 4) * gatherPrice + streaming(rows * terms * 4);
}

export interface WinogradShape {
  readonly m: number;
  readonly r: number;
  readonly stride: number;
  /** A factor of the whole, for larger errors or for more ways through memory. */
  readonly price: number;
}

export function winogradCost({ images, inChannels, outChannels, outHeight, outWidth, kernel }: Conv2dSizes, { m, r, stride, price }: WinogradShape): number {
  const tiles = images * Math.ceil(outHeight / m) * Math.ceil(outWidth / m);
  const n = m + r - 1;
  const terms = stride * stride * roundUp(inChannels, 4);
  const rows = roundUp(outChannels, 8);
  const transforms = tiles * (terms + roundUp(outChannels, 4)) / 4;
  // Half of the phases of an odd kernel are zero at the last row of frequencies, and at the last column.
  const products = tiles * rows * terms * (stride > 1 && kernel[0] % 2 === 1 ? (n - 0.5) ** 2 : n ** 2);
  return price * (products + n ** 2 * transforms * transformPrice) + streaming(n ** 2 * rows * terms * 4);
}
