import fc from "fast-check";
import { test } from "vitest";
import { avgPool2d } from "../../../src/ops/avg-pool2d.ts";
import { maxPool2d } from "../../../src/ops/max-pool2d.ts";
import { expectClose, numbers, runKernel } from "./run-kernel.ts";

const pairs = (min: number, max: number) => fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));

const cases = fc.record({
  batch: fc.constantFrom(undefined, 1, 2),
  channels: fc.integer({ min: 1, max: 3 }),
  kernel: pairs(1, 4),
  stride: pairs(1, 4),
  isPadded: fc.boolean(),
  spare: pairs(0, 5),
});

const kinds = [
  { operation: maxPool2d, outside: -Infinity, reduce: (window: number[]) => Math.max(...window) },
  { operation: avgPool2d, outside: 0, reduce: (window: number[]) => window.reduce((sum, x) => sum + x, 0) / window.length },
];

test.each(kinds)("$operation.name equals a padded image's windows within 1e-6 of the largest, over generated shapes", ({ operation, outside, reduce }) => {
  fc.assert(fc.property(cases, ({ batch, channels, kernel, stride, isPadded, spare }) => {
    const padding = kernel.map((size) => (isPadded ? Math.floor(size / 2) : 0)) as [number, number];
    const [height, width] = [kernel[0] + spare[0], kernel[1] + spare[1]];
    const x = numbers([...(batch === undefined ? [] : [batch]), channels, height, width], 4);
    const found = runKernel(operation, [x], { kernel, stride, padding });

    const expected: number[] = [];
    for (let image = 0; image < (batch ?? 1) * channels; image++) {
      const padded = Array.from({ length: height + 2 * padding[0] }, (_, row) => Array.from({ length: width + 2 * padding[1] }, (_, column) => {
        const [h, w] = [row - padding[0], column - padding[1]];
        return h >= 0 && h < height && w >= 0 && w < width ? x.data[(image * height + h) * width + w]! : outside;
      }));
      for (let top = 0; top + kernel[0] <= padded.length; top += stride[0]) {
        for (let left = 0; left + kernel[1] <= padded[0]!.length; left += stride[1]) {
          expected.push(reduce(padded.slice(top, top + kernel[0]).flatMap((line) => line.slice(left, left + kernel[1]))));
        }
      }
    }
    expectClose(found, { shape: found.shape, data: expected }, 1e-6);
  }), { numRuns: 100, seed: 1 });
});
