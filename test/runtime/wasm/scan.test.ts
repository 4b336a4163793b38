/**
 * Scans on the kernels of WASM: cells made at random and PyTorch's, beside the reference backend, on some threads, step by step, and in memory
 * that holds NaN at first.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { elementCount } from "../../../src/ops/shapes.ts";
import { bindRunDimensions } from "../../../src/runtime/bind-run-dimensions.ts";
import { describe as describeModel } from "../../../src/runtime/describe.ts";
import { add, createModel, embedding, float32, input, int32, lastState, linear, maxPool2d, conv2d, mul, parameter, reference, scan, wasm, type Model, type Tensor } from "../../../src/runtime/index.ts";
import { type CellName, createRecurrent } from "../recurrent-cells.ts";
import { defineWhole, numbers, type Plan, plans, width } from "../random-cells.ts";
import { defineWith } from "../tiny-models.ts";
import { bits, noise } from "./conv2d-case.ts";
import { runPoisoned } from "./run-poisoned.ts";
import { supportedVariants } from "./supported-variants.ts";

/** Also what is brief. */
const onThreads = wasm({ leastWork: 0 });

type Outputs = Readonly<Record<string, Tensor>>;

const allBits = (outputs: Outputs) => Object.entries(outputs).map(([name, { data }]) => [name, [...bits(data as Float32Array)]]);

function expectNear(found: Outputs, expected: Outputs, bound: number): void {
  expect(Object.keys(found)).toEqual(Object.keys(expected));
  for (const [name, { data, shape }] of Object.entries(expected)) {
    expect(found[name]!.shape).toEqual(shape);
    const largest = Math.max(...Array.from(data, Math.abs));
    const wrong = Array.from(data).findIndex((value, index) => !(Math.abs(value - found[name]!.data[index]!) <= bound * largest));
    if (wrong >= 0) expect.fail(`${name}[${wrong}] is ${found[name]!.data[wrong]}, and ${data[wrong]} on the reference backend, of at most ${largest}`);
  }
}

type Whole = Model<"x" | "y", "out", never, "s.A" | "s.B">;
const create = (plan: Plan, options: object): Promise<Whole> => createModel(defineWhole(plan), { seed: 1, ...options });

describe("random cells", () => {
  test("give the reference's numbers, and step by step the bits of the whole run", async () => {
    await fc.assert(fc.asyncProperty(plans, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 5 }), async (plan, batch, steps) => {
      const [fast, slow] = [await create(plan, { threads: 1 }), await create(plan, { backend: reference })];
      const [x, y] = [numbers(batch, steps, 1), numbers(batch, steps, 2)];
      const found = await fast.run({ x, y });
      expect((await fast.explain({ BatchSize: batch, SeqLen: steps })).notes).toEqual([]);
      expectNear(found, await slow.run({ x, y }), 1e-5);
      for (let step = 0; step < steps; step++) {
        const one = await fast.step({ x: stepOf(x, step), y: stepOf(y, step) });
        expect(bits(one.out.data as Float32Array)).toEqual(bits(stepOf(found.out as Sequence, step).data));
        if (step === steps - 1) expect(allBits({ A: one["s.A"], B: one["s.B"] })).toEqual(allBits({ A: found["s.A"], B: found["s.B"] }));
      }
      await Promise.all([fast.dispose(), slow.dispose()]);
    }), { numRuns: 150, seed: 2 });
  });

  test("give the same bits on 1, 2 and 3 threads, run after run", async () => {
    await fc.assert(fc.asyncProperty(plans, fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), async (plan, batch, steps) => {
      const models = await Promise.all([1, 2, 3].map((threads) => create(plan, { threads, backend: onThreads })));
      const given = { x: numbers(batch, steps, 1), y: numbers(batch, steps, 2) };
      const expected = allBits(await models[0]!.run(given));
      for (const model of [...models, models[1]!]) expect(allBits(await model.run(given))).toEqual(expected);
      await Promise.all(models.map((model) => model.dispose()));
    }), { numRuns: 12, seed: 3 });
  });
});

test("a loop reads nothing that was not written, and writes nothing but activations", async () => {
  await fc.assert(fc.asyncProperty(plans, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), fc.constantFrom(...supportedVariants), async (plan, batch, steps, variant) => {
    const graph = describeModel(defineWhole(plan), {});
    const types = bindRunDimensions(graph, [[batch, steps, width], [batch, steps, width], [batch, width], [batch, width]]);
    const parameters = new Map(graph.parameters.map(({ name, spec }, index) => [name, noise(elementCount(spec.shape), index + 1)]));
    const inputs = graph.inputs.map(({ value }, index) => noise(elementCount(types[value]!.shape), index + 20));
    const outputLength = batch * steps * width;
    const request = { graph, types, parameters, inputs, outputLength };
    const expected = graph.outputs.map(({ value }) => new Float32Array(elementCount(types[value]!.shape)));
    await (await reference.plan(request)).run(inputs, expected);
    const { y, strayWrites } = await runPoisoned(request, 1, variant);
    const shape = types[graph.outputs[0]!.value]!.shape;
    expectNear({ out: { element: "float32", shape, data: y } }, { out: { element: "float32", shape, data: expected[0]! } }, 1e-5);
    expect(strayWrites).toBe(false);
  }), { numRuns: 100, seed: 4 });
});

interface Sequence {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

function stepOf({ shape: [batch, steps], data }: Sequence, step: number) {
  return { shape: [batch!, width], data: Float32Array.from({ length: batch! * width }, (_, i) => data[(Math.floor(i / width) * steps! + step) * width + (i % width)]!) };
}

describe("a step", () => {
  const side = 6;

  test("of convolutions, over images and a state of images", async () => {
    const define = defineWith((net) => {
      const x = input(net, "x", float32("N", "T", 5, side, side));
      return { y: scan(net, "s", { x }, { H: ["N", 7, side, side] }, (inner, { x: each }, { H }) => {
        const sum = add(inner, "sum", conv2d(inner, "fromX", each, { inChannels: 5, outChannels: 7, kernel: [3, 3], padding: [1, 1] }), conv2d(inner, "fromH", H, { inChannels: 7, outChannels: 7, kernel: [3, 3], padding: [1, 1] }));
        const h = maxPool2d(inner, "h", sum, { kernel: [3, 3], stride: [1, 1], padding: [1, 1] });
        return { output: h, states: { H: h } };
      }) };
    });
    const given = { x: { shape: [2, 3, 5, side, side], data: noise(2 * 3 * 5 * side * side, 1) } };
    const [slow, ...fast] = await Promise.all([{ backend: reference }, { threads: 1 }, { threads: 2, backend: onThreads }].map((options) => createModel(define, { seed: 1, ...options })));
    const expected = await slow!.run(given);
    const found = await Promise.all(fast.map((model) => model.run(given)));
    expectNear(found[0]!, expected, 1e-5);
    expect(allBits(found[1]!)).toEqual(allBits(found[0]!));
    await Promise.all(fast.map((model) => model.dispose()));
  });

  test("reads what is made before the loop, and one loop starts from the other's last state", async () => {
    const define = defineWith((net) => {
      const [x, z] = [input(net, "x", float32("N", "T", 5)), input(net, "z", float32("N", "M", 5))];
      const around = linear(net, "around", input(net, "c", float32("N", 5)), { inFeatures: 5, outFeatures: 5 });
      const mixed = (id: string, sequence: typeof x, first: typeof x | readonly (string | number)[]) => scan(net, id, { sequence }, { S: first }, (inner, { sequence: each }, { S }) => {
        const sum = add(inner, "sum", mul(inner, "scaled", each, around), linear(inner, "fc", S, { inFeatures: 5, outFeatures: 5 }));
        return { output: around, states: { S: sum } };
      });
      const first = mixed("first", x, ["N", 5]);
      return { y: first, z: mixed("second", z, lastState(net, first, "S")), x, p: parameter(net, "p", { shape: [3] }) };
    });
    const given = { x: { shape: [3, 4, 5], data: noise(60, 1) }, z: { shape: [3, 2, 5], data: noise(30, 2) }, c: { shape: [3, 5], data: noise(15, 3) } };
    const [slow, fast] = await Promise.all([{ backend: reference }, { threads: 1 }].map((options) => createModel(define, { seed: 1, ...options })));
    expectNear(await fast!.run(given), await slow!.run(given), 1e-5);
  });
});

describe("a run", () => {
  const long = { shape: [1, 300_000, 3], data: new Float32Array(900_000).fill(0.5) };
  const short = { shape: [1, 4, 3], data: new Float32Array(12).fill(0.5) };

  test.each([1, 2])("is left in the midst of its rounds where that is asked for, and the next one is whole (%i threads)", async (threads) => {
    const model = await createRecurrent("lstm", { threads, backend: onThreads });
    const expected = allBits(await model.run({ x: short }));
    // The plan is there when the run begins.
    await model.explain({ SeqLen: 300_000 });
    const controller = new AbortController();
    const run = model.run({ x: long }, { signal: controller.signal });
    setTimeout(() => controller.abort("enough"), 20);
    await expect(run).rejects.toBe("enough");
    expect(allBits(await model.run({ x: short }))).toEqual(expected);
    const last = model.run({ x: long });
    setTimeout(() => void model.dispose(), 20);
    await expect(last).rejects.toThrow("disposed of in the midst of this run");
  });

  test("has the bits of single steps in large layers too, which one row alone could be multiplied with in another order", async () => {
    const features = 1024;
    const model: Model<"x", "y"> = await createModel(defineWith((net) => {
      const sums = scan(net, "s", { x: input(net, "x", float32("N", "T", features)) }, { S: ["N", features] }, (inner, { x }, { S }) => {
        const sum = add(inner, "sum", x, S);
        return { output: sum, states: { S: sum } };
      });
      return { y: linear(net, "fc", sums, { inFeatures: features, outFeatures: features }) };
    }), { threads: 1 });
    const data = noise(3 * features, 1);
    const { y } = await model.run({ x: { shape: [1, 3, features], data } });
    for (let step = 0; step < 3; step++) {
      const part = data.slice(step * features, (step + 1) * features);
      const one = (await model.step({ x: { shape: [1, features], data: part } })).y;
      expect(bits(one.data as Float32Array)).toEqual(bits((y.data as Float32Array).subarray(step * features, (step + 1) * features)));
    }
  });

  test("is profiled pass after pass, although its steps take the place of indices", async () => {
    const model: Model<"ids", "y"> = await createModel(defineWith((net) => {
      const words = embedding(net, "words", input(net, "ids", int32("N", "T")), { numEmbeddings: 5, embeddingDim: 4 });
      return { y: scan(net, "s", { words }, { S: ["N", 4] }, (inner, { words: each }, { S }) => {
        const sum = add(inner, "sum", linear(inner, "fc", S, { inFeatures: 4, outFeatures: 4 }), each);
        return { output: sum, states: { S: sum } };
      }) };
    }), { threads: 1 });
    const ids = { shape: [2, 40], data: Int32Array.from({ length: 80 }, (_, index) => index % 5) };
    const { steps } = await model.explain({ N: 2, T: 40 });
    expect(await model.profile({ ids })).toHaveLength(steps.length);
  });

  test("goes brief rounds on one thread alone, also where there are two", async () => {
    const x = { shape: [1, 10_000, 3], data: noise(30_000, 1) };
    const [one, two, any] = await Promise.all([1, 2, "auto" as const].map((threads) => createRecurrent("lstm", { threads })));
    expect(allBits(await two!.run({ x }))).toEqual(allBits(await one!.run({ x })));
    expect((await two!.explain({ SeqLen: 10_000 })).threads).toBe(2);
    expect((await any!.explain({ SeqLen: 10_000 })).threads).toBe(1);
    await two!.dispose();
  });

  test.each<CellName>(["rnn", "lstm", "gru"])("of a %s tells its steps and their times", async (cell) => {
    const model = await createRecurrent(cell, { threads: 1 });
    const { steps, notes } = await model.explain({ SeqLen: 4 });
    expect(notes).toEqual([]);
    expect(steps.filter(({ algorithm }) => algorithm === "loop")).toMatchObject([{ path: "cell", operation: "scan", shape: [1, 4, 4] }]);
    expect(new Set(steps.map(({ times }) => times))).toEqual(new Set([undefined, 4]));
    const times = await model.profile({ x: short });
    expect(times).toHaveLength(steps.length);
    expect(times.every((milliseconds) => milliseconds >= 0)).toBe(true);
  });
});
