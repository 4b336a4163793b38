/** Runs in training mode: batch norm as PyTorch's within 1e-6 of the largest, dropout and noise by their statistics. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  add, addNoise, batchNorm, createModel, dropout, fillUniform, float32, input, ModelError, parameter, randomStream, reference, relu, scan, wasm,
  type Backend, type Model,
} from "../../src/runtime/index.ts";
import { expectClose } from "./reference/run-kernel.ts";
import { defineWith } from "./tiny-models.ts";

interface PlainTensor {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface BatchNormCase {
  readonly title: string;
  readonly momentum: number;
  readonly parameters: Readonly<Record<string, PlainTensor>>;
  readonly batches: readonly PlainTensor[];
  readonly outputs: readonly PlainTensor[];
  readonly evaluated: PlainTensor;
  readonly running_mean: PlainTensor;
  readonly running_var: PlainTensor;
  readonly num_batches_tracked: number;
}

const cases = JSON.parse(readFileSync(new URL("../reference/modules/batch-norm.json", import.meta.url), "utf8")) as readonly BatchNormCase[];

const tensor = ({ shape, data }: PlainTensor) => ({ shape, data: Float32Array.from(data) });
const training = { training: true };

async function failure(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ModelError) return error.message;
    throw error;
  }
  return "nothing failed";
}

/** The I64 counter is in the file of weights alone. */
async function counterOf(model: { saveWeights(): Promise<Uint8Array> }, name: string): Promise<number> {
  const bytes = await model.saveWeights();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = Number(view.getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerLength))) as Record<string, { data_offsets: [number, number] }>;
  return Number(view.getBigInt64(8 + headerLength + header[name]!.data_offsets[0], true));
}

describe("batch norm", () => {
  const createBatchNorm = ({ parameters, batches, momentum }: BatchNormCase, backend?: Backend): Promise<Model<"x", "y">> => createModel(defineWith((net) => {
    const x = input(net, "x", float32(...batches[0]!.shape.map(() => -1)));
    return { y: batchNorm(net, "bn", x, { numFeatures: parameters["weight"]!.data.length, momentum }) };
  }), { backend });

  test.each(cases)("PyTorch's numbers: $title", async (given) => {
    const model = await createBatchNorm(given);
    for (const [name, { data }] of Object.entries(given.parameters)) model.parameter(`bn.${name}`).set(data);
    for (const [index, batch] of given.batches.entries()) expectClose((await model.run({ x: tensor(batch) }, training)).y, given.outputs[index]!, 1e-6);
    for (const name of ["running_mean", "running_var"] as const) {
      expectClose({ shape: given[name].shape, data: model.parameter(`bn.${name}`) }, given[name], 1e-6);
    }
    expect(await counterOf(model, "bn.num_batches_tracked")).toBe(given.num_batches_tracked);
    expectClose((await model.run({ x: tensor(given.batches[0]!) })).y, given.evaluated, 1e-6);
    expect(await counterOf(model, "bn.num_batches_tracked")).toBe(given.num_batches_tracked);
  });

  test("the averages stay where a run is aborted or fails", async () => {
    const controller = new AbortController();
    let fails = false;
    const backend: Backend = {
      name: "failing",
      async plan(request) {
        const plan = await reference.plan(request);
        return {
          ...plan,
          async run(...given) {
            await plan.run(...given);
            if (fails) throw new Error("no luck");
            controller.abort("late");
          },
        };
      },
    };
    const model = await createBatchNorm(cases[0]!, backend);
    const x = tensor(cases[0]!.batches[0]!);
    await expect(model.run({ x }, { ...training, signal: controller.signal })).rejects.toBe("late");
    fails = true;
    await expect(model.run({ x }, training)).rejects.toThrow("no luck");
    expect([...model.parameter("bn.running_mean")]).toEqual([0, 0, 0]);
    expect(await counterOf(model, "bn.num_batches_tracked")).toBe(0);
  });

  test("one value for a channel has no variance", async () => {
    const model: Model<"x", "y"> = await createModel(defineWith((net) => ({ y: batchNorm(net, "bn", input(net, "x", float32("N", 2)), { numFeatures: 2 }) })), {});
    expect(await failure(model.run({ x: Float32Array.of(1, 2) }, training))).toBe(
      "Broken, bn: in training, batchNorm needs more than one value for each channel, and gets (1, 2): take a larger batch.");
    expect([...(await model.run({ x: Float32Array.of(1, 2) })).y.data]).toHaveLength(2);
  });

  test("in a scan's step it goes by each step, and counts each", async () => {
    const model: Model<"x", "y", never, "s.H"> = await createModel(defineWith((net) => ({
      y: scan(net, "s", { x: input(net, "x", float32("N", "T", 1)) }, { H: ["N", 1] }, (inner, { x }, { H }) => {
        const h = batchNorm(inner, "bn", add(inner, "sum", x, H), { numFeatures: 1 });
        return { output: h, states: { H: h } };
      }),
    })), {});
    const { y } = await model.run({ x: { shape: [2, 3, 1], data: Float32Array.of(1, 2, 3, 5, 6, 7) } }, training);
    // Of two values each, one is 1 and the other -1, but for eps.
    expect([...y.data].map((value) => Math.round(value))).toEqual([-1, -1, -1, 1, 1, 1]);
    expect(await counterOf(model, "s.bn.num_batches_tracked")).toBe(3);
  });
});

describe("dropout", () => {
  const createDropout = (p: number, options = {}): Promise<Model<"x", "y">> => createModel(defineWith((net) => ({ y: dropout(net, "drop", input(net, "x", float32("N")), { p }) })), options);
  const ones = new Float32Array(40_001).fill(1);

  test.each([0.1, 0.5, 0.75])("drops %d of the elements, and scales the others up", async (p) => {
    const { y } = await (await createDropout(p)).run({ x: ones }, training);
    const dropped = y.data.filter((value) => value === 0).length / y.data.length;
    // Four standard deviations of the share.
    expect(Math.abs(dropped - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / ones.length));
    expect(new Set(y.data)).toEqual(new Set([0, Math.fround(1 / (1 - p))]));
  });

  test("drops none or all at the ends, and does nothing in evaluation", async () => {
    expect((await (await createDropout(0)).run({ x: ones }, training)).y.data).toEqual(ones);
    expect((await (await createDropout(1)).run({ x: ones }, training)).y.data).toEqual(new Float32Array(ones.length));
    expect((await (await createDropout(0.5)).run({ x: ones })).y.data).toEqual(ones);
  });

  test("draws others in each run, the same ones from the same seed", async () => {
    const [a, b] = [await createDropout(0.5, { seed: 3 }), await createDropout(0.5, { seed: 3 })];
    const runs = async (model: Model<"x", "y">) => [await model.run({ x: ones }, training), await model.run({ x: ones }, training)].map(({ y }) => y.data);
    const [first, second] = await runs(a);
    expect(second).not.toEqual(first);
    expect(await runs(b)).toEqual([first, second]);
    expect(await runs(await createDropout(0.5, { seed: 4 }))).not.toEqual([first, second]);
    const seeded = async () => (await a.run({ x: ones }, { ...training, seed: 9 })).y.data;
    expect(await seeded()).toEqual(await seeded());
  });

  test("draws what docs/runtime.md says: from the stream of path and run", async () => {
    const model = await createDropout(0.25, { seed: 3 });
    const uniform = (seed: number, name: string) => {
      const numbers = new Float32Array(ones.length);
      fillUniform(randomStream(seed, name), numbers, 1);
      return numbers.map((number) => ((number + 1) / 2 < 0.25 ? 0 : 1 / 0.75));
    };
    expect((await model.run({ x: ones }, training)).y.data).toEqual(uniform(3, "drop@0"));
    expect((await model.run({ x: ones }, training)).y.data).toEqual(uniform(3, "drop@1"));
    expect((await model.run({ x: ones }, { ...training, seed: 8 })).y.data).toEqual(uniform(8, "drop"));
  });

  test("a run that fails draws nothing: the next draws what it would have", async () => {
    const [a, b] = [await createDropout(0.5), await createDropout(0.5)];
    await expect(a.run({ x: ones }, { ...training, signal: AbortSignal.abort("no") })).rejects.toBe("no");
    expect((await a.run({ x: ones }, training)).y.data).toEqual((await b.run({ x: ones }, training)).y.data);
  });

  test("draws for each node and for each step of a scan by itself", async () => {
    const model: Model<"x", "a" | "b" | "each" | "kept", never, "s.H" | "k.H"> = await createModel(defineWith((net) => {
      const x = input(net, "x", float32("N", "T", 64));
      const [a, b] = ["a", "b"].map((id) => dropout(net, id, x));
      const each = scan(net, "s", { x }, { H: ["N", 64] }, (inner, { x: of }, { H }) => ({ output: dropout(inner, "drop", add(inner, "sum", of, H)), states: { H } }));
      // What is the same in all steps is still drawn for each.
      const kept = scan(net, "k", { x }, { H: ["N", 64] }, (inner, { x: of }, { H }) => {
        const ones64 = add(inner, "one", relu(inner, "zero", parameter(inner, "w", { shape: [64] })), 1);
        return { output: add(inner, "sum", add(inner, "y", dropout(inner, "drop", ones64), of), H), states: { H } };
      });
      return { a: a!, b: b!, each, kept };
    }), {});
    const { a, b, each, kept } = await model.run({ x: { shape: [1, 2, 64], data: new Float32Array(128).fill(1) } }, training);
    expect(a.data).not.toEqual(b.data);
    expect(each.data.slice(0, 64)).not.toEqual(each.data.slice(64));
    expect(kept.data.slice(0, 64)).not.toEqual(kept.data.slice(64));
  });
});

describe("noise", () => {
  test("is added with its deviation in training alone", async () => {
    const model: Model<"x", "y"> = await createModel(defineWith((net) => ({ y: addNoise(net, "noise", input(net, "x", float32("N")), { std: 0.5 }) })), {});
    const x = new Float32Array(40_002).fill(3);
    expect((await model.run({ x })).y.data).toEqual(x);
    const noise = Array.from((await model.run({ x }, training)).y.data, (value) => value - 3);
    const mean = noise.reduce((sum, value) => sum + value, 0) / noise.length;
    const deviation = Math.sqrt(noise.reduce((sum, value) => sum + value * value, 0) / noise.length);
    // Four standard deviations of each.
    expect(Math.abs(mean)).toBeLessThan(4 * 0.5 / Math.sqrt(noise.length));
    expect(Math.abs(deviation - 0.5)).toBeLessThan(4 * 0.5 / Math.sqrt(2 * noise.length));
  });
});

test("a plan for training is another than one for evaluation, of the same shapes", async () => {
  const modes: (boolean | undefined)[] = [];
  const backend: Backend = { name: "observed", plan: (request) => { modes.push(request.training); return reference.plan(request); } };
  const model: Model<"x", "y"> = await createModel(defineWith((net) => ({ y: dropout(net, "drop", input(net, "x", float32(8))) })), { backend });
  const x = new Float32Array(8).fill(1);
  for (const mode of [false, true, false, true]) await model.run({ x }, { training: mode });
  expect(modes).toEqual([false, true]);
});

test("the wasm backend trains on the reference backend's kernels, and says so", async () => {
  const create = (backend: Backend): Promise<Model<"x", "y">> => createModel(defineWith((net) => ({ y: dropout(net, "drop", input(net, "x", float32("N"))) })), { backend });
  const x = new Float32Array(100).fill(1);
  const [a, b] = [await create(wasm()), await create(reference)];
  expect((await a.run({ x }, training)).y.data).toEqual((await b.run({ x }, training)).y.data);
});
