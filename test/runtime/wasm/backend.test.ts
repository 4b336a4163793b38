/** The wasm backend as a model uses it: on real threads, beside the reference backend, with what it refuses. */
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import type { Backend, Plan } from "../../../src/runtime/backend.ts";
import { add, avgPool2d, batchNorm, cat, conv2d, createModel, defineModel, featureMap, float32, input, mul, type Net, reference, relu, type Value } from "../../../src/runtime/index.ts";
import { wasm } from "../../../src/runtime/wasm/backend.ts";
import { bits, type Conv2dCase, conv2dCases, conv2dInFloat64, conv2dRequest, noise, wrongElements } from "./conv2d-case.ts";

/** Plans of a test, which ends with their workers. */
const plans: Plan[] = [];
afterEach(() => {
  for (const plan of plans.splice(0)) plan.dispose();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

async function planFor(backend: Backend, request: ReturnType<typeof conv2dRequest>): Promise<Plan> {
  const plan = await backend.plan(request);
  plans.push(plan);
  return plan;
}

async function resultOf(plan: Plan, { x, outputLength }: ReturnType<typeof conv2dRequest>, signal?: AbortSignal): Promise<Float32Array> {
  const y = new Float32Array(outputLength);
  await plan.run([x], [y], signal);
  return y;
}

const sizes: Conv2dCase = {
  batch: 2, groups: 1, inChannels: 5, outChannels: 11, height: 13, width: 9,
  kernel: [3, 3], stride: [1, 1], padding: [1, 1], dilation: [1, 1], bias: true, relu: true,
};

describe("numbers", () => {
  test("are within float32's bound of float64's, and the reference's within twice that, for generated shapes", async () => {
    await fc.assert(fc.asyncProperty(conv2dCases, async (generated) => {
      const request = conv2dRequest(generated);
      const exact = conv2dInFloat64(generated, request);
      const y = await resultOf(await planFor(wasm(), { ...request, threads: 1, algorithms: { conv2d: "gemm" } }), request);
      const theirs = await resultOf(await planFor(reference, request), request);
      expect(wrongElements(y, exact)).toEqual([]);
      expect(wrongElements(y, { y: Float64Array.from(theirs), bound: exact.bound.map((bound) => 2 * bound) })).toEqual([]);
    }), { seed: 2, numRuns: 30 });
  });

  test("have the same bits on 1, 2 and 3 threads, run after run, for generated shapes", async () => {
    await fc.assert(fc.asyncProperty(conv2dCases, async (generated) => {
      const request = conv2dRequest(generated);
      const [one, two, three] = await Promise.all([1, 2, 3].map((threads) => planFor(wasm({ leastWork: 0 }), { ...request, threads })));
      const expected = bits(await resultOf(one!, request));
      for (const plan of [two!, three!, two!]) {
        expect(plan.notes).toEqual([]);
        expect(bits(await resultOf(plan, request))).toEqual(expected);
      }
      for (const plan of [one!, two!, three!]) plan.dispose();
    }), { seed: 3, numRuns: 8 });
  });

  test("follow parameters that are written to between runs", async () => {
    const request = conv2dRequest(sizes);
    const plan = await planFor(wasm({ leastWork: 0 }), { ...request, threads: 2, algorithms: { conv2d: "gemm" } });
    await resultOf(plan, request);
    request.parameters.get("conv1.weight")!.fill(0.25);
    request.parameters.get("conv1.bias")!.fill(-1);
    expect(wrongElements(await resultOf(plan, request), conv2dInFloat64(sizes, request))).toEqual([]);
  });

  test("pass through a whole model, unlike only in speed", async () => {
    const Model = defineModel({
      format: 1,
      name: "TwoConv2ds",
      describe(net) {
        const inp = featureMap(net, "claim0", input(net, "inp", float32("BatchSize", 3, 12, 12)), { shape: ["BatchSize", 3, 12, 12] });
        const relu1 = relu(net, "relu1", conv2d(net, "conv1", inp, { inChannels: 3, outChannels: 8, kernel: [3, 3], padding: [1, 1] }));
        const conv2 = conv2d(net, "conv2", relu1, { inChannels: 8, outChannels: 4, kernel: [1, 1], stride: [2, 2], bias: false });
        return { oup: relu(net, "relu2", conv2), raw: conv2, relu0: relu(net, "relu0", inp), same: inp };
      },
    });
    const x = noise(2 * 3 * 12 * 12, 7);
    const [fast, slow] = await Promise.all([{ backend: wasm({ leastWork: 0 }), threads: 2 }, { backend: reference }].map((options) => createModel(Model, { seed: 1, ...options })));
    const [ours, theirs] = [await fast!.run({ inp: x }), await slow!.run({ inp: x })] as Record<string, { shape: readonly number[]; data: Float32Array }>[];
    expect(Object.keys(ours!)).toEqual(["oup", "raw", "relu0", "same"]);
    for (const name of Object.keys(ours!)) {
      expect(ours![name]!.shape).toEqual(theirs![name]!.shape);
      const largest = Math.max(...theirs![name]!.data.map(Math.abs));
      expect(Math.max(...ours![name]!.data.map((value, index) => Math.abs(value - theirs![name]!.data[index]!)))).toBeLessThan(1e-5 * largest);
    }
    await Promise.all([fast!.dispose(), slow!.dispose()]);
  });
});

describe("steps", () => {
  const stepsOf = async (record: (net: Net, inp: Value) => Record<string, Value>) => {
    const model = await createModel(defineModel({ format: 1, name: "Steps", describe: (net) => record(net, input(net, "inp", float32(1, 2, 4, 4))) }), { backend: wasm(), threads: 1, algorithms: { conv2d: "winograd F4" } });
    return (await model.explain()).steps.map(({ path, operation, algorithm, macs }) => ({ path, operation, algorithm, macs }));
  };
  const attributes = { inChannels: 2, outChannels: 3, kernel: [3, 3], padding: [1, 1] } as const;

  const convolution = { path: "conv1", operation: "conv2d+relu", algorithm: "winograd F4", macs: 3 * 4 * 4 * 2 * 3 * 3 };
  const prepared = [
    { path: "conv1", operation: "conv2d+relu", algorithm: "border", macs: 0 },
    { path: "conv1", operation: "conv2d+relu", algorithm: "to blocked", macs: 0 },
  ];

  test("fuse the relu that alone follows a convolution, also through a feature map", async () => {
    expect(await stepsOf((net, inp) => ({ oup: relu(net, "relu1", featureMap(net, "claim1", conv2d(net, "conv1", inp, attributes), { shape: [1, 3, 4, 4] })) }))).toEqual([
      ...prepared, convolution, { path: "oup", operation: "output", algorithm: "to plain", macs: 0 },
    ]);
  });

  test("fold the batch norm after a convolution, and add the residual with it", async () => {
    expect(await stepsOf((net, inp) => {
      const norm = batchNorm(net, "bn1", conv2d(net, "conv1", inp, { ...attributes, outChannels: 2 }), { numFeatures: 2 });
      return { oup: relu(net, "relu1", add(net, "add1", inp, norm)) };
    })).toEqual([
      ...prepared.map((step) => ({ ...step, operation: "conv2d+batchNorm+add+relu" })),
      { ...convolution, operation: "conv2d+batchNorm+add+relu", macs: 2 * 4 * 4 * 2 * 3 * 3 },
      { path: "oup", operation: "output", algorithm: "to plain", macs: 0 },
    ]);
  });

  test("average before a convolution of single pixels, with the reference's numbers", async () => {
    const Transition = defineModel({
      format: 1,
      name: "Transition",
      describe(net) {
        const conv1 = conv2d(net, "conv1", input(net, "inp", float32("BatchSize", 6, 7, 9)), { inChannels: 6, outChannels: 5, kernel: [1, 1] });
        return { oup: relu(net, "relu1", avgPool2d(net, "pool1", batchNorm(net, "bn1", conv1, { numFeatures: 5 }), { kernel: [3, 2], stride: [2, 2] })) };
      },
    });
    const models = await Promise.all([wasm(), reference].map((backend) => createModel(Transition, { seed: 5, backend, threads: 1 })));
    for (const model of models) for (const name of ["weight", "bias", "running_mean"]) model.parameter(`bn1.${name}`).set(noise(5, name.length));
    const inp = { shape: [2, 6, 7, 9], data: noise(756, 1) };
    const [found, expected] = (await Promise.all(models.map((model) => model.run({ inp })))).map((outputs) => outputs["oup"]!.data) as [Float32Array, Float32Array];
    expect(expected.filter((value) => value > 0).length).toBeGreaterThan(20);
    expect(Math.max(...found.map((value, index) => Math.abs(value - expected[index]!)))).toBeLessThan(1e-6);
    const steps = (await models[0]!.explain()).steps.filter(({ path, algorithm }) => path !== "oup" && !algorithm.startsWith("to "));
    expect(steps.map(({ path, operation, macs }) => [path, operation, macs])).toEqual([["pool1", "avgPool2d", 0], ["conv1", "conv2d+batchNorm+relu", 3 * 4 * 5 * 6]]);
    await Promise.all(models.map((model) => model.dispose()));
  });

  test("keep a relu apart whose input is used elsewhere", async () => {
    const operations = (await stepsOf((net, inp) => {
      const conv1 = conv2d(net, "conv1", inp, { ...attributes, padding: [0, 0] });
      return { oup: relu(net, "relu1", conv1), conv1 };
    })).filter(({ operation, macs }) => macs > 0 || operation !== "conv2d").map(({ operation }) => operation);
    expect(operations).toEqual(["conv2d", "relu", "output", "output"]);
  });

  test("join images in place, also what is joined again", async () => {
    const steps = await stepsOf((net, inp) => {
      const four = { ...attributes, outChannels: 4 };
      const conv1 = conv2d(net, "conv1", inp, four);
      const cat1 = cat(net, "cat1", [conv1, conv2d(net, "conv2", conv1, { ...four, inChannels: 4 })], { dim: 1 });
      return { oup: cat(net, "cat2", [cat1, conv2d(net, "conv3", cat1, { ...four, inChannels: 8 })], { dim: 1 }) };
    });
    expect(steps.filter(({ operation }) => operation === "cat")).toEqual([]);
    expect(steps.filter(({ algorithm }) => algorithm === "border")).toHaveLength(2);
  });

  test("share memory where lives do not meet", async () => {
    const chain = async (length: number) => {
      const model = await createModel(defineModel({
        format: 1,
        name: "Chain",
        describe(net) {
          let value = input(net, "inp", float32(1, 4, 8, 8));
          for (let i = 0; i < length; i++) value = conv2d(net, `conv${i}`, value, { inChannels: 4, outChannels: 4, kernel: [1, 1] });
          return { oup: value };
        },
      }), { backend: wasm(), threads: 1 });
      return (await model.explain()).activationBytes;
    };
    expect(await chain(20)).toBe(await chain(2));
    expect(await chain(20)).toBeLessThan(3 * await chain(1));
  });
});

describe("what it has no kernels for", () => {
  test("runs on the reference backend's, with a note that lists it", async () => {
    const axes = Array.from({ length: 10 }, (_, axis) => 1 + (axis % 2));
    const Sums = defineModel({
      format: 1,
      name: "Sums",
      describe(net) {
        const block = net.scope("block1");
        const [a, b] = [input(net, "a", float32(...axes)), input(net, "b", float32(...axes.toReversed()))];
        return { sum: add(block, "add", a, b), product: mul(block, "mul", a, b) };
      },
    });
    const inputs = { a: noise(32, 1), b: noise(32, 2) };
    const [fast, slow] = [await createModel(Sums, { threads: 1 }), await createModel(Sums, { backend: reference })];
    expect(await fast.run(inputs)).toEqual(await slow.run(inputs));
    expect((await fast.explain()).notes).toEqual(["Runs on the reference backend's kernels: there is none in WASM for add (block1.add), mul (block1.mul)."]);
  });

  test("is everything where the platform has no WebAssembly", async () => {
    vi.stubGlobal("WebAssembly", undefined);
    const request = conv2dRequest(sizes);
    const plan = await planFor(wasm(), { ...request, threads: 1 });
    expect(plan.notes).toEqual(["Runs on the reference backend's kernels: this JavaScript engine has no WebAssembly with SIMD and atomics."]);
    expect(bits(await resultOf(plan, request))).toEqual(bits(await resultOf(await planFor(reference, request), request)));
  });
});

describe("what it refuses", () => {

  test("is an algorithm that a node cannot be computed by", async () => {
    await expect(wasm().plan({ ...conv2dRequest(sizes), threads: 1, algorithms: { conv1: "vector" } })).rejects.toThrow(/^conv1 cannot be computed by vector, but by (?=.*winograd F4)(?=.*gemm)(?=.*direct).*\.$/);
  });

  test("is a plan that 4 GB do not hold", async () => {
    const request = conv2dRequest(sizes);
    const types = request.types.map(({ element, shape }) => ({ element, shape: [1_000_000, ...shape.slice(1)] }));
    await expect(wasm().plan({ ...request, types, threads: 1 })).rejects.toThrow(/^There is no memory for a run of OneConv2d with inp \(1000000, 5, 13, 9\), \d+ MiB of it for activations: it takes \d+ MiB, and WASM has 4096 at most/);
  });
});

test.each([[1, 8, 8, 1], [1, 64, 64, 2], [8, 32, 32, 2]])("where the number is left open, a plan for %i images of %i x %i has %i on a machine that runs two at once", async (batch, height, width, threads) => {
  const builtin = process.getBuiltinModule;
  vi.spyOn(process, "getBuiltinModule").mockImplementation(((name: string) => (name === "node:os" ? { availableParallelism: () => 2 } : builtin(name))) as typeof builtin);
  const plan = await planFor(wasm(), conv2dRequest({ ...sizes, batch, height, width, inChannels: 16, outChannels: 16 }));
  expect([plan.threads, plan.notes]).toEqual([threads, []]);
});

describe("fewer threads than asked for", () => {
  test("are what a brief run gets, with a note", async () => {
    const plan = await planFor(wasm(), { ...conv2dRequest(sizes), threads: 2 });
    expect([plan.threads, plan.notes]).toEqual([1, ["Runs on 1 thread instead of 2: a run is over before another one is awake."]]);
  });

  test.each<[string, string, () => void]>([
    ["a page that is not isolated", "the page is not cross-origin isolated", () => vi.stubGlobal("crossOriginIsolated", false)],
    ["no SharedArrayBuffer", "this platform has no SharedArrayBuffer", () => vi.stubGlobal("SharedArrayBuffer", undefined)],
    ["no workers", "this platform has no workers", () => void vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined)],
  ])("are said in a note, and the numbers are the same: %s", async (_, reason, arrange) => {
    const request = conv2dRequest(sizes);
    arrange();
    const plan = await planFor(wasm({ leastWork: 0 }), { ...request, threads: 2, algorithms: { conv2d: "gemm" } });
    expect(plan.threads).toBe(1);
    expect(plan.notes).toEqual([expect.stringContaining(`Runs on 1 thread instead of 2: ${reason}`)]);
    expect(wrongElements(await resultOf(plan, request), conv2dInFloat64(sizes, request))).toEqual([]);
  });
});
