/**
 * Where and how a tensor lies in memory. Plain: its elements in row-major order. Blocked: images as planes of 4 channels,
 * [image][plane][row][column][4], with a border of zeros that the convolutions that read it need; the lanes beyond the
 * last channel are zero as well. A blocked tensor may be a part of a larger one.
 */
import { elementCount } from "../../ops/shapes.ts";
import { type Region, vectorBytes } from "./region.ts";

/** Pixels on each side. */
export interface Border {
  readonly top: number;
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
}

export interface PlacedTensor {
  readonly region: Region;
  /** Bytes from the region's begin to the first element. */
  readonly origin: number;
  readonly blocked: boolean;
  /** A plain tensor is one image of one plane of one row, which holds all of its vectors. */
  readonly images: number;
  readonly channels: number;
  readonly planes: number;
  readonly height: number;
  readonly width: number;
  readonly rowBytes: number;
  readonly planeBytes: number;
  readonly imageBytes: number;
  readonly border: Border;
}

export type AddressOf = (region: Region) => number;

export const noBorder: Border = { top: 0, left: 0, bottom: 0, right: 0 };

export function plainTensor(shape: readonly number[], region: Region = { byteLength: vectorBytes(elementCount(shape)) }, origin = 0): PlacedTensor {
  const bytes = vectorBytes(elementCount(shape));
  return {
    region, origin, blocked: false, images: 1, channels: 4, planes: 1, height: 1, width: bytes / 16,
    rowBytes: bytes, planeBytes: bytes, imageBytes: bytes, border: noBorder,
  };
}

/** The sizes of images that a shape is read as: (N, C, H, W), (C, H, W), or (N, C). */
export function imageSizes(shape: readonly number[]): readonly [images: number, channels: number, height: number, width: number] {
  if (shape.length === 2) return [shape[0]!, shape[1]!, 1, 1];
  const [channels, height, width] = shape.slice(-3) as [number, number, number];
  return [shape.length === 4 ? shape[0]! : 1, channels, height, width];
}

export function blockedTensor(shape: readonly number[], border: Border): PlacedTensor {
  const [images, channels, height, width] = imageSizes(shape);
  const planes = Math.ceil(channels / 4);
  const rowBytes = (border.left + width + border.right) * 16;
  const planeBytes = (border.top + height + border.bottom) * rowBytes;
  const imageBytes = planes * planeBytes;
  return {
    region: { byteLength: images * imageBytes }, origin: border.top * rowBytes + border.left * 16, blocked: true,
    images, channels, planes, height, width, rowBytes, planeBytes, imageBytes, border,
  };
}

/** Some channels of a blocked tensor, from a whole plane on. */
export function channelsOf(whole: PlacedTensor, firstPlane: number, channels: number): PlacedTensor {
  return { ...whole, origin: whole.origin + firstPlane * whole.planeBytes, channels, planes: Math.ceil(channels / 4) };
}

/** The same numbers as a plain tensor where they lie in row-major order already. */
export function asPlain(tensor: PlacedTensor, shape: readonly number[]): PlacedTensor | undefined {
  const { blocked, images, channels, planes, height, width, imageBytes } = tensor;
  const isPlain = blocked && height === 1 && width === 1 && channels % 4 === 0 && tensor.planeBytes === 16 && (images === 1 || imageBytes === planes * 16);
  return isPlain ? plainTensor(shape, tensor.region, tensor.origin) : undefined;
}

export function largestBorder(borders: readonly Border[]): Border {
  const most = (side: keyof Border) => borders.reduce((size, border) => Math.max(size, border[side]), 0);
  return { top: most("top"), left: most("left"), bottom: most("bottom"), right: most("right") };
}

/** The words by which kernels find a tensor: the first element's address, and the bytes from row to row, plane to plane, image to image. */
export function tensorWords(at: AddressOf, { region, origin, rowBytes, planeBytes, imageBytes }: PlacedTensor): readonly number[] {
  return [at(region) + origin, rowBytes, planeBytes, imageBytes];
}
