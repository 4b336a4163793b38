/**
 * What the direct convolution reads beside its input: weights and bias in panels of 8 output channels, and two tables
 * of byte offsets. Their layouts are described in kernels/src/f32-conv2d-direct-4x8-simd128.ts.
 */
import { type Filled, wholeVectors } from "./step.ts";

const panelChannels = 8;
const tilePixels = 4;

/** The sizes of one convolution; `height` and `width` are those of its padded input. */
export interface Conv2dSizes {
  readonly images: number;
  readonly groups: number;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly height: number;
  readonly width: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly dilation: readonly [number, number];
}

/** Terms of the sum that gives one output element. */
export function tapCount({ inChannels, groups, kernel }: Conv2dSizes): number {
  return (inChannels / groups) * kernel[0] * kernel[1];
}

/** [group][panel][tap][8 output channels], zero where a panel has fewer, from PyTorch's (Out, In/G, Kh, Kw). */
export function packedWeight(sizes: Conv2dSizes, weight: () => Float32Array): Filled {
  const panels = panelsOf(sizes);
  const taps = tapCount(sizes);
  const length = panels.length * taps * panelChannels;
  return {
    byteLength: length * 4,
    write(buffer, address) {
      const packed = new Float32Array(buffer, address, length);
      const from = weight();
      for (const [panel, { first, channels }] of panels.entries()) {
        for (let tap = 0; tap < taps; tap++) {
          const to = (panel * taps + tap) * panelChannels;
          for (let lane = 0; lane < channels; lane++) packed[to + lane] = from[(first + lane) * taps + tap]!;
        }
      }
    },
  };
}

/** [group][panel][8 output channels], zero where there is no bias. */
export function packedBias(sizes: Conv2dSizes, bias: () => Float32Array | undefined): Filled {
  const panels = panelsOf(sizes);
  const length = panels.length * panelChannels;
  return {
    byteLength: length * 4,
    write(buffer, address) {
      const from = bias();
      if (from === undefined) return;
      const packed = new Float32Array(buffer, address, length);
      for (const [panel, { first, channels }] of panels.entries()) packed.set(from.subarray(first, first + channels), panel * panelChannels);
    },
  };
}

/** [output pixel]: bytes from a group's first element to the pixel's window; whole tiles, the last pixel repeated. */
export function windowOffsets({ outHeight, outWidth, width, stride }: Conv2dSizes): Filled {
  const pixels = outHeight * outWidth;
  const length = Math.ceil(pixels / tilePixels) * tilePixels;
  return {
    byteLength: length * 4,
    write(buffer, address) {
      const offsets = new Uint32Array(buffer, address, length);
      for (let row = 0, pixel = 0; row < outHeight; row++) {
        for (let column = 0; column < outWidth; column++) offsets[pixel++] = (row * stride[0] * width + column * stride[1]) * 4;
      }
      offsets.fill(offsets[pixels - 1]!, pixels);
    },
  };
}

/** [tap]: bytes from a window's first element to each element that its sum takes. */
export function tapOffsets(sizes: Conv2dSizes): Filled {
  const { inChannels, groups, kernel, dilation, height, width } = sizes;
  const length = tapCount(sizes);
  return {
    byteLength: wholeVectors(length),
    write(buffer, address) {
      const offsets = new Uint32Array(buffer, address, length);
      for (let channel = 0, tap = 0; channel < inChannels / groups; channel++) {
        for (let i = 0; i < kernel[0]; i++) {
          const row = channel * height + i * dilation[0];
          for (let j = 0; j < kernel[1]; j++) offsets[tap++] = (row * width + j * dilation[1]) * 4;
        }
      }
    },
  };
}

interface Panel {
  /** Its first output channel, counted over all groups. */
  readonly first: number;
  readonly channels: number;
}

/** The panels of all groups, in order; none reaches over a group's end. */
function panelsOf({ outChannels, groups }: Conv2dSizes): readonly Panel[] {
  const groupChannels = outChannels / groups;
  const panels: Panel[] = [];
  for (let group = 0; group < groups; group++) {
    for (let channel = 0; channel < groupChannels; channel += panelChannels) {
      panels.push({ first: group * groupChannels + channel, channels: Math.min(panelChannels, groupChannels - channel) });
    }
  }
  return panels;
}
