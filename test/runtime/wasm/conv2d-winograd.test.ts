/** Winograd convolution against its definition in float64, in memory that holds NaN at first. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lower } from "../../../src/runtime/wasm/lower.ts";
import { type WinogradName, winogradVariants } from "../../../src/runtime/wasm/lower/conv2d-winograd.ts";
import { layOut } from "../../../src/runtime/wasm/plan-layout.ts";
import { bits, type Conv2dCase, conv2dInFloat64, conv2dRequest } from "./conv2d-case.ts";
import { runPoisoned } from "./run-poisoned.ts";
import { supportedVariants } from "./supported-variants.ts";

/**
 * How far results may be from float64's, in what the direct sum is allowed over the whole output: a transform mixes the numbers
 * of a tile, so that errors follow the largest of them.
 */
const errorFactors: Readonly<Record<WinogradName, number>> = {
  "winograd F2": 1, "winograd F4": 1, "winograd F5": 2, "winograd F6": 6, "winograd F4x4 by phases": 1, "winograd F4x2 by phases": 1,
};

const kernels: Readonly<Record<WinogradName, readonly number[]>> = {
  "winograd F2": [3], "winograd F4": [3], "winograd F5": [3], "winograd F6": [3], "winograd F4x4 by phases": [7, 8], "winograd F4x2 by phases": [3, 4],
};

function casesFor(name: WinogradName): fc.Arbitrary<Conv2dCase> {
  const stride = winogradVariants[name].stride;
  const size = fc.integer({ min: 1, max: 19 });
  return fc.record({
    batch: fc.integer({ min: 1, max: 5 }),
    groups: fc.constant(1),
    inChannels: fc.integer({ min: 1, max: 21 }),
    outChannels: fc.integer({ min: 1, max: 21 }),
    height: size,
    width: size,
    kernel: fc.constantFrom(...kernels[name]).map((kernel) => [kernel, kernel] as const),
    stride: fc.constant([stride, stride] as const),
    padding: fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 })),
    dilation: fc.constant([1, 1] as const),
    bias: fc.boolean(),
    relu: fc.boolean(),
  }).filter(({ height, width, kernel, padding }) => height + 2 * padding[0] >= kernel[0] && width + 2 * padding[1] >= kernel[1]);
}

const cases = supportedVariants.flatMap((variant) => (Object.keys(winogradVariants) as WinogradName[]).map((name) => [name, variant] as const));

describe.each(cases)("conv2d, %s, %s", (name, variant) => {
  const compute = (request: ReturnType<typeof conv2dRequest>, threads: number) => runPoisoned(request, threads, variant, { conv1: name });
  const plain: Conv2dCase = {
    batch: 2, groups: 1, inChannels: 5, outChannels: 9, height: 23, width: 17, kernel: [kernels[name][0]!, kernels[name][0]!],
    stride: [winogradVariants[name].stride, winogradVariants[name].stride], padding: [1, 1], dilation: [1, 1], bias: true, relu: false,
  };

  test("is within its bound for generated shapes, and writes nothing beyond its own", async () => {
    await fc.assert(fc.asyncProperty(casesFor(name), fc.integer({ min: 1, max: 4 }), fc.boolean(), async (sizes, threads, blocked) => {
      const request = conv2dRequest(sizes, 1, blocked);
      const { y, bound } = conv2dInFloat64(sizes, request);
      const found = await compute(request, threads);
      const largest = Math.max(...found.y.map((value, index) => Math.abs(value - y[index]!)));
      expect(largest).toBeLessThanOrEqual(errorFactors[name] * Math.max(...bound));
      expect(found.strayWrites).toBe(false);
    }), { seed: 4, numRuns: 25 });
  });

  test.each([2, 3, 7])("%i threads give the bits of one", async (threads) => {
    const request = conv2dRequest({ ...plain, relu: true });
    expect(bits((await compute(request, threads)).y)).toEqual(bits((await compute(request, 1)).y));
  });

  test("gives nothing finite where the windows hold NaN or an infinity, and spreads them over their tiles alone", async () => {
    const request = conv2dRequest(plain);
    request.x[8] = NaN;
    request.x[400] = Infinity;
    const { y } = conv2dInFloat64(plain, request);
    const found = (await compute(request, 2)).y;
    expect([...y.keys()].filter((index) => !Number.isFinite(y[index]!) && Number.isFinite(found[index]!))).toEqual([]);
    expect(found.slice(found.length / 2).some(Number.isFinite)).toBe(true);
  });
});

/** Weights beyond 4 MiB when they are transformed, of channels that fill no panel. */
describe.each(supportedVariants)("conv2d by Winograd's way, weights transformed in a run, %s", (variant) => {
  const large: Conv2dCase = {
    batch: 2, groups: 1, inChannels: 261, outChannels: 259, height: 7, width: 5, kernel: [3, 3], stride: [1, 1], padding: [1, 1], dilation: [1, 1], bias: true, relu: false,
  };

  test.each(["winograd F4", "winograd F5"] as const)("%s is within its bound for any number of threads", async (name) => {
    const request = conv2dRequest(large);
    const { y, bound } = conv2dInFloat64(large, request);
    const [one, three] = [await runPoisoned({ ...request, memory: "low" }, 1, variant, { conv1: name }), await runPoisoned({ ...request, memory: "low" }, 3, variant, { conv1: name })];
    expect(Math.max(...one.y.map((value, index) => Math.abs(value - y[index]!)))).toBeLessThanOrEqual(errorFactors[name] * Math.max(...bound));
    expect(bits(three.y)).toEqual(bits(one.y));
    expect(one.strayWrites || three.strayWrites).toBe(false);
  });

  test("keeps them for later runs where there are few tiles and memory need not be spared, with the same bits", async () => {
    const [many, few] = [conv2dRequest({ ...large, batch: 1, height: 15, width: 15 }), conv2dRequest({ ...large, batch: 1 })];
    const keptBytes = (request: typeof many, memory: "low" | "normal") => layOut(lower({ ...request, memory }, { threads: 2, tileRows: 4, memory, algorithms: { conv1: "winograd F4" } })).kept.map(({ byteLength }) => byteLength);
    const transformed = 36 * 264 * 264 * 4;
    expect(keptBytes(few, "normal").map((bytes) => Math.floor(bytes / transformed))).toEqual([1]);
    expect([keptBytes(few, "low"), keptBytes(many, "normal")]).toEqual([[], []]);
    const run = async (memory: "low" | "normal", runs: number) => bits((await runPoisoned({ ...few, memory }, 2, variant, { conv1: "winograd F4" }, runs)).y);
    const once = await run("low", 1);
    for (const runs of [1, 2, 3, 4]) expect(await run("normal", runs)).toEqual(once);
  });
});
