/** Generated convolutions: the attributes and sizes of one, its graph, seeded data, and its result in float64. */
import fc from "fast-check";
import type { PlanRequest } from "../../../src/runtime/backend.ts";
import { bindRunDimensions } from "../../../src/runtime/bind-run-dimensions.ts";
import { conv2d, defineModel, describe, float32, input, maxPool2d, relu } from "../../../src/runtime/index.ts";

export interface Conv2dCase {
  readonly batch: number;
  readonly groups: number;
  /** Per group. */
  readonly inChannels: number;
  readonly outChannels: number;
  readonly height: number;
  readonly width: number;
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: readonly [number, number];
  readonly dilation: readonly [number, number];
  readonly bias: boolean;
  readonly relu: boolean;
}

const pair = (min: number, max: number) => fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));

export const conv2dCases: fc.Arbitrary<Conv2dCase> = fc.record({
  batch: fc.integer({ min: 1, max: 3 }),
  groups: fc.integer({ min: 1, max: 3 }),
  inChannels: fc.integer({ min: 1, max: 9 }),
  outChannels: fc.integer({ min: 1, max: 17 }),
  height: fc.integer({ min: 1, max: 13 }),
  width: fc.integer({ min: 1, max: 13 }),
  kernel: pair(1, 4),
  stride: pair(1, 3),
  padding: pair(0, 3),
  dilation: pair(1, 3),
  bias: fc.boolean(),
  relu: fc.boolean(),
}).filter((sizes) => outSize(sizes, 0) >= 1 && outSize(sizes, 1) >= 1);

function outSize({ height, width, kernel, stride, padding, dilation }: Conv2dCase, axis: 0 | 1): number {
  return Math.floor(([height, width][axis]! + 2 * padding[axis] - dilation[axis] * (kernel[axis] - 1) - 1) / stride[axis]) + 1;
}

/** With `blocked`, the image goes through a pooling that changes nothing, whose kernel gives the blocked layout. */
export function conv2dRequest(sizes: Conv2dCase, seed = 1, blocked = false): PlanRequest & { readonly x: Float32Array; readonly inputs: readonly [Float32Array]; readonly outputLength: number } {
  const { batch, groups, height, width, kernel, stride, padding, dilation, bias } = sizes;
  const [inChannels, outChannels] = [groups * sizes.inChannels, groups * sizes.outChannels];
  const model = defineModel({
    format: 1,
    name: "OneConv2d",
    describe(net) {
      const inp = input(net, "inp", float32(batch, inChannels, height, width));
      const image = blocked ? maxPool2d(net, "pool", inp, { kernel: [1, 1], stride: [1, 1] }) : inp;
      const conv1 = conv2d(net, "conv1", image, { inChannels, outChannels, kernel, stride, padding, dilation, groups, bias });
      return { oup: sizes.relu ? relu(net, "relu1", conv1) : conv1 };
    },
  });
  const graph = describe(model, {});
  const shape = [batch, inChannels, height, width];
  const x = noise(product(shape), seed);
  return {
    graph,
    types: bindRunDimensions(graph, [shape]),
    parameters: new Map(graph.parameters.map(({ name, spec }, index) => [name, noise(product(spec.shape), seed + index + 1)])),
    x,
    inputs: [x],
    outputLength: batch * outChannels * outSize(sizes, 0) * outSize(sizes, 1),
  };
}

/** Numbers in [-1, 1), the same for the same seed. */
export function noise(length: number, seed: number): Float32Array {
  let state = seed * 2_654_435_761 >>> 0;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/**
 * The convolution by its definition, in float64, and for each element how far float32 may be from it: each of the
 * sum's terms and partial sums is rounded once, to within 2^-24 of itself.
 */
export function conv2dInFloat64(sizes: Conv2dCase, { x, parameters, outputLength }: ReturnType<typeof conv2dRequest>): { readonly y: Float64Array; readonly bound: Float64Array } {
  const { batch, groups, inChannels, outChannels, height, width, kernel, stride, padding, dilation } = sizes;
  const weight = parameters.get("conv1.weight")!;
  const bias = parameters.get("conv1.bias");
  const [outHeight, outWidth] = [outSize(sizes, 0), outSize(sizes, 1)];
  const [y, bound] = [new Float64Array(outputLength), new Float64Array(outputLength)];
  let at = 0;
  for (let n = 0; n < batch; n++) for (let o = 0; o < groups * outChannels; o++) for (let row = 0; row < outHeight; row++) for (let column = 0; column < outWidth; column++) {
    let sum = bias?.[o] ?? 0;
    let magnitude = Math.abs(sum);
    for (let c = 0; c < inChannels; c++) for (let i = 0; i < kernel[0]; i++) for (let j = 0; j < kernel[1]; j++) {
      const [h, w] = [row * stride[0] - padding[0] + i * dilation[0], column * stride[1] - padding[1] + j * dilation[1]];
      if (h < 0 || h >= height || w < 0 || w >= width) continue;
      const channel = Math.floor(o / outChannels) * inChannels + c;
      const term = weight[((o * inChannels + c) * kernel[0] + i) * kernel[1] + j]! * x[((n * groups * inChannels + channel) * height + h) * width + w]!;
      sum += term;
      magnitude += Math.abs(term);
    }
    y[at] = sizes.relu && sum < 0 ? 0 : sum;
    bound[at++] = magnitude * (inChannels * kernel[0] * kernel[1] + 2) * 2 ** -24;
  }
  return { y, bound };
}

/** Elements that are farther from `y` than their bound, not-a-numbers and infinities where they should not be. */
export function wrongElements(found: Float32Array, { y, bound }: ReturnType<typeof conv2dInFloat64>): readonly number[] {
  return [...found.keys()].filter((index) => {
    const [a, b] = [found[index]!, y[index]!];
    return !(Object.is(a, b) || Math.abs(a - b) <= bound[index]!);
  });
}

/** The very bits, so that -0 is not 0 and a not-a-number is itself. */
export function bits(values: Float32Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, values.length);
}

function product(shape: readonly number[]): number {
  return shape.reduce((count, size) => count * size, 1);
}
