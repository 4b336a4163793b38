import fc from "fast-check";
import { expect, test } from "vitest";
import { conv2d } from "../../../src/ops/conv2d.ts";
import { expectClose, numbers, runKernel } from "./run-kernel.ts";

interface Case {
  readonly batch: number | undefined;
  readonly groups: number;
  readonly inPerGroup: number;
  readonly outPerGroup: number;
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly padding: readonly [number, number];
  readonly dilation: readonly [number, number];
  /** How much larger the image is than it must be at least. */
  readonly spare: readonly [number, number];
  readonly bias: boolean;
}

const pairs = (min: number, max: number) => fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));

const cases: fc.Arbitrary<Case> = fc.record({
  batch: fc.constantFrom(undefined, 1, 2, 3),
  groups: fc.integer({ min: 1, max: 3 }),
  inPerGroup: fc.integer({ min: 1, max: 3 }),
  outPerGroup: fc.integer({ min: 1, max: 6 }),
  kernel: pairs(1, 4),
  stride: pairs(1, 3),
  padding: pairs(0, 3),
  dilation: pairs(1, 3),
  spare: pairs(0, 5),
  bias: fc.boolean(),
});

test("equals the definition, term by term, within 1e-6 of the largest, over generated shapes", () => {
  fc.assert(fc.property(cases, (generated) => {
    const { batch, groups, inPerGroup, outPerGroup, kernel, stride, padding, dilation, bias } = generated;
    const [height, width] = [0, 1].map((i) => Math.max(1, dilation[i]! * (kernel[i]! - 1) + 1 - 2 * padding[i]!) + generated.spare[i]!) as [number, number];
    const [inChannels, outChannels] = [groups * inPerGroup, groups * outPerGroup];
    const x = numbers([...(batch === undefined ? [] : [batch]), inChannels, height, width], 1);
    const weight = numbers([outChannels, inPerGroup, ...kernel], 2).data;
    const biases = numbers([outChannels], 3).data;
    const attributes = { inChannels, outChannels, kernel, stride, padding, dilation, groups, bias };
    const found = runKernel(conv2d, [x], attributes, bias ? { weight, bias: biases } : { weight });

    const [outHeight, outWidth] = found.shape.slice(-2) as [number, number];
    const expected: number[] = [];
    for (let n = 0; n < (batch ?? 1); n++) {
      for (let o = 0; o < outChannels; o++) {
        const firstChannel = Math.floor(o / outPerGroup) * inPerGroup;
        for (let h = 0; h < outHeight; h++) {
          for (let w = 0; w < outWidth; w++) {
            let sum = bias ? biases[o]! : 0;
            for (let c = 0; c < inPerGroup; c++) {
              for (let i = 0; i < kernel[0]; i++) {
                for (let j = 0; j < kernel[1]; j++) {
                  const [row, column] = [h * stride[0] - padding[0] + i * dilation[0], w * stride[1] - padding[1] + j * dilation[1]];
                  if (row < 0 || row >= height || column < 0 || column >= width) continue;
                  sum += x.data[((n * inChannels + firstChannel + c) * height + row) * width + column]!
                    * weight[((o * inPerGroup + c) * kernel[0] + i) * kernel[1] + j]!;
                }
              }
            }
            expected.push(sum);
          }
        }
      }
    }
    expectClose(found, { shape: found.shape, data: expected }, 1e-6);
  }), { numRuns: 150, seed: 1 });
});

test("NaN and infinities reach those windows that see them, and no others", () => {
  const x = { shape: [1, 1, 5], data: new Float32Array([1, NaN, 1, 1, Infinity]) };
  const attributes = { inChannels: 1, outChannels: 1, kernel: [1, 2], bias: false };
  const { data } = runKernel(conv2d, [x], attributes, { weight: new Float32Array([1, 2]) });
  expect([...data]).toEqual([NaN, NaN, 3, Infinity]);
});
