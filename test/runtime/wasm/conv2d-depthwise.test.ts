/** Depthwise convolution on the calling thread, in memory that holds NaN at first, and in a model beside the reference backend. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { add, batchNorm, conv2d, createModel, defineModel, float32, input, reference, relu, wasm } from "../../../src/runtime/index.ts";
import { bits, type Conv2dCase, conv2dInFloat64, conv2dRequest, noise, wrongElements } from "./conv2d-case.ts";
import { runPoisoned } from "./run-poisoned.ts";
import { supportedVariants } from "./supported-variants.ts";

const pair = (min: number, max: number) => fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));

/** A group for each channel; `outChannels` of each is the multiplier. */
const cases: fc.Arbitrary<Conv2dCase> = fc.record({
  batch: fc.integer({ min: 1, max: 5 }),
  groups: fc.integer({ min: 1, max: 21 }),
  inChannels: fc.constant(1),
  outChannels: fc.constantFrom(1, 1, 1, 2, 3, 4, 5, 7, 8),
  height: fc.integer({ min: 1, max: 17 }),
  width: fc.integer({ min: 1, max: 17 }),
  kernel: pair(1, 7),
  stride: pair(1, 3),
  padding: pair(0, 4),
  dilation: pair(1, 3),
  bias: fc.boolean(),
  relu: fc.boolean(),
}).filter(({ height, width, kernel, padding, dilation }) => [height, width].every((size, axis) => size + 2 * padding[axis]! > dilation[axis]! * (kernel[axis]! - 1)));

const plain: Conv2dCase = {
  batch: 2, groups: 7, inChannels: 1, outChannels: 1, height: 9, width: 11, kernel: [3, 3], stride: [1, 1], padding: [1, 1], dilation: [1, 1], bias: true, relu: false,
};
const algorithms = { conv1: "depthwise" };

describe.each(supportedVariants)("conv2d, depthwise, %s", (variant) => {
  test("is within (terms + 2) * 2^-24 of the terms' sum of magnitudes, in poisoned memory, for generated shapes", async () => {
    await fc.assert(fc.asyncProperty(cases, fc.integer({ min: 1, max: 4 }), async (sizes, threads) => {
      const request = conv2dRequest(sizes);
      const { y, strayWrites } = await runPoisoned(request, threads, variant, algorithms);
      expect(wrongElements(y, conv2dInFloat64(sizes, request))).toEqual([]);
      expect(strayWrites).toBe(false);
    }), { seed: 3, numRuns: 100 });
  });

  test.each([2, 3, 7, 1000])("shares among %i threads give the bits of one thread", async (threads) => {
    const request = conv2dRequest({ ...plain, outChannels: 3, relu: true });
    expect(bits((await runPoisoned(request, threads, variant, algorithms)).y)).toEqual(bits((await runPoisoned(request, 1, variant, algorithms)).y));
  });

  test.each([1, 2])("NaN and infinities reach the outputs whose windows hold them, and no others (multiplier %i)", async (outChannels) => {
    const sizes = { ...plain, outChannels };
    const request = conv2dRequest(sizes);
    request.x[8] = NaN;
    request.x[700] = Infinity;
    const { y } = await runPoisoned(request, 2, variant, algorithms);
    expect(wrongElements(y, conv2dInFloat64(sizes, request))).toEqual([]);
    expect([y.some(Number.isNaN), y.some(Number.isFinite)]).toEqual([true, true]);
  });
});

const Separable = defineModel({
  format: 1,
  name: "Separable",
  describe(net) {
    const inp = input(net, "inp", float32("BatchSize", 6, 10, 10));
    const conv1 = conv2d(net, "conv1", inp, { inChannels: 6, outChannels: 6, kernel: [3, 3], padding: [1, 1], groups: 6, bias: false });
    const norm1 = batchNorm(net, "norm1", conv1, { numFeatures: 6 });
    const conv2 = conv2d(net, "conv2", relu(net, "relu1", add(net, "add", norm1, inp)), { inChannels: 6, outChannels: 10, kernel: [1, 1] });
    return { oup: conv2d(net, "conv3", conv2, { inChannels: 10, outChannels: 10, kernel: [5, 5], stride: [2, 2], padding: [2, 2], groups: 10 }) };
  },
});

test("it is chosen by itself, with batch norm, residual and relu done by it", async () => {
  const models = await Promise.all([wasm(), reference].map((backend) => createModel(Separable, { seed: 5, backend, threads: 1 })));
  for (const model of models) for (const name of ["weight", "bias", "running_mean"]) model.parameter(`norm1.${name}`).set(noise(6, name.length));
  const inp = { shape: [2, 6, 10, 10], data: noise(1200, 1) };
  const [found, expected] = (await Promise.all(models.map((model) => model.run({ inp })))).map((outputs) => outputs["oup"]!.data) as [Float32Array, Float32Array];
  expect(Math.max(...found.map((value, index) => Math.abs(value - expected[index]!)))).toBeLessThan(1e-6);
  const steps = (await models[0]!.explain()).steps.filter(({ algorithm }) => algorithm === "depthwise");
  expect(steps.map(({ path, operation }) => [path, operation])).toEqual([["conv1", "conv2d+batchNorm+add+relu"], ["conv3", "conv2d"]]);
  await Promise.all(models.map((model) => model.dispose()));
});
