/** A max pool that the convolution before it does gives the very bits of one that is a step of its own, and is as near to float64. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PlanRequest } from "../../../src/runtime/backend.ts";
import { bindRunDimensions } from "../../../src/runtime/bind-run-dimensions.ts";
import { add, conv2d, defineModel, describe as describeModel, float32, input, maxPool2d, type Net, relu, type Value } from "../../../src/runtime/index.ts";
import { lower } from "../../../src/runtime/wasm/lower.ts";
import { bits, type Conv2dCase, conv2dInFloat64, conv2dRequest, noise } from "./conv2d-case.ts";
import { runPoisoned } from "./run-poisoned.ts";
import { supportedVariants } from "./supported-variants.ts";

const strides = {
  "winograd F2": 1, "winograd F4": 1, "winograd F5": 1, "winograd F6": 1, "winograd F4x4 by phases": 2, "winograd F4x2 by phases": 2, direct: 1, gemm: 1,
};
type Algorithm = keyof typeof strides;
const algorithms = Object.keys(strides) as Algorithm[];
const pooling: ReadonlySet<Algorithm> = new Set(algorithms.filter((name) => name !== "winograd F5" && name !== "gemm"));
/** Of its kernel: the smallest that each can do. */
const kernelOf = (name: Algorithm) => (name === "winograd F4x4 by phases" ? 7 : 3);

interface PoolCase extends Conv2dCase {
  /** Whether something is added before relu. */
  readonly residual: boolean;
  /** Whether a convolution with padding reads the pool: its border must stay zero. */
  readonly isRead: boolean;
}

function casesFor(name: Algorithm): fc.Arbitrary<PoolCase> {
  const [kernel, stride] = [kernelOf(name), strides[name]];
  const size = fc.integer({ min: stride + kernel, max: 27 });
  const channels = fc.integer({ min: 1, max: 11 });
  return fc.record({
    batch: fc.integer({ min: 1, max: 5 }), groups: fc.constant(1), inChannels: channels, outChannels: channels, height: size, width: size,
    kernel: fc.constant([kernel, kernel] as const), stride: fc.constant([stride, stride] as const), padding: fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 })),
    dilation: fc.constant([1, 1] as const), bias: fc.boolean(), relu: fc.boolean(), residual: fc.boolean(), isRead: fc.boolean(),
  });
}

/** As `conv2dRequest` gives it, with the pool behind. A convolution that is an output as well has to be there as a whole. */
function poolRequest(sizes: PoolCase, isWhole: boolean) {
  const { batch, inChannels, outChannels, height, width } = sizes;
  const given = conv2dRequest(sizes);
  const convolution = given.graph.nodes.find(({ operation }) => operation.name === "conv2d")!;
  const [, , outHeight, outWidth] = given.types[convolution.value]!.shape as [number, number, number, number];
  const shapes = [[batch, inChannels, height, width], ...sizes.residual ? [[batch, outChannels, outHeight, outWidth]] : []];
  const attributes = { inChannels, outChannels, kernel: sizes.kernel, stride: sizes.stride, padding: sizes.padding, bias: sizes.bias };
  const model = defineModel({
    format: 1,
    name: "PooledConv2d",
    describe(net: Net) {
      const inp = input(net, "inp", float32(...shapes[0]!));
      const conv1 = conv2d(net, "conv1", inp, attributes);
      const sum = sizes.residual ? add(net, "add1", conv1, input(net, "other", float32(...shapes[1]!))) : conv1;
      const active = sizes.relu ? relu(net, "relu1", sum) : sum;
      const pool = maxPool2d(net, "pool1", active, { kernel: [2, 2], stride: [2, 2] });
      const oup = sizes.isRead ? conv2d(net, "conv2", pool, { inChannels: outChannels, outChannels: 3, kernel: [3, 3], padding: [1, 1] }) : pool;
      return { oup, ...isWhole ? { whole: active } : {} } as Record<string, Value>;
    },
  });
  const graph = describeModel(model, {});
  const types = bindRunDimensions(graph, shapes);
  const count = (shape: readonly number[]) => shape.reduce((product, axis) => product * axis, 1);
  const parameters = new Map(graph.parameters.map(({ name, spec }, index) => [name, given.parameters.get(name) ?? noise(count(spec.shape), 20 + index)]));
  const inputs = [given.x, ...sizes.residual ? [noise(count(shapes[1]!), 9)] : []];
  const request = { graph, types, parameters, inputs, outputLength: count(types[graph.outputs[0]!.value]!.shape) };
  return { given, request: request satisfies PlanRequest, outHeight, outWidth };
}

function stepKinds(request: PlanRequest, name: Algorithm): readonly string[] {
  return lower(request, { threads: 1, tileRows: 4, algorithms: { conv1: name } }).steps.map(({ kind }) => kind);
}

/** The largest of each 2 x 2 numbers of images. */
function pooled(y: Float64Array, height: number, width: number): Float64Array {
  const [rows, columns] = [Math.floor(height / 2), Math.floor(width / 2)];
  return Float64Array.from({ length: y.length / (height * width) * rows * columns }, (_, index) => {
    const [image, row, column] = [Math.floor(index / (rows * columns)), Math.floor(index / columns) % rows, index % columns];
    const at = (image * height + 2 * row) * width + 2 * column;
    return Math.max(y[at]!, y[at + 1]!, y[at + width]!, y[at + width + 1]!);
  });
}

const cases = supportedVariants.flatMap((variant) => algorithms.map((name) => [name, variant] as const));

describe.each(cases)("conv2d and a max pool of 2 x 2, %s, %s", (name, variant) => {
  test("gives the bits of two steps, where inputs are not finite too, and writes nothing beyond its own", async () => {
    const oddities = fc.array(fc.tuple(fc.nat(), fc.constantFrom(NaN, Infinity, -Infinity, -0)), { maxLength: 3 });
    await fc.assert(fc.asyncProperty(casesFor(name), fc.integer({ min: 1, max: 3 }), oddities, async (sizes, threads, odd) => {
      const [fused, apart] = [poolRequest(sizes, false).request, poolRequest(sizes, true).request];
      for (const { inputs: [x] } of [fused, apart]) for (const [place, value] of odd) x![place % x!.length] = value;
      for (const { parameters } of [fused, apart]) parameters.get("conv1.bias")?.fill(-0, 0, 1);
      const [one, two] = [await runPoisoned(fused, threads, variant, { conv1: name }), await runPoisoned(apart, threads, variant, { conv1: name })];
      expect(bits(one.y)).toEqual(bits(two.y));
      expect(one.strayWrites).toBe(false);
      expect(stepKinds(apart, name)).toContain("pool2d");
      expect(stepKinds(fused, name).includes("pool2d")).toBe(!pooling.has(name) || name === "direct" && sizes.residual);
    }), { seed: 5, numRuns: 25 });
  });

  test("is near to what float64 gives", async () => {
    const kernel = kernelOf(name);
    const sizes: PoolCase = {
      batch: 2, groups: 1, inChannels: 5, outChannels: 9, height: 33, width: 29, kernel: [kernel, kernel], stride: [strides[name], strides[name]], padding: [1, 1],
      dilation: [1, 1], bias: true, relu: true, residual: false, isRead: false,
    };
    const { given, request, outHeight, outWidth } = poolRequest(sizes, false);
    const { y, bound } = conv2dInFloat64(sizes, given);
    const expected = pooled(y, outHeight, outWidth);
    const { y: found } = await runPoisoned(request, 2, variant, { conv1: name });
    expect(found.length).toBe(expected.length);
    // F6's errors follow the largest of a tile: see conv2d-winograd.test.ts.
    expect(Math.max(...found.map((value, index) => Math.abs(value - expected[index]!)))).toBeLessThanOrEqual((name === "winograd F6" ? 6 : 2) * Math.max(...bound));
  });
});

test("a convolution that does its pool is told with both, and with its own multiply-accumulates", () => {
  const sizes: PoolCase = {
    batch: 1, groups: 1, inChannels: 16, outChannels: 16, height: 13, width: 12, kernel: [3, 3], stride: [1, 1], padding: [1, 1], dilation: [1, 1], bias: true, relu: true,
    residual: false, isRead: false,
  };
  const reports = (isWhole: boolean, name: Algorithm) => lower(poolRequest(sizes, isWhole).request, { threads: 1, tileRows: 4, algorithms: { conv1: name } })
    .steps.map(({ report }) => report).filter(({ path, macs }) => macs > 0 || path === "pool1");
  const macs = 13 * 12 * 16 * 16 * 9;
  expect(reports(false, "winograd F4")).toMatchObject([{ path: "conv1", operation: "conv2d+relu+maxPool2d", algorithm: "winograd F4", shape: [1, 16, 6, 6], macs }]);
  for (const apart of [reports(true, "winograd F4"), reports(false, "winograd F5")]) {
    expect(apart).toMatchObject([{ path: "conv1", operation: "conv2d+relu", shape: [1, 16, 13, 12], macs }, { path: "pool1", operation: "maxPool2d", shape: [1, 16, 6, 6] }]);
  }
});
