/** A batch norm that a convolution does of its input, beside the reference backend, for any number of channels, pixels and threads. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { avgPool2d, batchNorm, conv2d, createModel, defineModel, float32, input, reference, relu, wasm } from "../../../src/runtime/index.ts";
import { noise } from "./conv2d-case.ts";
import { supportedVariants } from "./supported-variants.ts";

interface Case {
  readonly batch: number;
  readonly channels: number;
  readonly outChannels: number;
  readonly height: number;
  readonly width: number;
  readonly hasRelu: boolean;
}

const cases: fc.Arbitrary<Case> = fc.record({
  batch: fc.integer({ min: 1, max: 3 }),
  channels: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(16, 64, 80)),
  outChannels: fc.integer({ min: 1, max: 20 }),
  height: fc.integer({ min: 1, max: 9 }),
  width: fc.integer({ min: 1, max: 9 }),
  hasRelu: fc.boolean(),
});

function normThenConv({ channels, outChannels, height, width, hasRelu }: Case) {
  return defineModel({
    format: 1,
    name: "NormThenConv",
    describe(net) {
      const norm = batchNorm(net, "norm1", input(net, "inp", float32("BatchSize", channels, height, width)), { numFeatures: channels });
      return { oup: conv2d(net, "conv1", hasRelu ? relu(net, "relu1", norm) : norm, { inChannels: channels, outChannels, kernel: [1, 1] }) };
    },
  });
}

const parameters = (channels: number) => ({
  weight: noise(channels, 2), bias: noise(channels, 3), running_mean: noise(channels, 4), running_var: noise(channels, 5).map((value) => 1 + value * value),
});

test.each(supportedVariants)("has the reference's numbers, and the same bits on 1, 2 and 3 threads: %s", async (variant) => {
  await fc.assert(fc.asyncProperty(cases, async (sizes) => {
    const fast = [1, 2, 3].map((threads) => ({ backend: wasm({ variant, leastWork: 0 }), threads }));
    const models = await Promise.all([{ backend: reference }, ...fast].map((options) => createModel(normThenConv(sizes), { seed: 5, ...options })));
    for (const model of models) for (const [name, values] of Object.entries(parameters(sizes.channels))) model.parameter(`norm1.${name}`).set(values);
    const shape = [sizes.batch, sizes.channels, sizes.height, sizes.width];
    const inp = { shape, data: noise(shape.reduce((product, size) => product * size), 1) };
    const [expected, one, ...others] = (await Promise.all(models.map((model) => model.run({ inp })))).map((outputs) => outputs["oup"]!.data as Float32Array);
    expect(Math.max(...one!.map((value, index) => Math.abs(value - expected![index]!)))).toBeLessThan(2e-6);
    for (const other of others) expect(other).toEqual(one);
    const { operation, parameterCount } = (await models[1]!.explain({ BatchSize: sizes.batch })).steps.findLast(({ algorithm }) => algorithm === "gemm")!;
    expect(operation).toBe(sizes.hasRelu ? "batchNorm+relu+conv2d" : "batchNorm+conv2d");
    expect(parameterCount).toBe(2 * sizes.channels + (sizes.channels + 1) * sizes.outChannels);
    await Promise.all(models.map((model) => model.dispose()));
  }), { numRuns: 10 });
});

test("is a step of its own where a convolution's windows reach into padding, or an average comes first", async () => {
  const Separate = defineModel({
    format: 1,
    name: "Separate",
    describe(net) {
      const inp = input(net, "inp", float32("BatchSize", 4, 6, 6));
      const conv1 = conv2d(net, "conv1", batchNorm(net, "norm1", inp, { numFeatures: 4 }), { inChannels: 4, outChannels: 4, kernel: [1, 1], padding: [1, 1] });
      const conv2 = conv2d(net, "conv2", batchNorm(net, "norm2", inp, { numFeatures: 4 }), { inChannels: 4, outChannels: 4, kernel: [1, 1] });
      return { padded: conv1, averaged: avgPool2d(net, "pool1", conv2, { kernel: [2, 2], stride: [2, 2] }) };
    },
  });
  const model = await createModel(Separate, { backend: wasm(), threads: 1 });
  const operations = (await model.explain()).steps.filter(({ path, algorithm }) => !["padded", "averaged"].includes(path) && !["border", "to blocked"].includes(algorithm));
  expect(operations.map(({ path, operation }) => [path, operation])).toEqual([
    ["norm1", "batchNorm"], ["conv1", "conv2d"], ["norm2", "batchNorm"], ["pool1", "avgPool2d"], ["conv2", "conv2d"],
  ]);
  await model.dispose();
});
