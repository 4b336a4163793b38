/**
 * ops/conv2d, one row of the output at a time: the patches of x under the kernel's places in that row are laid out
 * in the weight's order, zeros where they reach into the padding, and multiplied by every output channel's weight.
 */
import { extents, numberOf, pairOf } from "../../ops/attributes.ts";
import type { Kernel, KernelTensor } from "./kernel.ts";
import { multiplyRows } from "./multiply-rows.ts";

export const conv2d: Kernel = ({ inputs, output, attributes, parameters, scratch }) => {
  const x = inputs[0]!;
  const groups = numberOf(attributes, "groups", 1);
  const window: Window = {
    kernel: extents(attributes, "kernel"),
    stride: pairOf(attributes, "stride", 1),
    padding: pairOf(attributes, "padding", 0),
    dilation: pairOf(attributes, "dilation", 1),
    channels: x.shape.at(-3)! / groups,
  };
  const [outChannels, outHeight, outWidth] = [output.shape.at(-3)! / groups, output.shape.at(-2)!, output.shape.at(-1)!];
  const length = window.channels * window.kernel[0] * window.kernel[1];
  const batch = x.shape.length === 4 ? x.shape[0]! : 1;
  const patches = scratch(outWidth * length);
  for (let image = 0; image < batch * groups; image++) {
    const group = image % groups;
    for (let row = 0; row < outHeight; row++) {
      layPatches(patches, x, image * window.channels, row, outWidth, window);
      multiplyRows({
        a: patches, aRows: outWidth, b: parameters["weight"]!, bOffset: group * outChannels * length, bRows: outChannels, length,
        bias: parameters["bias"], biasOffset: group * outChannels,
        y: output.data, yOffset: (image * outChannels * outHeight + row) * outWidth, yStepA: 1, yStepB: outHeight * outWidth,
      });
    }
  }
};

interface Window {
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: readonly [number, number];
  readonly dilation: readonly [number, number];
  readonly channels: number;
}

/** Writes the patches of one output row, one after another, each in the order (channel, i, j). */
function layPatches(patches: Float64Array, x: KernelTensor, firstChannel: number, row: number, outWidth: number, window: Window): void {
  const { kernel, stride, padding, dilation, channels } = window;
  const [height, width] = [x.shape.at(-2)!, x.shape.at(-1)!];
  let at = 0;
  for (let column = 0; column < outWidth; column++) {
    for (let channel = firstChannel; channel < firstChannel + channels; channel++) {
      for (let i = 0; i < kernel[0]; i++) {
        const h = row * stride[0] - padding[0] + i * dilation[0];
        const line = (channel * height + h) * width;
        for (let j = 0; j < kernel[1]; j++) {
          const w = column * stride[1] - padding[1] + j * dilation[1];
          const isInside = h >= 0 && h < height && w >= 0 && w < width;
          patches[at++] = isInside ? x.data[line + w]! : 0;
        }
      }
    }
  }
}
