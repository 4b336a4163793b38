import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Operation } from "../../../src/ops/operation.ts";
import { bindRunDimensions } from "../../../src/runtime/bind-run-dimensions.ts";
import { defineModel, describe as describeModel, FORMAT } from "../../../src/runtime/describe.ts";
import type { Value } from "../../../src/runtime/graph.ts";
import { float32, int32, type InputType } from "../../../src/runtime/input-type.ts";
import type { Net } from "../../../src/runtime/net.ts";
import * as op from "../../../src/runtime/operations.ts";
import { reference } from "../../../src/runtime/reference/backend.ts";

type Inputs = Readonly<Record<string, InputType>>;

async function planned<I extends Inputs>(
  inputs: I, build: (net: Net, values: Record<keyof I, Value>) => Record<string, Value>, parameters: ReadonlyMap<string, Float32Array> = new Map(), batch = 2,
) {
  const graph = describeModel(defineModel({
    format: FORMAT, name: "Case",
    describe: (net) => build(net, Object.fromEntries(Object.entries(inputs).map(([name, type]) => [name, net.input(name, type)])) as Record<keyof I, Value>),
  }), {});
  const shapes = graph.inputs.map(({ shape }) => shape.map((size) => (typeof size === "string" ? batch : size)));
  return reference.plan({ graph, types: bindRunDimensions(graph, shapes), parameters });
}

const floats = (...values: number[]) => new Float32Array(values);

test("runs a block: convolution, relu, a sum with the input, flattened and multiplied", async () => {
  const parameters = new Map([
    ["conv1.weight", floats(2)], ["conv1.bias", floats(-1)], ["fc.weight", floats(1, 10, 100)],
  ]);
  const plan = await planned({ inp: float32("BatchSize", 1, 1, 3) }, (net, { inp }) => {
    const conv1 = op.conv2d(net, "conv1", inp, { inChannels: 1, outChannels: 1, kernel: [1, 1] });
    const sum = op.add(net, "add", op.relu(net, "relu", conv1), inp);
    const map = op.featureMap(net, "map", sum, { shape: ["BatchSize", 1, 1, 3] });
    const flat = op.dropout(net, "dropout", op.flatten(net, "flatten", map));
    return { oup: op.linear(net, "fc", flat, { inFeatures: 3, outFeatures: 1, bias: false }) };
  }, parameters);
  const oup = floats(0, 0);
  await plan.run([floats(1, 2, 3, 0, -1, 1)], [oup]);
  // 2x - 1 is (1, 3, 5) and (-1, -3, 1); with relu and x it is (2, 5, 8) and (0, -1, 2).
  expect([...oup]).toEqual([852, 190]);
  expect(plan.steps.map(({ path, operation, algorithm, shape, macs, parameterCount }) => [path, operation, algorithm, shape, macs, parameterCount])).toEqual([
    ["conv1", "conv2d", "reference", [2, 1, 1, 3], 6, 2],
    ["relu", "relu", "reference", [2, 1, 1, 3], 0, 0],
    ["add", "add", "reference", [2, 1, 1, 3], 0, 0],
    ["map", "featureMap", "view", [2, 1, 1, 3], 0, 0],
    ["flatten", "flatten", "view", [2, 3], 0, 0],
    ["dropout", "dropout", "view", [2, 3], 0, 0],
    ["fc", "linear", "reference", [2, 1], 6, 3],
  ]);
});

test("values that are not alive at once share bytes, and views take none", async () => {
  const plan = await planned({ inp: float32(10) }, (net, { inp }) => {
    let value = inp;
    for (let i = 0; i < 20; i++) value = op.reshape(net, `reshape${i}`, op.exp(net, `exp${i}`, value), { shape: [10] });
    return { oup: value };
  });
  expect(plan.activationBytes).toBe(2 * 40);
});

test("a value stays until its last use, also through a view of it", async () => {
  const plan = await planned({ inp: float32(2) }, (net, { inp }) => {
    const early = op.exp(net, "early", inp);
    const view = op.reshape(net, "view", early, { shape: [1, 2] });
    let late = op.relu(net, "late", early);
    for (let i = 0; i < 3; i++) late = op.add(net, `again${i}`, late, late);
    return { oup: op.add(net, "oup", late, view) };
  });
  const oup = floats(0, 0);
  await plan.run([floats(0, 0)], [oup]);
  expect([...oup]).toEqual([9, 9]);
});

test("an output that is made early stays until the end", async () => {
  const plan = await planned({ inp: float32(1) }, (net, { inp }) => {
    const early = op.exp(net, "early", inp);
    let late = op.add(net, "late", early, early);
    for (let i = 0; i < 3; i++) late = op.add(net, `again${i}`, late, late);
    return { early, late };
  });
  const outputs = [floats(0), floats(0)];
  await plan.run([floats(0)], outputs);
  expect(outputs.map((data) => [...data])).toEqual([[1], [16]]);
});

test("a freed gap is used again by what fits into it", async () => {
  const plan = await planned({ inp: float32(8) }, (net, { inp }) => {
    const large = op.exp(net, "large", inp);
    const kept = op.relu(net, "kept", large);
    const small = op.tanh(net, "small", kept);
    return { kept, small };
  });
  expect(plan.activationBytes).toBe(2 * 32);
});

test("inputs, views of them, and one value twice can be outputs", async () => {
  const plan = await planned({ inp: float32(2), ids: int32("BatchSize") }, (net, { inp, ids }) => {
    const made = op.relu(net, "relu", inp);
    return { inp, view: op.reshape(net, "view", inp, { shape: [2, 1] }), ids: op.flatten(net, "flat", ids, { startDim: 0 }), made, again: made };
  });
  const outputs = [floats(0, 0), floats(0, 0), new Int32Array(2), floats(0, 0), floats(0, 0)];
  await plan.run([floats(-1, 2), new Int32Array([7, 8])], outputs);
  expect(outputs.map((data) => [...data])).toEqual([[-1, 2], [-1, 2], [7, 8], [0, 2], [0, 2]]);
});

test("integers are joined as integers", async () => {
  const plan = await planned({ a: int32(1), b: int32(2) }, (net, { a, b }) => ({ oup: op.cat(net, "cat", [a, b, a], { dim: 0 }) }));
  const oup = new Int32Array(4);
  await plan.run([new Int32Array([2 ** 31 - 1]), new Int32Array([5, -6])], [oup]);
  expect([...oup]).toEqual([2 ** 31 - 1, 5, -6, 2 ** 31 - 1]);
});

test("an array may be input and output of one run", async () => {
  const plan = await planned({ inp: float32(2) }, (net, { inp }) => {
    const first = op.exp(net, "first", inp);
    return { first, second: op.sub(net, "second", first, inp) };
  });
  const [shared, second] = [floats(0, 0), floats(9, 9)];
  await plan.run([shared], [shared, second]);
  expect([[...shared], [...second]]).toEqual([[1, 1], [1, 1]]);
});

test("parameters are read when the plan runs", async () => {
  const weight = floats(1);
  const plan = await planned({ inp: float32(1) }, (net, { inp }) => ({ oup: op.mul(net, "mul", inp, op.parameter(net, "w", { shape: [1] })) }), new Map([["w", weight]]));
  const oup = floats(0);
  for (const value of [3, 5]) {
    weight[0] = value;
    await plan.run([floats(2)], [oup]);
    expect([...oup]).toEqual([2 * value]);
  }
});

test("a parameter without data is an error that names it", async () => {
  const plan = await planned({ inp: float32(1) }, (net, { inp }) => ({ oup: op.linear(net.scope("block"), "fc", inp, { inFeatures: 1, outFeatures: 1 }) }));
  await expect(plan.run([floats(1)], [floats(0)])).rejects.toThrow("There is no data for the parameter block.fc.weight.");
});

test("an operation without a kernel is an error that names it and its node", async () => {
  const fold: Operation = { name: "fold", arity: 1, attributes: {}, shape: (_algebra, [x]) => ({ type: x! }) };
  await expect(planned({ inp: float32(1) }, (net, { inp }) => ({ oup: net.record(fold, "fold1", [inp], {}) })))
    .rejects.toThrow("The reference backend has no kernel for fold, which fold1 needs.");
});

const chain = (net: Net, { inp }: { inp: Value }) => {
  let value = inp;
  for (let i = 0; i < 10; i++) value = op.add(net, `add${i}`, value, inp);
  return { oup: value };
};

describe("a long run", () => {
  beforeEach(() => {
    // Every look at the clock finds a second gone, so that the event loop gets its turn after each step.
    let now = 0;
    vi.spyOn(performance, "now").mockImplementation(() => (now += 1000));
  });
  afterEach(() => vi.restoreAllMocks());

  test("is ended between steps by a signal, and the plan runs again", async () => {
    const plan = await planned({ inp: float32(1) }, chain);
    const oup = floats(7);
    const reason = new Error("enough");
    const controller = new AbortController();
    const running = plan.run([floats(1)], [oup], controller.signal);
    setTimeout(() => controller.abort(reason));
    await expect(running).rejects.toBe(reason);
    await expect(plan.run([floats(1)], [oup], controller.signal)).rejects.toBe(reason);
    expect([...oup]).toEqual([7]);
    await plan.run([floats(1)], [oup]);
    expect([...oup]).toEqual([11]);
  });

  test("is the only one of its plan", async () => {
    const plan = await planned({ inp: float32(1) }, chain);
    const oup = floats(0);
    const running = plan.run([floats(1)], [oup]);
    await expect(plan.run([floats(2)], [floats(0)])).rejects.toThrow("a plan runs once at a time");
    await running;
    expect([...oup]).toEqual([11]);
  });

  test("ends when the plan is disposed of, and none starts after", async () => {
    const plan = await planned({ inp: float32(1) }, chain);
    const running = plan.run([floats(1)], [floats(0)]);
    plan.dispose();
    await expect(running).rejects.toThrow("disposed");
    await expect(plan.run([floats(1)], [floats(0)])).rejects.toThrow("disposed");
  });
});
