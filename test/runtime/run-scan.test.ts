/** What scans compute: PyTorch's recurrent modules within 1e-6 of the largest, and the corners that no such module reaches. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  add, createModel, featureMap, fillNormal, float32, input, lastState, linear, mul, ModelError, randn, randomStream, reference, relu, scan, sub, wasm,
  type Model, type Net, type TensorInput, type Value,
} from "../../src/runtime/index.ts";
import { expectClose } from "./reference/run-kernel.ts";
import { type CellName, createRecurrent } from "./recurrent-cells.ts";
import { defineWith } from "./tiny-models.ts";

interface PlainTensor {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

interface RecurrentCase {
  readonly title: string;
  readonly cell: CellName;
  readonly parameters: Readonly<Record<string, PlainTensor>>;
  readonly x: PlainTensor;
  readonly first: Readonly<Record<string, PlainTensor>>;
  readonly output: PlainTensor;
  readonly last: Readonly<Record<string, PlainTensor>>;
}

const cases = JSON.parse(readFileSync(new URL("../reference/modules/recurrent.json", import.meta.url), "utf8")) as readonly RecurrentCase[];

const tensor = ({ shape, data }: PlainTensor) => ({ shape, data: Float32Array.from(data) });

describe("PyTorch's numbers", () => {
  test.each(cases)("$title", async ({ cell, parameters, x, first, output, last }) => {
    const model = await createRecurrent(cell);
    expect(model.parameters.map(({ name }) => name).toSorted()).toEqual(Object.keys(parameters).map((name) => `cell.${name}`).toSorted());
    for (const [name, { data }] of Object.entries(parameters)) model.parameter(`cell.${name}`).set(data);
    const states = Object.fromEntries(Object.entries(first).map(([name, value]) => [`cell.${name}`, tensor(value)]));
    const results = await model.run({ x: tensor(x), ...states });
    expectClose(results.output, output, 1e-6);
    for (const [name, value] of Object.entries(last)) expectClose(results[`cell.${name}` as "cell.H"], value, 1e-6);
  });
});

/** A model of one scan over `x` (BatchSize, SeqLen, 1), with states of one number each. */
function createScan<S extends string>(states: readonly S[], step: (net: Net, x: Value, states: Readonly<Record<S, Value>>) => { readonly output: Value; readonly states: Readonly<Record<S, Value>> }): Promise<Model<"x", "y", never, `s.${S}`>> {
  return createModel(defineWith((net) => {
    const shapes = Object.fromEntries(states.map((name) => [name, ["BatchSize", 1]])) as unknown as Record<S, readonly (string | number)[]>;
    return { y: scan(net, "s", { x: input(net, "x", float32("BatchSize", "SeqLen", 1)) }, shapes, (inner, { x }, before) => step(inner, x, before)) };
  }), {});
}

const column = (...rows: readonly (readonly number[])[]): TensorInput => ({ shape: [rows.length, rows[0]!.length, 1], data: Float32Array.from(rows.flat()) });

describe("a scan", () => {
  test("sums along the sequence, batch by batch", async () => {
    const model = await createScan(["S"], (net, x, { S }) => {
      const sum = add(net, "sum", x, S);
      return { output: sum, states: { S: sum } };
    });
    const { y, "s.S": last } = await model.run({ x: column([1, 2, 3], [10, 20, 30]), "s.S": { shape: [2, 1], data: Float32Array.of(100, 0) } });
    expect([...y.data]).toEqual([101, 103, 106, 10, 30, 60]);
    expect([...last.data]).toEqual([106, 60]);
  });

  test("hands states on all at once: they may change places", async () => {
    const model = await createScan(["A", "B", "Old"], (_net, x, { A, B, Old }) => ({ output: Old, states: { A: B, B: x, Old: A } }));
    const { y, ...last } = await model.run({ x: column([1, 2, 3, 4, 5]) });
    expect([...y.data]).toEqual([0, 0, 0, 1, 2]);
    expect(Object.values(last).map(({ data }) => data[0])).toEqual([4, 5, 3]);
  });

  test("a state that stays, a state that is a view, and an output that is a state", async () => {
    const model = await createScan(["Kept", "Seen"], (net, x, { Kept, Seen }) => (
      { output: Kept, states: { Kept: featureMap(net, "kept", Kept, { shape: [-1, -1] }), Seen: featureMap(net, "seen", add(net, "sum", Seen, x), { shape: [-1, 1] }) } }
    ));
    const { y, "s.Kept": kept, "s.Seen": seen } = await model.run({ x: column([1, 2]), "s.Kept": Float32Array.of(7) });
    expect([[...y.data], [...kept.data], [...seen.data]]).toEqual([[7, 7], [7], [3]]);
  });

  test("a step that needs no state, or no sequence", async () => {
    const stateless = await createScan([], (net, x) => ({ output: relu(net, "r", x), states: {} }));
    expect([...(await stateless.run({ x: column([-1, 2, -3]) })).y.data]).toEqual([0, 2, 0]);
    const counting = await createScan(["N"], (net, _x, { N }) => {
      const next = add(net, "next", N, 1);
      return { output: next, states: { N: next } };
    });
    expect([...(await counting.run({ x: column([0, 0, 0, 0]) })).y.data]).toEqual([1, 2, 3, 4]);
  });

  test("what is used after the loop keeps its memory during it", async () => {
    const model: Model<"x", "y"> = await createModel(defineWith((net) => {
      const x = input(net, "x", float32("BatchSize", "SeqLen", 2));
      const doubled = add(net, "doubled", x, x);
      const sums = scan(net, "s", { x: mul(net, "tripled", doubled, 1.5) }, { S: ["BatchSize", 2] }, (inner, { x: each }, { S }) => {
        const a = mul(inner, "a", each, S);
        const b = add(inner, "b", a, each);
        const c = sub(inner, "c", b, a);
        const sum = add(inner, "sum", c, S);
        return { output: sum, states: { S: sum } };
      });
      return { y: add(net, "y", sums, doubled) };
    }), {});
    const { y } = await model.run({ x: { shape: [1, 3, 2], data: Float32Array.of(1, 10, 2, 20, 3, 30) } });
    expect([...y.data]).toEqual([3 + 2, 30 + 20, 9 + 4, 90 + 40, 18 + 6, 180 + 60]);
  });

  test("one scan starts from another's last state, which is an output too", async () => {
    const model: Model<"x" | "z", "y", never, "first.S" | "second.S"> = await createModel(defineWith((net) => {
      const summing = (id: string, x: Value, S: Value | readonly (string | number)[]) => scan(net, id, { x }, { S }, (inner, { x: each }, { S: before }) => {
        const sum = add(inner, "sum", each, before);
        return { output: sum, states: { S: sum } };
      });
      const first = summing("first", input(net, "x", float32("BatchSize", "SeqLen", 1)), ["BatchSize", 1]);
      return { y: summing("second", input(net, "z", float32("BatchSize", "Other", 1)), lastState(net, first, "S")) };
    }), {});
    const { y, ...last } = await model.run({ x: column([1, 2, 3]), z: column([10, 20]) });
    expect([...y.data]).toEqual([16, 36]);
    expect([last["first.S"].data[0], last["second.S"].data[0]]).toEqual([6, 36]);
  });

  test("gives the same whether what needs no state is done before the loop or in it", async () => {
    // A product with the state in front keeps everything behind it in the loop.
    const build = (held: boolean) => createScan(["H"], (net, x, { H }) => {
      const one = held ? add(net, "one", mul(net, "zero", H, 0), 1) : add(net, "one", mul(net, "zero", x, 0), 1);
      const fromInput = linear(net, "fc", mul(net, "x1", x, one), { inFeatures: 1, outFeatures: 1 });
      const h = add(net, "h", fromInput, H);
      return { output: h, states: { H: h } };
    });
    const results = await Promise.all([true, false].map(async (held) => (await build(held)).run({ x: column([1, 2, 3], [4, 5, 6]) })));
    expect(results[0]!.y.data).toEqual(results[1]!.y.data);
  });

  test.each([{ backend: reference, working: 0 }, { backend: wasm(), working: 4 * 64 }])("plans its step once: the memory does not grow with the steps, apart from what all steps give ($backend.name)", async ({ backend, working }) => {
    const model = await createRecurrent("lstm", { backend, threads: 1 });
    const bytes = async (SeqLen: number) => (await model.explain({ SeqLen })).activationBytes;
    // Tensors begin at multiples of 64 bytes, and products take rows by four or by six.
    const perStep = ((await bytes(120)) - (await bytes(96))) / 24;
    // Four gates of four numbers, each with and without its bias, at most twice, and the output; products in WASM read rows of 64 numbers.
    expect(perStep).toBeLessThanOrEqual(4 * 4 * (4 + 1 + 1) + working);
    expect(((await bytes(1032)) - (await bytes(1008))) / 24).toBe(perStep);
  });

  test("tells its steps, the work of all times, and how often it is done", async () => {
    const { steps, macs } = await (await createRecurrent("rnn", { backend: reference })).explain({ BatchSize: 2, SeqLen: 5 });
    expect(steps.filter(({ algorithm }) => algorithm !== "view").map(({ path, operation, shape, macs: own, times }) => [path, operation, shape, own, times])).toEqual([
      ["cell.xW.h", "matmul", [2, 5, 4], 2 * 5 * 12, undefined],
      ["cell.xW.h.b", "add", [2, 5, 4], 0, undefined],
      ["cell", "scan", [2, 5, 4], 0, undefined],
      ["cell.hU.h", "matmul", [2, 4], 5 * 2 * 16, 5],
      ["cell.hU.h.c", "add", [2, 4], 0, 5],
      ["cell.h", "add", [2, 4], 0, 5],
      ["cell.H", "tanh", [2, 4], 0, 5],
    ]);
    expect(macs).toBe(120 + 160);
  });

  test("checks again what only a run knows", async () => {
    const model: Model<"a" | "b", "y"> = await createModel(defineWith((net) => {
      const [a, b] = [input(net, "a", float32("N", "S", 1)), input(net, "b", float32("N", "T", 1))];
      return { y: scan(net, "s", { a, b }, {}, (inner, each) => ({ output: add(inner, "y", each.a, each.b), states: {} })) };
    }), {});
    expect(await failure(model.run({ a: column([1, 2]), b: column([1]) }))).toBe("Broken, s: axis 1 of a is 2, and that of b is 1; sequences must have equally many steps.");
  });

  test("ends in the middle of its steps where a signal says so", async () => {
    const model = await createRecurrent("lstm");
    const controller = new AbortController();
    const run = model.run({ x: { shape: [1, 200_000, 3], data: new Float32Array(600_000) } }, { signal: controller.signal });
    setTimeout(() => controller.abort("enough"));
    await expect(run).rejects.toBe("enough");
    expect((await model.run({ x: { shape: [1, 1, 3], data: new Float32Array(3) } })).output.shape).toEqual([1, 1, 4]);
  });
});

async function failure(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ModelError) return error.message;
    throw error;
  }
  return "nothing failed";
}

describe("inputs that may be left out", () => {
  test("states are zeros, of the batch that the others have", async () => {
    const model = await createRecurrent("gru");
    const x = { shape: [3, 2, 3], data: Float32Array.from({ length: 18 }, (_, i) => Math.sin(i)) };
    const zeros = { shape: [3, 4], data: new Float32Array(12) };
    expect((await model.run({ x })).output).toEqual((await model.run({ x, "cell.H": zeros })).output);
    expect(await failure(model.run({ x, "cell.H": { shape: [2, 4], data: new Float32Array(8) } }))).toBe("gru, cell.H: axis 0 (BatchSize) is 2, and gru, x has 3 there.");
    expect(await failure(model.run({ x, "cell.h": zeros } as never))).toBe('gru: there is no input "cell.h", the nearest is "cell.H".');
    expect(model.inputs).toEqual([
      { name: "x", element: "float32", shape: ["BatchSize", "SeqLen", 3] }, { name: "cell.H", element: "float32", shape: ["BatchSize", 4], default: "zeros" },
    ]);
    expect(model.outputs).toEqual([
      { name: "output", element: "float32", shape: [NaN, NaN, 4] }, { name: "cell.H", element: "float32", shape: [NaN, 4], state: true },
    ]);
  });

  test("a run leaves no trace in the zeros of the next", async () => {
    const model = await createRecurrent("rnn");
    const x = { shape: [1, 3, 3], data: Float32Array.from({ length: 9 }, (_, i) => Math.cos(i)) };
    const once = await model.run({ x });
    expect(await model.run({ x })).toEqual(once);
  });

  test("runInto takes the states or leaves them", async () => {
    const model = await createRecurrent("rnn");
    const x = { shape: [1, 2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) };
    const [output, state] = [new Float32Array(8), new Float32Array(4)];
    await model.runInto({ x }, { output });
    expect(output.some((value) => value !== 0)).toBe(true);
    await model.runInto({ x }, { output, "cell.H": state });
    expect(state).toEqual(output.subarray(4));
    // The state may go where it came from only by a copy of the caller's.
    expect(await failure(model.runInto({ x, "cell.H": state }, { output, "cell.H": state }))).toContain("memory that an input or another output uses");
  });

  test("noise is drawn from the seed, or given", async () => {
    const model: Model<"x", "y", "eps"> = await createModel(defineWith((net) => {
      const x = input(net, "x", float32("BatchSize", 3));
      return { y: add(net, "y", x, randn(net, "eps", { shape: ["BatchSize", 3] })) };
    }), { seed: 5 });
    const x = { shape: [2, 3], data: new Float32Array(6) };
    const drawn = (await model.run({ x })).y;
    expect((await model.run({ x })).y).toEqual(drawn);
    expect((await model.run({ x }, { seed: 5 })).y).toEqual(drawn);
    expect((await model.run({ x }, { seed: 6 })).y.data).not.toEqual(drawn.data);
    expect((await model.run({ x, eps: { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) } })).y.data).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6));
    const stream = new Float32Array(6);
    fillNormal(randomStream(5, "eps"), stream);
    expect(drawn.data).toEqual(stream);
    expect(await failure(model.run({ x }, { seed: 0.5 }))).toBe("Broken: the run's seed must be a safe integer.");
  });

  test("a shape that nothing tells must be given", async () => {
    const model: Model<never, "y", "eps"> = await createModel(defineWith((net) => ({ y: randn(net, "eps", { shape: ["Samples", 2] }) })), {});
    expect(await failure(model.run({}))).toBe("Broken, eps was left out, and no input tells its shape (Samples, 2): give it as a tensor { data, shape }.");
    expect((await model.run({ eps: Float32Array.of(1, 2, 3, 4) })).y.shape).toEqual([2, 2]);
  });

  test("in a scan each step draws its own, for all steps as one input", async () => {
    const model: Model<"x", "y", "s.e"> = await createModel(defineWith((net) => ({
      y: scan(net, "s", { x: input(net, "x", float32("N", "T", 1)) }, { S: ["N", 1] }, (inner, { x }, { S }) => {
        const sum = add(inner, "sum", add(inner, "noisy", x, randn(inner, "e", { shape: ["N", 1] })), mul(inner, "none", S, 0));
        return { output: sum, states: { S: sum } };
      }),
    })), {});
    const drawn = (await model.run({ x: column([0, 0, 0, 0]) })).y.data;
    expect(new Set(drawn).size).toBe(4);
    expect([...(await model.run({ x: column([0, 0]), "s.e": column([8, 9]) })).y.data]).toEqual([8, 9]);
  });
});
