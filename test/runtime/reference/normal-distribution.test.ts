import { expect, test } from "vitest";
import { normalCumulative } from "../../../src/runtime/reference/normal-distribution.ts";

/** By mpmath's ncdf, in 40 digits. */
const values = [
  [-14.5, 6.057494764415221e-48], [-9.75, 9.223413524939418e-23], [-5.5, 1.8989562465887718e-08], [-3.25, 0.000577025042390767], [-3, 0.0013498980316300946], [-2.875, 0.0020201374899460017], [-1, 0.15865525393145705], [-0.125, 0.4502617751698871], [0, 0.5], [0.0078125, 0.5031167048608426], [0.5, 0.6914624612740131], [2.5, 0.9937903346742238], [3, 0.9986501019683699], [3.5, 0.9997673709209645], [8, 0.9999999999999993],
] as const;

test.each(values)("the probability up to %d is %d, within 1e-11 of it", (x, probability) => {
  expect(Math.abs(normalCumulative(x) - probability)).toBeLessThanOrEqual(1e-11 * probability);
});

test("far away it is 0 or 1, and of NaN it is NaN", () => {
  expect([-Infinity, -1e30, -15.5, 15.5, 1e30, Infinity, NaN].map(normalCumulative)).toEqual([0, 0, 0, 1, 1, 1, NaN]);
});

test("the bits are the same on every machine", () => {
  expect([-7.25, -0.3, 0.3, 4].map(normalCumulative)).toEqual([2.0838581586720611e-13, 0.3820885778110471, 0.6179114221889529, 0.9999683287581669]);
});
