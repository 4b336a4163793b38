/** Linear layers over weights of 8 bits: how far from float32 they may be, in poisoned memory, on any number of threads, and what is refused. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { operations } from "../../../src/ops/index.ts";
import { createModel, defineModel, float32, input, linear, reference, wasm } from "../../../src/runtime/index.ts";
import { bits, noise } from "./conv2d-case.ts";
import { operationRequest } from "./operation-request.ts";
import { runPoisoned } from "./run-poisoned.ts";
import { supportedVariants } from "./supported-variants.ts";

const operation = operations.find(({ operation: { name } }) => name === "linear")!.operation;

/** Half a step of each number, and half a step of each product's other factor. */
function bound(row: Float32Array, weight: Float32Array): number {
  const [largestX, largestW] = [row, weight].map((values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)) as [number, number];
  const ofWeights = row.reduce((sum, value) => sum + Math.abs(value), 0) * largestW / 254;
  return 1.01 * (ofWeights + row.length * largestW * largestX / 65_534) + row.length * 2 ** -22;
}

const sizes = fc.record({ rows: fc.integer({ min: 1, max: 5 }), inFeatures: fc.constantFrom(1, 3, 7, 8, 9, 64, 2049, 4100), outFeatures: fc.integer({ min: 1, max: 13 }), seed: fc.integer({ min: 1, max: 999 }) });

test("results are within half a step of each weight and input, and have the same bits on any number of threads", async () => {
  await fc.assert(fc.asyncProperty(sizes, fc.constantFrom(...supportedVariants), fc.integer({ min: 2, max: 4 }), async ({ rows, inFeatures, outFeatures, seed }, variant, threads) => {
    const [x, weight, bias] = [noise(rows * inFeatures, seed), noise(inFeatures * outFeatures, seed + 1), noise(outFeatures, seed + 2)];
    const request = { ...operationRequest({ operation, inputs: [{ shape: [rows, inFeatures], data: x }], attributes: { inFeatures, outFeatures }, parameters: { weight, bias } }), precision: "int8" as const };
    const exact = new Float32Array(rows * outFeatures);
    await (await reference.plan(request)).run([x], [exact]);
    const one = await runPoisoned(request, 1, variant);
    expect(one.strayWrites).toBe(false);
    one.y.forEach((value, index) => {
      const [row, feature] = [Math.floor(index / outFeatures), index % outFeatures];
      const allowed = bound(x.subarray(row * inFeatures, (row + 1) * inFeatures), weight.subarray(feature * inFeatures, (feature + 1) * inFeatures));
      expect(Math.abs(value - exact[index]!)).toBeLessThanOrEqual(allowed);
    });
    expect(bits((await runPoisoned(request, threads, variant)).y)).toEqual(bits(one.y));
  }), { seed: 6, numRuns: 60 });
});

test.each([NaN, Infinity])("%s in a row makes its results not finite, and no others", async (value) => {
  const x = noise(2 * 9, 1);
  x[3] = value;
  const request = { ...operationRequest({ operation, inputs: [{ shape: [2, 9], data: x }], attributes: { inFeatures: 9, outFeatures: 3 }, parameters: { weight: noise(27, 2), bias: noise(3, 3) } }), precision: "int8" as const };
  const { y } = await runPoisoned(request, 1, supportedVariants[0]!);
  expect([...y].map(Number.isFinite)).toEqual([false, false, false, true, true, true]);
});

const Small = defineModel({ format: 1, name: "Small", describe: (net) => ({ oup: linear(net, "fc", input(net, "inp", float32("BatchSize", 8)), { inFeatures: 8, outFeatures: 4 }) }) });

test("a model with such weights says so, and does not save what it was given", async () => {
  const model = await createModel(Small, { backend: wasm(), threads: 1, weights: { precision: "int8" } });
  expect((await model.explain()).steps.map(({ algorithm }) => algorithm)).toContain("int8");
  const message = "Small stores weights as int8, and what was loaded cannot be saved: create it without a precision to save its weights.";
  await expect(model.saveWeights()).rejects.toThrow(message);
  await expect(model.saveWeightsTo({ write: () => undefined })).rejects.toThrow(message);
  await model.dispose();
  const file = await (await createModel(Small, { seed: 3 })).saveWeights();
  const loaded = await createModel(Small, { backend: wasm(), threads: 1, weights: { precision: "int8", source: file } });
  const exact = await createModel(Small, { backend: reference, weights: { precision: "float32", source: file } });
  const x = noise(8, 1);
  const [found, expected] = [(await loaded.run({ inp: x }))["oup"]!.data, (await exact.run({ inp: x }))["oup"]!.data];
  expect(Math.max(...found.map((value, index) => Math.abs(value - expected[index]!)))).toBeLessThan(0.02);
  await loaded.dispose();
});

test("a precision that there is not is refused", async () => {
  await expect(createModel(Small, { weights: { precision: "int4" as "int8" } })).rejects.toThrow('Small: the precision of weights must be "float32" or "int8".');
});
