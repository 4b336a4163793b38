/** Linear layers over weights of 8 and 16 bits: how far from float32 they may be, in poisoned memory, on any number of threads, and what is refused. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { operations } from "../../../src/ops/index.ts";
import { add, batchNorm, createModel, defineModel, float32, input, linear, reference, relu, scan, tanh, wasm } from "../../../src/runtime/index.ts";
import type { KernelVariant } from "../../../src/runtime/wasm/kernel-module.ts";
import { decodeFloats } from "../../../src/runtime/weights/float-formats.ts";
import { bits, noise } from "./conv2d-case.ts";
import { operationRequest } from "./operation-request.ts";
import { runPoisoned } from "./run-poisoned.ts";
import { supportedVariants } from "./supported-variants.ts";

const operation = operations.find(({ operation: { name } }) => name === "linear")!.operation;

type Rounded = "int8" | "float16";

/** int8: half a step of each number, and half a step of each product's other factor. float16: half of the last of eleven bits. */
const bounds: Readonly<Record<Rounded, (row: Float32Array, weight: Float32Array) => number>> = {
  int8(row, weight) {
    const ofWeights = magnitude(row) * largest(weight) / 254;
    return 1.01 * (ofWeights + row.length * largest(weight) * largest(row) / 65_534) + row.length * 2 ** -22;
  },
  float16: (row, weight) => row.reduce((sum, value, index) => sum + Math.abs(value * weight[index]!), 0) * (2 ** -11 + (row.length + 4) * 2 ** -24) + magnitude(row) * largest(weight) * 2 ** -39 + 2 ** -24,
};

const magnitude = (values: Float32Array) => values.reduce((sum, value) => sum + Math.abs(value), 0);
const largest = (values: Float32Array) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

const sizes = fc.record({ rows: fc.integer({ min: 1, max: 9 }), inFeatures: fc.constantFrom(1, 3, 7, 8, 9, 64, 2049, 4100), outFeatures: fc.integer({ min: 1, max: 13 }), seed: fc.integer({ min: 1, max: 999 }) });

function linearRequest(precision: Rounded, { rows, inFeatures, outFeatures }: { readonly rows: number; readonly inFeatures: number; readonly outFeatures: number }, { x, ...parameters }: Readonly<Record<"x" | "weight" | "bias", Float32Array>>) {
  return { ...operationRequest({ operation, inputs: [{ shape: [rows, inFeatures], data: x }], attributes: { inFeatures, outFeatures }, parameters }), precision };
}

test.each<Rounded>(["int8", "float16"])("%s: results are within half a step of each number, and have the same bits on any number of threads", async (precision) => {
  await fc.assert(fc.asyncProperty(sizes, fc.constantFrom(...supportedVariants), fc.integer({ min: 2, max: 4 }), async ({ seed, ...shape }, variant, threads) => {
    const { rows, inFeatures, outFeatures } = shape;
    const [x, weight, bias] = [noise(rows * inFeatures, seed), noise(inFeatures * outFeatures, seed + 1), noise(outFeatures, seed + 2)];
    const request = linearRequest(precision, shape, { x, weight, bias });
    const exact = new Float32Array(rows * outFeatures);
    await (await reference.plan(request)).run([x], [exact]);
    const one = await runPoisoned(request, 1, variant);
    expect(one.strayWrites).toBe(false);
    one.y.forEach((value, index) => {
      const [row, feature] = [Math.floor(index / outFeatures), index % outFeatures];
      const allowed = bounds[precision](x.subarray(row * inFeatures, (row + 1) * inFeatures), weight.subarray(feature * inFeatures, (feature + 1) * inFeatures));
      expect(Math.abs(value - exact[index]!)).toBeLessThanOrEqual(allowed);
    });
    expect(bits((await runPoisoned(request, threads, variant)).y)).toEqual(bits(one.y));
  }), { seed: 6, numRuns: 60 });
});

test.each<[Rounded, number]>([["int8", NaN], ["int8", Infinity], ["float16", NaN], ["float16", -Infinity]])("%s: %s in a row of the operand makes its results not finite, and no others", async (precision, value) => {
  const x = noise(6 * 9, 1);
  x[3] = value;
  const { y } = await runPoisoned(linearRequest(precision, { rows: 6, inFeatures: 9, outFeatures: 3 }, { x, weight: noise(27, 2), bias: noise(3, 3) }), 1, supportedVariants[0]!);
  expect([...y].map(Number.isFinite)).toEqual([...y].map((_, index) => index >= 3));
});

test.each<[Rounded, number]>([["int8", NaN], ["int8", Infinity], ["float16", NaN], ["float16", -Infinity]])("%s: %s among the weights makes the results of its output feature not finite, and no others", async (precision, value) => {
  const weight = noise(27, 2);
  weight[10] = value;
  const { y } = await runPoisoned(linearRequest(precision, { rows: 5, inFeatures: 9, outFeatures: 3 }, { x: noise(5 * 9, 1), weight, bias: noise(3, 3) }), 1, supportedVariants[0]!);
  expect([...y].map(Number.isFinite)).toEqual([...y].map((_, index) => index % 3 !== 1));
});

/** All halves that are finite, subnormal ones among them, every other pair of them negative. */
function allHalves(): Float32Array {
  const halves = new Float32Array(0x7c00);
  const bytes = Uint8Array.from({ length: 2 * 0x7c00 }, (_, index) => (index % 2 === 0 ? index >> 1 : (index >> 9) | (index & 4 ? 0x80 : 0)));
  decodeFloats("F16", bytes, halves);
  return halves;
}

/** What a row of the identity picks out of the weights. */
async function pickedWeights(weight: Float32Array, rows: number, variant: KernelVariant): Promise<Float32Array> {
  const outFeatures = weight.length / rows;
  const x = new Float32Array(rows * rows).map((_, index) => (index % (rows + 1) === 0 ? 1 : 0));
  const transposed = weight.map((_, index) => weight[(index % rows) * outFeatures + Math.floor(index / rows)]!);
  return (await runPoisoned(linearRequest("float16", { rows, inFeatures: rows, outFeatures }, { x, weight: transposed, bias: new Float32Array(outFeatures) }), 1, variant)).y;
}

test.each(supportedVariants)("float16: every finite half stays as it is, beside the largest one (%s)", async (variant) => {
  const halves = allHalves();
  expect([halves[1], halves[0x7bff]]).toEqual([2 ** -24, -65_504]);
  const columns = 64;
  const rows = Math.ceil(halves.length / columns);
  for (let at = 0; at < rows; at += 15) {
    const taken = Float32Array.from({ length: 16 * columns }, (_, index) => (index < 15 * columns ? halves[Math.min(at * columns + index, halves.length - 1)]! : 65_504));
    expect(await pickedWeights(taken, 16, variant)).toEqual(taken.map((value) => value + 0));
  }
});

test("float16: other weights are rounded to the nearest of eleven bits, ties to even", async () => {
  const units = [1 + 2 ** -11, 1 + 3 * 2 ** -11, 1 + 2 ** -11 + 2 ** -23, -1 - 2 ** -11, 2 - 2 ** -11, 2 - 2 ** -12, 1e-3, 1.9];
  const rounded = [1, 1 + 2 ** -9, 1 + 2 ** -10, -1, 2 - 2 ** -10 + 2 ** -10, 2, Math.round(1e-3 * 2 ** 20) / 2 ** 20, Math.round(1.9 * 2 ** 10) / 2 ** 10];
  for (const scale of [1, 2 ** -30, 2 ** 40]) {
    const found = await pickedWeights(Float32Array.from(units, (value) => value * scale), 4, supportedVariants[0]!);
    expect([...found]).toEqual(rounded.map((value) => value * scale));
  }
});

const Small = defineModel({ format: 1, name: "Small", describe: (net) => ({ oup: linear(net, "fc", input(net, "inp", float32("BatchSize", 8)), { inFeatures: 8, outFeatures: 4 }) }) });

test.each<Rounded>(["int8", "float16"])("a model with weights of %s says so, and does not save what it was given", async (precision) => {
  const model = await createModel(Small, { backend: wasm(), threads: 1, weights: { precision } });
  expect((await model.explain()).steps.map(({ algorithm }) => algorithm)).toContain(precision);
  const message = `Small stores weights as ${precision}, and what was loaded cannot be saved: create it without a precision to save its weights.`;
  await expect(model.saveWeights()).rejects.toThrow(message);
  await expect(model.saveWeightsTo({ write: () => undefined })).rejects.toThrow(message);
  await model.dispose();
  const file = await (await createModel(Small, { seed: 3 })).saveWeights();
  const loaded = await createModel(Small, { backend: wasm(), threads: 1, weights: { precision, source: file } });
  const exact = await createModel(Small, { backend: reference, weights: { precision: "float32", source: file } });
  const x = noise(8, 1);
  const [found, expected] = [(await loaded.run({ inp: x }))["oup"]!.data, (await exact.run({ inp: x }))["oup"]!.data];
  expect(Math.max(...found.map((value, index) => Math.abs(value - expected[index]!)))).toBeLessThan(0.02);
  await loaded.dispose();
});

const Fused = defineModel({
  format: 1,
  name: "Fused",
  describe(net) {
    const inp = input(net, "inp", float32("BatchSize", 13));
    const norm1 = batchNorm(net, "norm1", linear(net, "fc", inp, { inFeatures: 13, outFeatures: 13 }), { numFeatures: 13 });
    return { oup: relu(net, "relu1", add(net, "add", norm1, inp)) };
  },
});

test.each<[Rounded, number, number]>([["int8", 1, 1e-2], ["int8", 7, 1e-2], ["float16", 1, 1e-3], ["float16", 7, 1e-3]])("%s, batch %i: a batch norm's scale, the residual and relu are part of the layer", async (precision, rows, bound) => {
  const models = [await createModel(Fused, { backend: wasm(), threads: 1, weights: { precision } }), await createModel(Fused, { backend: reference })];
  for (const model of models) for (const name of ["weight", "bias", "running_mean"]) model.parameter(`norm1.${name}`).set(noise(13, name.length));
  const inp = { shape: [rows, 13], data: noise(rows * 13, 5) };
  const [found, expected] = [await models[0]!.run({ inp }), await models[1]!.run({ inp })].map((outputs) => outputs["oup"]!.data) as [Float32Array, Float32Array];
  expect(largest(found.map((value, index) => value - expected[index]!))).toBeLessThan(bound);
  expect(largest(expected)).toBeGreaterThan(0.5);
  expect((await models[0]!.explain({ BatchSize: rows })).steps.map(({ operation, algorithm }) => [operation, algorithm])).toContainEqual(["linear+batchNorm+add+relu", precision]);
  await Promise.all(models.map((model) => model.dispose()));
});

/** h' = tanh(x @ W.T + h @ U.T), of which the first product is done for all steps at once. */
const Cell = defineModel({
  format: 1,
  name: "Cell",
  describe(net) {
    const steps = scan(net, "cell", { x: input(net, "inp", float32("BatchSize", "SeqLen", 9)) }, { H: ["BatchSize", 17] }, (inner, { x }, { H }) => {
      const h = tanh(inner, "h", add(inner, "sum", linear(inner, "fcx", x!, { inFeatures: 9, outFeatures: 17 }), linear(inner, "fch", H!, { inFeatures: 17, outFeatures: 17 })));
      return { output: h, states: { H: h } };
    });
    return { oup: steps };
  },
});

test.each<[Rounded, number, number]>([["int8", 1, 3e-2], ["int8", 5, 3e-2], ["float16", 1, 2e-3], ["float16", 5, 2e-3]])("%s, batch %i: also in cells that run over time, on one and two threads", async (precision, rows, bound) => {
  const inp = { shape: [rows, 6, 9], data: noise(rows * 6 * 9, 5) };
  const exact = await createModel(Cell, { backend: reference });
  const expected = (await exact.run({ inp }))["oup"]!.data as Float32Array;
  const results: Float32Array[] = [];
  for (const threads of [1, 2]) {
    const model = await createModel(Cell, { backend: wasm(), threads, weights: { precision } });
    results.push((await model.run({ inp }))["oup"]!.data as Float32Array);
    expect((await model.explain({ BatchSize: rows, SeqLen: 6 })).steps.filter(({ algorithm, macs }) => algorithm === precision && macs > 0)).toHaveLength(2);
    await model.dispose();
  }
  const error = largest(results[0]!.map((value, index) => value - expected[index]!));
  expect(error).toBeGreaterThan(0);
  expect(error).toBeLessThan(bound);
  expect(bits(results[1]!)).toEqual(bits(results[0]!));
});

test("a precision that there is not is refused", async () => {
  await expect(createModel(Small, { weights: { precision: "int4" as "int8" } })).rejects.toThrow('Small: the precision of weights must be "float32", "float16" or "int8".');
});
