import fc from "fast-check";
import { expect, test } from "vitest";
import { add } from "../../../src/ops/add.ts";
import { linear } from "../../../src/ops/linear.ts";
import { matmul } from "../../../src/ops/matmul.ts";
import type { KernelTensor } from "../../../src/runtime/reference/kernel.ts";
import { expectClose, numbers, runKernel } from "./run-kernel.ts";

const sizes = (max: number) => fc.integer({ min: 1, max });

test("linear equals the sum over features within 1e-6 of the largest, at ranks 1 to 4", () => {
  const cases = fc.record({ before: fc.array(sizes(3), { maxLength: 3 }), inFeatures: sizes(9), outFeatures: sizes(9) });
  fc.assert(fc.property(cases, ({ before, inFeatures, outFeatures }) => {
    const x = numbers([...before, inFeatures], 1);
    const [weight, bias] = [numbers([outFeatures, inFeatures], 2).data, numbers([outFeatures], 3).data];
    const found = runKernel(linear, [x], { inFeatures, outFeatures }, { weight, bias });
    const data = Array.from({ length: found.data.length }, (_, at) => {
      const [row, o] = [Math.floor(at / outFeatures), at % outFeatures];
      return Array.from({ length: inFeatures }, (_, i) => weight[o * inFeatures + i]! * x.data[row * inFeatures + i]!)
        .reduce((sum, term) => sum + term, bias[o]!);
    });
    expectClose(found, { shape: [...before, outFeatures], data }, 1e-6);
  }), { numRuns: 80, seed: 1 });
});

/** Shapes of two operands that broadcast to `shape`: axes of size 1, or missing at the front. */
const operands = fc.array(fc.record({ size: sizes(3), left: fc.boolean(), right: fc.boolean() }), { maxLength: 3 })
  .chain((axes) => fc.record({
    a: fc.constant(axes.map(({ size, left }) => (left ? 1 : size))),
    b: fc.constant(axes.map(({ size, right }) => (right ? 1 : size))),
    cut: fc.integer({ min: 0, max: axes.length }),
  }))
  .map(({ a, b, cut }) => ({ a, b: b.slice(cut) }));

test("matmul equals the sum over k for each pair of matrices, over broadcast batches", () => {
  fc.assert(fc.property(operands, sizes(5), sizes(5), sizes(6), (batch, m, k, n) => {
    const [a, b] = [numbers([...batch.a, m, k], 5), numbers([...batch.b, k, n], 6)];
    const found = runKernel(matmul, [a, b]);
    const data = indices(found.shape).map((index) => {
      const [before, row, column] = [index.slice(0, -2), index.at(-2)!, index.at(-1)!];
      return Array.from({ length: k }, (_, i) => at(a, [...before, row, i]) * at(b, [...before, i, column])).reduce((sum, term) => sum + term, 0);
    });
    expectClose(found, { shape: found.shape, data }, 1e-6);
  }), { numRuns: 100, seed: 1 });
});

test("add repeats each operand along its axes of size 1 and those it lacks", () => {
  fc.assert(fc.property(operands, (shapes) => {
    const [a, b] = [numbers(shapes.a, 7), numbers(shapes.b, 8)];
    for (const [left, right] of [[a, b], [b, a]] as const) {
      const found = runKernel(add, [left, right]);
      expectClose(found, { shape: found.shape, data: indices(found.shape).map((index) => at(left, index) + at(right, index)) }, 1e-7);
    }
  }), { numRuns: 100, seed: 1 });
});

test("a scalar joins a scalar", () => {
  const found = runKernel(add, [{ shape: [], data: new Float32Array([2]) }, { shape: [], data: new Float32Array([3]) }]);
  expect([found.shape, [...found.data]]).toEqual([[], [5]]);
});

/** Every index of a shape, in C order. */
function indices(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>((before, size) => before.flatMap((index) => Array.from({ length: size }, (_, i) => [...index, i])), [[]]);
}

/** The element at an index of the broadcast result. */
function at({ data, shape }: KernelTensor, index: readonly number[]): number {
  const own = index.slice(index.length - shape.length);
  return data[shape.reduce((offset, size, axis) => offset * size + (size === 1 ? 0 : own[axis]!), 0)]!;
}
