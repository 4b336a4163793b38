/**
 * The kernels beside the reference's, over generated shapes, in memory that holds NaN at first. What is computed in float64 and rounded
 * once may differ by a unit in the last place; sums of products by their terms' roundings.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { operations } from "../../../src/ops/index.ts";
import type { Attributes, Operation } from "../../../src/ops/operation.ts";
import { elementCount } from "../../../src/ops/shapes.ts";
import { reference } from "../../../src/runtime/index.ts";
import type { KernelTensor } from "../../../src/runtime/reference/kernel.ts";
import { bits, noise } from "./conv2d-case.ts";
import { type OperationCall, operationRequest } from "./operation-request.ts";
import { runPoisoned } from "./run-poisoned.ts";
import { supportedVariants } from "./supported-variants.ts";

const operationOf = (name: string): Operation => operations.find(({ operation }) => operation.name === name)!.operation;

/** Numbers between -1 and 1, times `scale`; where `special`, some are not finite. */
function tensor(shape: readonly number[], seed: number, { scale = 1, special = false } = {}): KernelTensor {
  const data = noise(elementCount(shape), seed).map((value) => value * scale);
  if (special) [NaN, Infinity, -Infinity, 0, -0].forEach((value, index) => { data[(index * 7 + seed) % data.length] = value; });
  return { shape, data };
}

const size = fc.integer({ min: 1, max: 7 });
const seed = fc.integer({ min: 1, max: 1000 });
const anyShape = fc.oneof(
  fc.array(size, { minLength: 1, maxLength: 4 }),
  fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 13 }), fc.constantFrom(1, 3, 11), fc.constantFrom(1, 2, 17)),
);
/** An output's shape, and two that broadcast to it. */
const broadcastShapes = fc.tuple(fc.array(fc.tuple(size, fc.constantFrom("a", "b", "both")), { minLength: 1, maxLength: 5 }), fc.nat({ max: 3 })).map(([axes, cut]) => {
  const shape = (own: string) => axes.map(([length, has]) => (has === own || has === "both" ? length : 1));
  const b = shape("b");
  const lead = Math.min(cut, b.findIndex((length) => length > 1), b.length - 1);
  return [shape("a"), b.slice(Math.max(lead, 0))] as const;
});

const matrixBatches = fc.constantFrom<readonly [readonly number[], readonly number[]]>([[], []], [[5], []], [[2, 3], [2, 3]], [[2, 3], [3]], [[2, 1], [3]], [[1], [2, 3]], [[], [4]]);

interface Family {
  readonly calls: fc.Arbitrary<Omit<OperationCall, "operation">>;
  /** How far a result may be from the reference's: units in the last place of itself, or of the largest result. */
  readonly ulps: number;
  readonly ofLargest?: true;
}

const call = (inputs: readonly KernelTensor[], attributes: Attributes<number> = {}, parameters: Readonly<Record<string, Float32Array>> = {}) => ({ inputs, attributes, parameters });

const mapped: Family = {
  ulps: 1,
  calls: fc.record({ shape: anyShape, seed, scale: fc.constantFrom(1e-3, 1, 20, 200), special: fc.boolean() }).map(({ shape, ...rest }) => call([tensor(shape, rest.seed, rest)])),
};
const exact: Family = { ...mapped, ulps: 0 };
const combined: Family = {
  ulps: 0,
  calls: fc.record({ shapes: broadcastShapes, seed, special: fc.boolean() }).map(({ shapes: [a, b], seed: first, special }) => call([tensor(a, first, { special }), tensor(b, first + 1)])),
};
const alongAxis = (attributes: fc.Arbitrary<object>, ulps: number): Family => ({
  ulps,
  ofLargest: true,
  calls: fc.record({ shape: anyShape, seed, at: fc.nat(), special: fc.boolean(), more: attributes })
    .map(({ shape, at, more, ...rest }) => call([tensor(shape, rest.seed, rest)], { dim: (at % (2 * shape.length)) - shape.length, ...more })),
});
const pair = (least: number, most: number) => fc.tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most }));
const images = fc.record({ batch: fc.integer({ min: 1, max: 5 }), channels: fc.integer({ min: 1, max: 13 }), height: fc.integer({ min: 5, max: 13 }), width: fc.integer({ min: 5, max: 13 }) })
  .map(({ batch, channels, height, width }) => [batch, channels, height, width]);
const pooled = (ulps: number): Family => ({
  ulps,
  ofLargest: true,
  calls: fc.record({ shape: images, seed, special: fc.boolean(), kernel: pair(2, 5), stride: pair(1, 4), padding: pair(0, 1) })
    .map(({ shape, kernel, stride, padding, ...rest }) => call([tensor(shape, rest.seed, rest)], { kernel, stride, padding })),
});

const families: Readonly<Record<string, Family>> = {
  exp: mapped, log: mapped, tanh: mapped, sigmoid: mapped, gelu: mapped, sqrt: exact, neg: exact, relu: exact, dropout: exact, addNoise: exact,
  add: combined, sub: combined, mul: combined, div: combined,
  softmax: alongAxis(fc.constant({}), 2),
  sum: alongAxis(fc.constant({}), 1),
  mean: alongAxis(fc.constantFrom({}, { dim: undefined }), 1),
  layerNorm: {
    ulps: 2,
    ofLargest: true,
    calls: fc.record({ lead: fc.array(size, { maxLength: 2 }), normalizedShape: fc.array(size, { minLength: 1, maxLength: 3 }), seed }).map(({ lead, normalizedShape, seed: first }) => {
      const numbers = (index: number) => noise(elementCount(normalizedShape), first + index);
      return call([tensor([...lead, ...normalizedShape], first)], { normalizedShape }, { weight: numbers(1), bias: numbers(2) });
    }),
  },
  embedding: {
    ulps: 0,
    calls: fc.record({ shape: fc.array(size, { minLength: 1, maxLength: 3 }), numEmbeddings: size, embeddingDim: size, seed }).map(({ shape, numEmbeddings, embeddingDim, seed: first }) => {
      const data = Int32Array.from(noise(elementCount(shape), first), (value) => Math.floor((value + 1) / 2 * numEmbeddings));
      return call([{ shape, data }], { numEmbeddings, embeddingDim }, { weight: noise(numEmbeddings * embeddingDim, first + 1) });
    }),
  },
  linear: {
    ulps: 64,
    ofLargest: true,
    calls: fc.record({ rows: fc.constantFrom([], [1], [5], [2, 3]), inFeatures: fc.constantFrom(1, 3, 4, 7, 64, 130), outFeatures: fc.integer({ min: 1, max: 70 }), bias: fc.boolean(), seed })
      .map(({ rows, inFeatures, outFeatures, bias, seed: first }) => call([tensor([...rows, inFeatures], first)], { inFeatures, outFeatures, bias }, {
        weight: noise(inFeatures * outFeatures, first + 1), bias: noise(outFeatures, first + 2),
      })),
  },
  maxPool2d: pooled(0),
  avgPool2d: pooled(4),
  upsample: {
    ulps: 0,
    calls: fc.record({ shape: images, seed, scale: pair(1, 3), special: fc.boolean() }).map(({ shape, scale, seed: first, special }) => call([tensor(shape, first, { special })], { scale })),
  },
  batchNorm: {
    ulps: 4,
    ofLargest: true,
    calls: fc.record({ shape: fc.oneof(images, fc.tuple(size, size), fc.tuple(size, size, size)), seed }).map(({ shape, seed: first }) => {
      const channels = shape[1]!;
      const numbers = (index: number) => noise(channels, first + index);
      return call([tensor(shape, first)], { numFeatures: channels }, {
        weight: numbers(1), bias: numbers(2), running_mean: numbers(3), running_var: numbers(4).map((value) => 1.5 + value),
      });
    }),
  },
  transpose: {
    ulps: 0,
    calls: fc.record({ shape: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 4 }), seed }).map(({ shape, seed: first }) => call([tensor(shape, first)])),
  },
  matmul: {
    ulps: 64,
    ofLargest: true,
    calls: fc.record({ batch: matrixBatches, rows: size, depth: fc.constantFrom(1, 3, 64, 65, 130), columns: fc.integer({ min: 1, max: 17 }), seed })
      .map(({ batch: [a, b], rows, depth, columns, seed: first }) => call([tensor([...a, rows, depth], first), tensor([...b, depth, columns], first + 1)])),
  },
  cat: {
    ulps: 0,
    calls: fc.record({ shape: anyShape, at: fc.nat(), sizes: fc.array(fc.constantFrom(1, 3, 4, 8), { minLength: 2, maxLength: 4 }), seed }).map(({ shape, at, sizes, seed: first }) => {
      const dim = at % shape.length;
      return call(sizes.map((length, index) => tensor(shape.map((each, axis) => (axis === dim ? length : each)), first + index)), { dim });
    }),
  },
};

describe.each(Object.entries(families))("%s", (name, { calls, ulps, ofLargest = false }) => {
  test("gives the reference's numbers in both layouts, the same bits for any number of threads", async () => {
    await fc.assert(fc.asyncProperty(calls, fc.boolean(), fc.integer({ min: 2, max: 5 }), fc.constantFrom(...supportedVariants), async (generated, blocked, threads, variant) => {
      const request = operationRequest({ operation: operationOf(name), ...generated }, blocked);
      const expected = new Float32Array(request.outputLength);
      await (await reference.plan(request)).run(request.inputs, [expected]);
      const one = await runPoisoned(request, 1, variant);
      expect(wrong(one.y, expected, ulps, ofLargest)).toEqual([]);
      expect(one.strayWrites).toBe(false);
      expect(bits((await runPoisoned(request, threads, variant)).y)).toEqual(bits(one.y));
    }), { seed: 5, numRuns: 60 });
  });
});

/** Elements that are too far from the reference's, or not as finite as those. */
function wrong(found: Float32Array, expected: Float32Array, ulps: number, ofLargest: boolean): readonly string[] {
  const largest = expected.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0);
  return [...expected].flatMap((value, index) => {
    const near = Object.is(found[index], value) || (Number.isFinite(value) && Math.abs(found[index]! - value) <= ulps * unitOf(ofLargest ? largest : value));
    return near ? [] : [`${index}: ${found[index]} instead of ${value}`];
  });
}

/** In the last place of a float32. */
function unitOf(value: number): number {
  return 2 ** (Math.max(Math.floor(Math.log2(Math.abs(value))), -126) - 23);
}
