import { describe, expect, test } from "vitest";
import {
  cat, createModel, defineModel, embedding, float32, input, int32, linear, ModelError, reference, relu, reshape, type Backend, type CreateOptions, type Model, type Net,
} from "../../src/runtime/index.ts";
import { createOneLayer, createSum, createTinyNet, defineWith, observedBackend } from "./tiny-models.ts";

const failure = (promise: Promise<unknown>) => promise.then(() => "nothing failed", (error: unknown) => (error instanceof ModelError ? error.message : String(error)));
const image = new Float32Array(48).fill(0.5);
const ones = (...shape: number[]) => ({ shape, data: new Float32Array(shape.reduce((product, size) => product * size, 1)).fill(1) });

describe("creating", () => {
  test("every dimension that is missing or wrong, and every option that there is not, is named", async () => {
    const definition = defineModel({
      format: 1, name: "Wide", dims: ["NClass", "NHidden", "NLayers"],
      describe: (net: Net, { NClass }: { NClass: number; NHidden: number; NLayers: number }) => ({ y: input(net, "x", float32(NClass)) }),
    });
    const create = (options: unknown) => failure(createModel(definition, options as never));
    expect(await create({ NHidden: -2.5, NLayers: "3", nclass: 4, sed: 1, seed: 0.5, threads: 0, memory: 1 })).toBe(
      'Wide: the dimension NClass is missing; the dimension NHidden is -2.5; it must be a number of at least 0; the dimension NLayers is string; it must be a number of at least 0; ' +
      'there is no option "nclass", the nearest is "NClass"; there is no option "sed", the nearest is "seed"; seed must be a safe integer; ' +
      'threads must be "auto" or a whole number of at least 1; memory must be "low" or "normal".');
    expect(await create({ NClass: -1, NHidden: Infinity, NLayers: NaN })).toMatch(/NClass is -1.*NHidden is Infinity.*NLayers is NaN/);
    expect(await create({ NClass: 2.5, NHidden: 0, NLayers: 0 })).toBe("Wide, x: the shape (2.5) must hold sizes of at least 1, names, or -1.");
    expect(await create(undefined)).toBe("Wide takes an object of options with NClass, NHidden, NLayers.");
    expect(await create({ NClass: 0, NHidden: 0, NLayers: 0 })).toBe("Wide, x: the shape (0) must hold sizes of at least 1, names, or -1.");
  });

  test("dimensions called __proto__ and constructor are as good as others, and are never inherited", async () => {
    const definition = defineModel({
      format: 1, name: "Odd", dims: ["__proto__", "constructor"],
      describe: (net: Net, dims: Readonly<Record<string, number>>) => ({ y: input(net, "x", float32(dims["__proto__"]!, dims["constructor"]!)) }),
    });
    expect(await failure(createModel(definition, {}))).toBe("Odd: the dimension __proto__ is missing; the dimension constructor is missing.");
    const model = await createModel(definition, { ["__proto__"]: 2, constructor: 3 } as never);
    expect(model.inputs).toEqual([{ name: "x", element: "float32", shape: [2, 3] }]);
  });

  test("a dimension with the name of an option is refused", async () => {
    const definition = defineModel({ format: 1, name: "Odd", dims: ["seed"], describe: (net: Net) => ({ y: input(net, "x", float32(1)) }) });
    expect(await failure(createModel(definition, { seed: 1 }))).toBe("Odd: the dimension seed has the name of an option.");
  });

  test("an input that an embedding takes through views tells how many indices there are, the fewest where several do", async () => {
    const model = await createModel(defineWith((net) => {
      const [words, others, numbers] = [input(net, "words", int32("BatchSize", 4)), input(net, "others", int32(2)), input(net, "numbers", int32(3))];
      const halves = reshape(net, "halves", words, { shape: ["BatchSize", 2, 2] });
      const wide = embedding(net, "wide", halves, { numEmbeddings: 7, embeddingDim: 1 });
      const narrow = embedding(net, "narrow", words, { numEmbeddings: 5, embeddingDim: 2 });
      const joined = embedding(net, "joined", cat(net, "cat", [others, numbers], { dim: 0 }), { numEmbeddings: 9, embeddingDim: 2 });
      return { wide, narrow, joined, numbers };
    }), {});
    expect(model.inputs.map(({ name, below }) => [name, below])).toEqual([["words", 5], ["others", 9], ["numbers", 9]]);
    await model.dispose();
  });

  test("describe is called once", async () => {
    let calls = 0;
    const model = await createModel(defineWith((net) => {
      calls++;
      return { y: relu(net, "r", input(net, "x", float32("BatchSize"))) };
    }), {});
    await model.run({ x: Float32Array.of(1) });
    await model.run({ x: Float32Array.of(1, 2) });
    expect(calls).toBe(1);
  });

  test("an aborted signal ends it with the signal's reason", async () => {
    await expect(createTinyNet({ NClass: 2, signal: AbortSignal.abort("enough") })).rejects.toBe("enough");
    const controller = new AbortController();
    const large = defineWith((net) => ({ y: linear(net, "fc", input(net, "x", float32(3000)), { inFeatures: 3000, outFeatures: 3000 }) }));
    const created = createModel(large, { signal: controller.signal });
    controller.abort("enough");
    await expect(created).rejects.toBe("enough");
  });

  test("more weights than there is memory is said so", async () => {
    const huge = defineWith((net) => ({ y: linear(net, "fc", input(net, "x", float32(2 ** 24)), { inFeatures: 2 ** 24, outFeatures: 2 ** 24 }) }));
    expect(await failure(createModel(huge, {}))).toBe("There is no memory for fc.weight: 1073741824 MiB.");
  });
});

describe("seeds", () => {
  test("the same seed gives the same weights, another seed others, none is 0", async () => {
    const bytes = async (options: CreateOptions) => (await createTinyNet({ NClass: 4, ...options })).saveWeights();
    expect(await bytes({ seed: 5 })).toEqual(await bytes({ seed: 5 }));
    expect(await bytes({ seed: 5 })).not.toEqual(await bytes({ seed: 6 }));
    expect(await bytes({})).toEqual(await bytes({ seed: 0 }));
  });

  test("a parameter's values depend on its name, not on what stands beside it", async () => {
    const [small, large] = [await createTinyNet({ NClass: 2, seed: 9 }), await createTinyNet({ NClass: 3, seed: 9 })];
    expect(large.parameter("linear1.weight").subarray(0, 96)).toEqual(small.parameter("linear1.weight"));
    expect(large.parameter("convblock1.conv1.weight")).toEqual(small.parameter("convblock1.conv1.weight"));
  });

  test("PyTorch's defaults: bounds of convolution and linear layer, constants of batch norm", async () => {
    const model = await createTinyNet({ NClass: 40, seed: 1 });
    const largest = (name: string) => Math.max(...model.parameter(name).map(Math.abs));
    expect(largest("linear1.weight")).toBeLessThanOrEqual(1 / Math.sqrt(48));
    expect(largest("linear1.weight")).toBeGreaterThan(0.98 / Math.sqrt(48));
    expect(largest("convblock1.conv1.weight")).toBeLessThanOrEqual(1 / Math.sqrt(27));
    expect([...model.parameter("convblock1.bn.running_var")]).toEqual([1, 1, 1]);
    expect([...model.parameter("convblock1.bn.running_mean")]).toEqual([0, 0, 0]);
  });
});

describe("running", () => {
  test("gives tensors under the names of the nodes", async () => {
    const model = await createOneLayer();
    model.parameter("fc.weight").set([1, 2, 3, 4, 5, 6]);
    model.parameter("fc.bias").set([10, 20, 30]);
    const { y } = await model.run({ x: Float32Array.of(1, 0, 0, 1) });
    expect(y).toEqual({ element: "float32", shape: [2, 3], data: Float32Array.of(11, 23, 35, 12, 24, 36) });
    expect(model.outputs).toEqual([{ name: "y", element: "float32", shape: [NaN, 3] }]);
  });

  test("the batch is free on every call", async () => {
    const model = await createTinyNet({ NClass: 4 });
    const one = (await model.run({ inp: image })).oup;
    const three = (await model.run({ inp: Float32Array.from([...image, ...image, ...image]) })).oup;
    expect(one.shape).toEqual([1, 4]);
    expect(three.shape).toEqual([3, 4]);
    expect(three.data.subarray(8)).toEqual(one.data);
  });

  test("a node called __proto__ is an input, an output and a parameter like any other", async () => {
    const definition = defineWith((net) => ({ ["__proto__"]: linear(net, "__proto__", input(net, "__proto__", float32("BatchSize", 1)), { inFeatures: 1, outFeatures: 1 }) }));
    const model: Model<"__proto__", "__proto__"> = await createModel(definition, {});
    model.parameter("__proto__.weight").set([2]);
    model.parameter("__proto__.bias").set([1]);
    const { ["__proto__"]: output } = await model.run({ ["__proto__"]: Float32Array.of(5) });
    expect([...output.data]).toEqual([11]);
    expect(await failure(model.run({} as never))).toBe('Broken: the input "__proto__" is missing.');
    const outputs = { ["__proto__"]: new Float32Array(1) };
    await model.runInto({ ["__proto__"]: Float32Array.of(6) }, outputs);
    expect([...outputs["__proto__"]]).toEqual([13]);
  });

  test("an output may be an input, and one value may be two outputs", async () => {
    const model: Model<"x", "x" | "y" | "z"> = await createModel(defineWith((net) => {
      const x = input(net, "x", float32("N"));
      const y = relu(net, "y", x);
      return { x, y, z: y };
    }), {});
    const { x, y, z } = await model.run({ x: Float32Array.of(-1, 2) });
    expect([[...x.data], [...y.data], [...z.data]]).toEqual([[-1, 2], [0, 2], [0, 2]]);
    expect(z.data).not.toBe(y.data);
  });
});

describe("inputs are checked", () => {
  const sum = (inputs: unknown) => createSum().then((model) => failure(model.run(inputs as never)));

  test("names", async () => {
    expect(await sum({ a: ones(1, 2), c: ones(1, 2), zebra: 1 })).toBe('Sum: the input "b" is missing; there is no input "c"; there is no input "zebra".');
    const tiny = await createTinyNet({ NClass: 2 });
    // @ts-expect-error the type knows the names as well
    expect(await failure(tiny.run({ imp: image }))).toBe('TinyNet: the input "inp" is missing; there is no input "imp", the nearest is "inp".');
    expect(await sum(undefined)).toBe("Sum takes an object with the inputs a, b.");
    expect(await sum(Object.create({ a: ones(1, 2), b: ones(1, 2) }))).toBe('Sum: the input "a" is missing; the input "b" is missing.');
  });

  test("kinds of values", async () => {
    expect(await sum({ a: [1, 2], b: ones(1, 2) })).toBe("Sum, a must be a Float32Array, or a tensor { data, shape }.");
    expect(await sum({ a: "12", b: ones(1, 2) })).toBe("Sum, a must be a Float32Array, or a tensor { data, shape }.");
    expect(await sum({ a: Int32Array.of(1), b: ones(1, 2) })).toBe("Sum, a takes a Float32Array, and gets an Int32Array.");
    expect(await sum({ a: { data: new Float64Array(2), shape: [1, 2] }, b: ones(1, 2) })).toBe("Sum, a must be a Float32Array, or a tensor { data, shape }.");
    expect(await sum({ a: { data: new Float32Array(2), shape: [1, 3] }, b: ones(1, 2) })).toBe("Sum, a: the shape (1, 3) holds 3 numbers, and the data has 2.");
    expect(await sum({ a: { data: new Float32Array(2), shape: [1.5, 2] }, b: ones(1, 2) })).toBe("Sum, a: the tensor's shape must be a list of whole numbers of at least 1.");
    expect(await sum({ a: { data: new Float32Array(0), shape: [0, 2] }, b: ones(1, 2) })).toBe("Sum, a: the tensor's shape must be a list of whole numbers of at least 1.");
  });

  test("shapes", async () => {
    const tiny = await createTinyNet({ NClass: 2 });
    expect(await failure(tiny.run({ inp: ones(2, 3, 4, 5) }))).toBe(
      "TinyNet, inp: axis 3 must be 4, and is 5; it takes the shape (BatchSize, 3, 4, 4), and gets (2, 3, 4, 5).");
    expect(await failure(tiny.run({ inp: ones(3, 4, 4) }))).toBe("TinyNet, inp takes the shape (BatchSize, 3, 4, 4), and gets (3, 4, 4).");
    expect(await failure(tiny.run({ inp: new Float32Array(47) }))).toBe("TinyNet, inp: the array has 47 numbers, and the shape (BatchSize, 3, 4, 4) holds a multiple of 48.");
    expect(await failure(tiny.run({ inp: new Float32Array(0) }))).toContain("the array has 0 numbers");
    expect(await sum({ a: ones(2, 3), b: ones(4, 3) })).toBe("Sum, b: axis 0 (BatchSize) is 4, and Sum, a has 2 there.");
  });

  test("an array's shape follows from its length and from the other inputs, whatever their order", async () => {
    const model = await createSum();
    expect((await model.run({ a: new Float32Array(6), b: ones(2, 3) })).sum.shape).toEqual([2, 3]);
    expect((await model.run({ a: ones(3, 2), b: new Float32Array(6) })).sum.shape).toEqual([3, 2]);
    expect(await sum({ a: new Float32Array(5), b: ones(2, 3) })).toBe("Sum, a: the array has 5 numbers, and the shape (BatchSize, Length) holds 6.");
    expect(await sum({ a: new Float32Array(6), b: new Float32Array(6) })).toBe(
      "Sum, a: the shape (BatchSize, Length) does not follow from the length 6 of an array; give a tensor { data, shape }.");
  });

  test("an array that another array decides", async () => {
    const model: Model<"a" | "b", "y"> = await createModel(defineWith((net) => {
      const a = input(net, "a", float32("N", "M"));
      const b = input(net, "b", float32("N", 2));
      return { y: a, z: b };
    }), {});
    expect((await model.run({ a: new Float32Array(12), b: new Float32Array(6) })).y.shape).toEqual([3, 4]);
  });

  test("axes of any size, and integers", async () => {
    const model: Model<"x", "x"> = await createModel(defineWith((net) => ({ x: input(net, "x", int32(-1, 2)) })), {});
    expect(model.inputs).toEqual([{ name: "x", element: "int32", shape: [-1, 2] }]);
    expect((await model.run({ x: Int32Array.of(1, 2, 3, 4) })).x).toEqual({ element: "int32", shape: [2, 2], data: Int32Array.of(1, 2, 3, 4) });
    expect(await failure(model.run({ x: Float32Array.of(1, 2) }))).toBe("Broken, x takes an Int32Array, and gets a Float32Array.");
  });

  test("an index that the vocabulary does not have is refused with its place, before anything runs", async () => {
    const model = await createModel(defineWith((net) => ({ y: embedding(net, "emb", input(net, "words", int32("BatchSize", 3)), { numEmbeddings: 5, embeddingDim: 1 }) })), {});
    const run = (...words: number[]) => failure(model.run({ words: Int32Array.of(...words) }));
    expect(await run(0, 4, 3)).toBe("nothing failed");
    expect(await run(0, 4, 3, 1, 5, 9)).toBe("Broken, words: 5 at (1, 1) is no index of emb, whose vocabulary is 5: indices are whole numbers from 0 to 4.");
    expect(await run(0, 1, -1)).toBe("Broken, words: -1 at (0, 2) is no index of emb, whose vocabulary is 5: indices are whole numbers from 0 to 4.");
    await model.dispose();
  });
});

describe("runInto", () => {
  test("writes into arrays and tensors of the caller's", async () => {
    const model = await createSum();
    const sum = new Float32Array(4);
    await model.runInto({ a: ones(2, 2), b: ones(2, 2) }, { sum });
    expect([...sum]).toEqual([2, 2, 2, 2]);
    const tensor = ones(2, 2);
    await model.runInto({ a: ones(2, 2), b: tensor }, { sum: { shape: [2, 2], data: sum } });
    expect([...sum]).toEqual([2, 2, 2, 2]);
  });

  test("refuses outputs of other sizes, shapes, names and types, and memory that is in use", async () => {
    const model = await createSum();
    const inputs = { a: ones(2, 2), b: ones(2, 2) };
    const into = (outputs: unknown) => failure(model.runInto(inputs, outputs as never));
    expect(await into({ sum: new Float32Array(5) })).toBe("Sum, sum has the shape (2, 2), and is to be written to 5 numbers.");
    expect(await into({ sum: ones(4, 1) })).toBe("Sum, sum has the shape (2, 2), and is to be written to (4, 1).");
    expect(await into({ sun: new Float32Array(4) })).toBe('Sum: the output "sum" is missing; there is no output "sun", the nearest is "sum".');
    expect(await into({ sum: new Int32Array(4) })).toBe("Sum, sum takes a Float32Array, and gets an Int32Array.");
    expect(await into({ sum: inputs.a.data })).toBe("Sum, sum is to be written to memory that an input or another output uses.");
  });

  test("plans once for each shape", async () => {
    const { backend, events } = observedBackend();
    const model = await createSum({ backend });
    const sum = new Float32Array(4);
    for (let i = 0; i < 3; i++) await model.runInto({ a: ones(2, 2), b: ones(2, 2) }, { sum });
    expect(events.filter((event) => event.startsWith("plan"))).toEqual(["plan 2x2,2x2"]);
  });

  test("goes by the shapes of each call, also in an array that the caller uses again", async () => {
    const { backend, events } = observedBackend();
    const model = await createOneLayer({ backend });
    const shape = [1, 2];
    for (const rows of [1, 3, 3]) {
      shape[0] = rows;
      const { y } = await model.run({ x: { shape, data: new Float32Array(2 * rows) } }) as Record<string, { readonly shape: readonly number[] }>;
      expect(y!.shape[0]).toBe(rows);
    }
    expect(events.filter((event) => event.startsWith("plan"))).toEqual(["plan 1x2", "plan 3x2"]);
  });
});

describe("turns", () => {
  test("calls run one after another, in their order", async () => {
    const { backend, events } = observedBackend();
    const model = await createOneLayer({ backend });
    const sizes = [2, 1, 3];
    await Promise.all(sizes.map((size, i) => (i === 1 ? model.runInto({ x: ones(size, 2) }, { y: new Float32Array(3 * size) }) : model.run({ x: ones(size, 2) }))));
    expect(events).toEqual(sizes.flatMap((size) => [`plan ${size}x2`, `start ${size}x2`, `end ${size}x2`]));
  });

  test("weights are replaced between runs, never during one", async () => {
    const model = await createOneLayer({ backend: observedBackend().backend });
    model.parameter("fc.weight").fill(0);
    model.parameter("fc.bias").fill(1);
    const other = await createOneLayer();
    other.parameter("fc.weight").fill(0);
    other.parameter("fc.bias").fill(2);
    const weights = await other.saveWeights();
    const [before, , after] = await Promise.all([model.run({ x: ones(1, 2) }), model.loadWeights(weights), model.run({ x: ones(1, 2) })]);
    expect([before.y.data[0], after.y.data[0]]).toEqual([1, 2]);
  });

  test("a call that fails does not hold up the next", async () => {
    let fail = true;
    const backend: Backend = {
      name: "failing",
      async plan(request) {
        const plan = await reference.plan(request);
        return { ...plan, run: async (...given) => { if (fail) throw new Error("no luck"); await plan.run(...given); } };
      },
    };
    const model = await createOneLayer({ backend });
    await expect(model.run({ x: ones(1, 2) })).rejects.toThrow("no luck");
    fail = false;
    expect((await model.run({ x: ones(1, 2) })).y.shape).toEqual([1, 3]);
  });

  test("a plan that cannot be made is tried again", async () => {
    let fail = true;
    const backend: Backend = { name: "failing", plan: async (request) => { if (fail) throw new Error("no luck"); return reference.plan(request); } };
    const model = await createOneLayer({ backend });
    await expect(model.run({ x: ones(1, 2) })).rejects.toThrow("no luck");
    fail = false;
    await expect(model.run({ x: ones(1, 2) })).resolves.toBeDefined();
  });
});

describe("aborting", () => {
  test("before the call, while waiting, and while running", async () => {
    const { backend, events } = observedBackend();
    const model = await createOneLayer({ backend });
    await expect(model.run({ x: ones(1, 2) }, { signal: AbortSignal.abort("early") })).rejects.toBe("early");
    expect(events).toEqual([]);

    const [running, waiting] = [new AbortController(), new AbortController()];
    const first = model.run({ x: ones(1, 2) }, { signal: running.signal });
    const second = model.run({ x: ones(2, 2) }, { signal: waiting.signal });
    const third = model.run({ x: ones(3, 2) });
    waiting.abort("waiting");
    await expect(second).rejects.toBe("waiting");
    while (!events.includes("start 1x2")) await new Promise((resolve) => setTimeout(resolve));
    running.abort("running");
    await expect(first).rejects.toBe("running");
    await third;
    expect(events).toEqual(["plan 1x2", "start 1x2", "plan 3x2", "start 3x2", "end 3x2"]);
  });

  test("a signal that is aborted after the end does nothing", async () => {
    const controller = new AbortController();
    const model = await createOneLayer();
    await model.run({ x: ones(1, 2) }, { signal: controller.signal });
    controller.abort();
    await expect(model.run({ x: ones(1, 2) })).resolves.toBeDefined();
  });

  test("loading ends between pieces", async () => {
    const model = await createOneLayer();
    const bytes = await model.saveWeights();
    const controller = new AbortController();
    const source = {
      size: bytes.length,
      read(offset: number, into: Uint8Array) {
        into.set(bytes.subarray(offset, offset + into.length));
        if (into.length === 24) controller.abort("enough");
      },
    };
    await expect(model.loadWeights(source, { signal: controller.signal })).rejects.toBe("enough");
    expect(await failure(model.run({ x: ones(1, 2) }))).toContain("load weights again");
  });
});

describe("plans", () => {
  test("the four used last are kept, the others disposed of", async () => {
    const { backend, events } = observedBackend();
    const model = await createOneLayer({ backend });
    for (const size of [1, 2, 3, 4, 1, 5, 2]) await model.run({ x: ones(size, 2) });
    expect(events.filter((event) => !event.startsWith("start") && !event.startsWith("end"))).toEqual([
      "plan 1x2", "plan 2x2", "plan 3x2", "plan 4x2", "dispose 2x2", "plan 5x2", "dispose 3x2", "plan 2x2",
    ]);
    await model.dispose();
    expect(events.slice(-4).toSorted()).toEqual(["dispose 1x2", "dispose 2x2", "dispose 4x2", "dispose 5x2"]);
  });

  test("explain tells what a run does", async () => {
    const model = await createTinyNet({ NClass: 10, backend: reference });
    const { steps, macs, parameterCount, weightBytes, activationBytes } = await model.explain({ BatchSize: 2 });
    expect(steps.map(({ path, operation, shape, bytes }) => [path, operation, shape.join("x"), bytes])).toContainEqual(["convblock1.conv1", "conv2d", "2x3x4x4", 384]);
    expect(macs).toBe(2 * (3 * 16 * 27 + 480));
    expect(parameterCount).toBe(84 + 6 + 490);
    expect(weightBytes).toBe(4 * (84 + 12 + 490));
    expect(activationBytes).toBeGreaterThanOrEqual(2 * 384);
    expect((await model.explain()).macs).toBe(macs / 2);
    const { threads, notes } = await (await createTinyNet({ NClass: 10, threads: 2, backend: reference })).explain();
    expect([threads, notes]).toEqual([1, ["Runs on 1 thread instead of 2: the reference backend has no more."]]);
    expect(await failure(model.explain({ BatchSise: 2 }))).toBe("TinyNet has no run dimension BatchSise; the nearest is BatchSize.");
    expect(await failure(model.explain({ BatchSize: 0 }))).toBe("TinyNet: BatchSize is 0; it must be a whole number of at least 1.");
  });
});

describe("the end of a model", () => {
  test("every use after dispose is refused", async () => {
    const model = await createOneLayer();
    await model.dispose();
    const gone = "OneLayer has been disposed of, and cannot be used any more.";
    const uses = [
      model.run({ x: ones(1, 2) }), model.runInto({ x: ones(1, 2) }, { y: new Float32Array(3) }), model.saveWeights(),
      model.saveWeightsTo({ write() {} }), model.loadWeights(new Uint8Array(8)), model.explain(),
    ];
    expect(await Promise.all(uses.map(failure))).toEqual(uses.map(() => gone));
    expect(() => model.parameter("fc.weight")).toThrow(gone);
    await expect(model.dispose()).resolves.toBeUndefined();
  });

  test("the run at work ends with an error, those that wait are refused, then the plans go", async () => {
    const { backend, events } = observedBackend();
    const model = await createOneLayer({ backend });
    const first = failure(model.run({ x: ones(1, 2) }));
    const second = failure(model.run({ x: ones(2, 2) }));
    while (!events.includes("start 1x2")) await new Promise((resolve) => setTimeout(resolve));
    await model.dispose();
    expect(await first).toBe("OneLayer has been disposed of in the midst of this run.");
    expect(await second).toContain("has been disposed of");
    expect(events).toEqual(["plan 1x2", "start 1x2", "dispose 1x2"]);
  });

  test("await using disposes", async () => {
    const model = await createOneLayer();
    await model[Symbol.asyncDispose]();
    await expect(model.run({ x: ones(1, 2) })).rejects.toThrow("disposed");
  });
});

test("parameters are found by name, with the nearest where there is none", async () => {
  const model = await createTinyNet({ NClass: 2 });
  expect(() => model.parameter("linear1.wieght")).toThrow('TinyNet: there is no float32 parameter "linear1.wieght", the nearest is "linear1.weight".');
  expect(() => model.parameter("__proto__")).toThrow('there is no float32 parameter "__proto__"');
});

test("two models of one definition share nothing", async () => {
  const [a, b] = [await createSum(), await createSum()];
  const results = await Promise.all([a.run({ a: ones(1, 1), b: ones(1, 1) }), b.run({ a: ones(1, 2), b: ones(1, 2) })]);
  expect(results.map(({ sum }) => sum.shape)).toEqual([[1, 1], [1, 2]]);
});
