/** One row times large weights as they are stored: within its bound of float64, and the same bits however the rows are shared out. */
import { describe, expect, test } from "vitest";
import { linear } from "../../../src/ops/linear.ts";
import { bits, noise } from "./conv2d-case.ts";
import { operationRequest } from "./operation-request.ts";
import { runPoisoned } from "./run-poisoned.ts";
import { supportedVariants } from "./supported-variants.ts";

/** What is stored has 2^20 numbers at least. */
const sizes = [[1051, 1009], [262_147, 5], [349_526, 3], [65_537, 17]] as const;

describe.each(supportedVariants)("%s", (variant) => {
  test.each(sizes)("%i features to %i", async (inFeatures, outFeatures) => {
    const [x, weight, bias] = [noise(inFeatures, 1), noise(inFeatures * outFeatures, 2), noise(outFeatures, 3)];
    const request = operationRequest({ operation: linear, inputs: [{ shape: [1, inFeatures], data: x }], attributes: { inFeatures, outFeatures }, parameters: { weight, bias } });
    const { y, strayWrites } = await runPoisoned(request, 1, variant, { linear: "stored vector" });
    expect(strayWrites).toBe(false);
    y.forEach((value, feature) => {
      let [sum, magnitude] = [bias[feature]!, Math.abs(bias[feature]!)];
      for (let i = 0; i < inFeatures; i++) {
        const term = x[i]! * weight[feature * inFeatures + i]!;
        sum += term;
        magnitude += Math.abs(term);
      }
      // A lane sums a quarter of the terms.
      expect(Math.abs(value - sum)).toBeLessThanOrEqual(magnitude * (inFeatures / 4 + 6) * 2 ** -24);
    });
    for (const threads of [2, 3, 5]) expect(bits((await runPoisoned(request, threads, variant)).y)).toEqual(bits(y));
  });
});
