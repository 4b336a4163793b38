/** Weights lie in the plan that was made with the model, once, where it has them as they are but for their order: they are loaded, run, changed and saved there. */
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { operations } from "../../../src/ops/index.ts";
import { conv2d, createModel, defineModel, type CreateOptions, float32, input, linear, type Model, reference, relu, wasm } from "../../../src/runtime/index.ts";
import { bits, noise } from "./conv2d-case.ts";
import { operationRequest } from "./operation-request.ts";
import { runPoisoned } from "./run-poisoned.ts";
import { supportedVariants } from "./supported-variants.ts";

const [inFeatures, hidden, outFeatures] = [1030, 1021, 3];

const Wide = defineModel({
  format: 1,
  name: "Wide",
  describe(net) {
    const inp = input(net, "inp", float32("BatchSize", inFeatures));
    const fc1 = relu(net, "relu", linear(net, "fc1", inp, { inFeatures, outFeatures: hidden }));
    return { oup: linear(net, "fc2", fc1, { inFeatures: hidden, outFeatures }) };
  },
});

const models: Model<string, string>[] = [];
afterEach(async () => {
  await Promise.all(models.splice(0).map((model) => model.dispose()));
});

async function createWide(options: CreateOptions): Promise<Model<string, string>> {
  const model = await createModel<object, string, string, string, string>(Wide, options) as Model<string, string>;
  models.push(model);
  return model;
}

const x = noise(inFeatures, 3);
const run = async (model: Model<string, string>, inp = x) => [...(await model.run({ inp }))["oup"]!.data];
const close = (found: readonly number[], expected: readonly number[]) => found.length === expected.length && found.every((value, index) => Math.abs(value - expected[index]!) < 1e-5);

describe.each([1, 2])("on %i threads", (threads) => {
  test("are in the plan's memory, and give what they give elsewhere", async () => {
    const model = await createWide({ backend: wasm({ leastWork: 0 }), threads, seed: 4 });
    expect(model.parameter("fc1.weight").buffer.byteLength).toBeGreaterThan(4 * inFeatures * hidden + 1024);
    expect(close(await run(model), await run(await createWide({ backend: reference, seed: 4 })))).toBe(true);
  });

  test("come from a file and go back bit by bit", async () => {
    const first = await createWide({ seed: 5 });
    new Uint32Array(first.parameter("fc1.weight").buffer).set([0x7fc01234, 0x80000000, 1]);
    const file = await first.saveWeights();
    const model = await createWide({ backend: wasm({ leastWork: 0 }), threads, weights: file });
    expect(Buffer.compare(await model.saveWeights(), file)).toBe(0);
    const parts: Uint8Array[] = [];
    await model.saveWeightsTo({ write: (part) => void parts.push(part) });
    expect(Buffer.compare(Buffer.concat(parts), file)).toBe(0);
    // Files and streams of browsers take no shared memory.
    expect(parts.every(({ buffer }) => buffer instanceof ArrayBuffer)).toBe(true);
  });

  test("are read by plans for other batches, and stay where these go", async () => {
    const model = await createWide({ backend: wasm({ leastWork: 0 }), threads, seed: 6 });
    const single = await run(model);
    for (let batch = 2; batch < 9; batch++) {
      const inputs = Float32Array.from({ length: batch * inFeatures }, (_, index) => x[index % inFeatures]!);
      expect(close((await run(model, inputs)).slice(-outFeatures), single)).toBe(true);
    }
    expect(await run(model)).toEqual(single);
  });

  test("may be written to and replaced, and the next run sees it", async () => {
    const model = await createWide({ backend: wasm({ leastWork: 0 }), threads, seed: 7 });
    const before = await run(model);
    model.parameter("fc1.weight").fill(0);
    expect(await run(model)).not.toEqual(before);
    await model.loadWeights(await (await createWide({ seed: 7 })).saveWeights());
    expect(await run(model)).toEqual(before);
  });
});

/** Weights in panels: of a convolution by Winograd's way, of one by products, of a linear layer. */
const Packed = defineModel({
  format: 1,
  name: "Packed",
  describe(net) {
    const inp = input(net, "inp", float32("BatchSize", 341, 10, 10));
    const conv1 = conv2d(net, "conv1", inp, { inChannels: 341, outChannels: 345, kernel: [3, 3], padding: [1, 1] });
    const conv2 = conv2d(net, "conv2", conv1, { inChannels: 345, outChannels: 3, kernel: [1, 1] });
    return { oup: linear(net, "fc", conv2, { inFeatures: 10, outFeatures: 13 }) };
  },
});

describe.each([[1, "normal"], [2, "normal"], [2, "low"]] as const)("weights in panels on %i threads, memory %s", (threads, memory) => {
  const create = async (options: CreateOptions) => {
    const model = await createModel<object, string, string, string, string>(Packed, { backend: wasm({ leastWork: 0 }), threads, memory, ...options }) as Model<string, string>;
    models.push(model);
    return model;
  };
  const image = noise(341 * 100, 5);
  const run = async (model: Model<string, string>, inp = image) => [...(await model.run({ inp }))["oup"]!.data];

  test("go back bit by bit, signalling NaN among them, before and after a run", async () => {
    const file = (await (await create({ backend: reference, seed: 5 })).saveWeights()).slice();
    const words = new Uint32Array(file.buffer, file.length - 4 * 4096, 4096);
    words.set([0x7fa01234, 0xff801234, 0x80000000, 1, 0x7fc01234], 7);
    const model = await create({ weights: file });
    expect(Buffer.compare(await model.saveWeights(), file)).toBe(0);
    await run(model);
    expect(Buffer.compare(await model.saveWeights(), file)).toBe(0);
    for (const { name } of model.parameters) model.parameter(name);
    expect(Buffer.compare(await model.saveWeights(), file)).toBe(0);
  });

  test("give what they give elsewhere, are read by other batches, and may be written to and replaced", async () => {
    const model = await create({ seed: 8 });
    const before = await run(model);
    expect(before.every((value, index) => Math.abs(value - expected[index]!) < 1e-4)).toBe(true);
    expect(close((await run(model, Float32Array.of(...image, ...image))).slice(before.length), before)).toBe(true);
    for (let later = 0; later < 3; later++) expect(await run(model)).toEqual(before);
    model.parameter("conv1.weight").fill(0);
    expect(await run(model)).not.toEqual(before);
    await model.loadWeights(await (await create({ seed: 8 })).saveWeights());
    expect(await run(model)).toEqual(before);
    const other = await create({ seed: 9 });
    await model.loadWeights(await other.saveWeights());
    for (let later = 0; later < 3; later++) expect(await run(model)).toEqual(await run(other));
  });

  test("are refused half loaded, with the reader's error, and taken anew", async () => {
    const model = await create({ seed: 8 });
    const before = await run(model);
    const file = await model.saveWeights();
    let reads = 0;
    const read = (offset: number, into: Uint8Array) => {
      if (++reads === 5) throw new Error("the line is dead");
      into.set(file.subarray(offset, offset + into.length));
    };
    await expect(model.loadWeights({ size: file.length, read })).rejects.toThrow("the line is dead");
    await expect(run(model)).rejects.toThrow("only a part of its new weights");
    await model.loadWeights(file);
    expect(await run(model)).toEqual(before);
  });

  let expected: readonly number[] = [];
  beforeAll(async () => {
    const model = await createModel<object, string, string, string, string>(Packed, { backend: reference, seed: 8 });
    expected = [...(await model.run({ inp: image }))["oup"]!.data];
  });
});

test("a file that does not fit leaves nothing behind", async () => {
  await expect(createWide({ backend: wasm(), threads: 2, weights: new Uint8Array(16) })).rejects.toThrow("no valid safetensors file");
});

test.each([[1024, 1024], [1031, 1019], [1, 2 ** 20 + 3], [2 ** 20 + 1, 1]])("%i inputs and %i outputs are multiplied within the bound of their terms' roundings", async (inputs, outputs) => {
  const [row, weight, bias] = [noise(inputs, 1), noise(inputs * outputs, 2), noise(outputs, 3)];
  const operation = operations.find(({ operation: { name } }) => name === "linear")!.operation;
  const request = operationRequest({ operation, inputs: [{ shape: [inputs], data: row }], attributes: { inFeatures: inputs, outFeatures: outputs }, parameters: { weight, bias } });
  const exact = new Float32Array(outputs);
  await (await reference.plan(request)).run(request.inputs, [exact]);
  for (const variant of supportedVariants) {
    const one = await runPoisoned(request, 1, variant);
    expect(one.y.findIndex((value, index) => !(Math.abs(value - exact[index]!) <= (inputs + 2) * 2 ** -24 * Math.sqrt(inputs)))).toBe(-1);
    const three = bits((await runPoisoned(request, 3, variant)).y);
    // A million numbers are compared here, for which toEqual takes seconds.
    expect(bits(one.y).findIndex((value, index) => value !== three[index])).toBe(-1);
  }
});
