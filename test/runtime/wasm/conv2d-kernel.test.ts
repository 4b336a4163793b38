/** The kernels on the calling thread, each thread's share after the other, in memory that holds NaN at first. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bits, type Conv2dCase, conv2dCases, conv2dInFloat64, conv2dRequest, wrongElements } from "./conv2d-case.ts";
import { runPoisoned } from "./run-poisoned.ts";
import { supportedVariants } from "./supported-variants.ts";

const plain: Conv2dCase = {
  batch: 1, groups: 1, inChannels: 3, outChannels: 5, height: 7, width: 6,
  kernel: [3, 3], stride: [1, 1], padding: [1, 1], dilation: [1, 1], bias: true, relu: false,
};

const algorithms = supportedVariants.flatMap((variant) => ["direct", "gemm"].map((algorithm) => [algorithm, variant] as const));

describe.each(algorithms)("conv2d, %s, %s", (conv2d, variant) => {
  test("is within (terms + 2) * 2^-24 of the terms' sum of magnitudes, in poisoned memory, for generated shapes", async () => {
    await fc.assert(fc.asyncProperty(conv2dCases, fc.integer({ min: 1, max: 5 }), fc.boolean(), async (sizes, threads, blocked) => {
      const request = conv2dRequest(sizes, 1, blocked);
      const { y, strayWrites } = await runPoisoned(request, threads, variant, { conv2d });
      expect(wrongElements(y, conv2dInFloat64(sizes, request))).toEqual([]);
      expect(strayWrites).toBe(false);
    }), { seed: 1, numRuns: 150 });
  });

  test.each<[string, Partial<Conv2dCase>]>([
    ["every size 1", { inChannels: 1, outChannels: 1, height: 1, width: 1, kernel: [1, 1], padding: [0, 0] }],
    ["prime sizes", { batch: 2, inChannels: 7, outChannels: 13, height: 11, width: 17, kernel: [5, 3], stride: [2, 3] }],
    ["depthwise", { groups: 19, inChannels: 1, outChannels: 1 }],
    ["padding larger than the image", { height: 1, width: 1, padding: [4, 5] }],
    ["padding on one axis", { padding: [0, 2] }],
    ["a kernel as large as the padded image", { kernel: [9, 8], padding: [1, 1] }],
    ["groups of whole planes", { groups: 3, inChannels: 8, outChannels: 12, batch: 2 }],
    ["many terms", { inChannels: 300, outChannels: 8, kernel: [3, 3] }],
  ])("%s", async (_, sizes) => {
    const whole = { ...plain, ...sizes };
    for (const blocked of [false, true]) {
      const request = conv2dRequest(whole, 1, blocked);
      const { y, strayWrites } = await runPoisoned(request, 2, variant, { conv2d });
      expect(wrongElements(y, conv2dInFloat64(whole, request))).toEqual([]);
      expect(strayWrites).toBe(false);
    }
  });

  test.each([1, 2, 3, 7, 1000])("shares among %i threads give the bits of one thread", async (threads) => {
    const request = conv2dRequest({ ...plain, batch: 3, groups: 2, inChannels: 4, outChannels: 12, relu: true });
    const one = await runPoisoned(request, 1, variant, { conv2d });
    const many = await runPoisoned(request, threads, variant, { conv2d });
    expect(bits(many.y)).toEqual(bits(one.y));
  });

  test.each([false, true])("NaN and infinities reach the outputs whose windows hold them, and no others (relu: %s)", async (relu) => {
    const sizes = { ...plain, relu };
    const request = conv2dRequest(sizes);
    request.x[8] = NaN;
    request.x[60] = Infinity;
    const expected = conv2dInFloat64(sizes, request);
    const { y } = await runPoisoned(request, 2, variant, { conv2d });
    expect(wrongElements(y, expected)).toEqual([]);
    expect(y.some(Number.isNaN)).toBe(true);
    expect(y.some(Number.isFinite)).toBe(true);
  });
});
