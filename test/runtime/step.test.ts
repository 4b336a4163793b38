/** Recurrent models step by step: the same numbers as a run over the whole sequence. */
import { describe, expect, test } from "vitest";
import {
  add, createModel, embedding, float32, input, int32, lastState, linear, mean, ModelError, randn, relu, scan, softmax,
  type Model, type Net, type Tensor, type Value,
} from "../../src/runtime/index.ts";
import { createRecurrent } from "./recurrent-cells.ts";
import { defineWith } from "./tiny-models.ts";

const [batch, steps, features] = [2, 5, 3];
const data = Float32Array.from({ length: batch * steps * features }, (_, i) => Math.sin(i * 1.7));
const x = { shape: [batch, steps, features], data };
const at = (step: number) => ({
  shape: [batch, features],
  data: Float32Array.from({ length: batch * features }, (_, i) => data[(Math.floor(i / features) * steps + step) * features + (i % features)]!),
});

/** Element `step` of axis 1. */
function elementOf({ shape, data: all }: Tensor, step: number): number[] {
  const [, length, width] = shape as [number, number, number];
  return [...all].filter((_, i) => Math.floor(i / width) % length === step);
}

async function failure(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ModelError) return error.message;
    throw error;
  }
  return "nothing failed";
}

describe("stepping", () => {
  test.each(["rnn", "lstm", "gru"] as const)("a %s gives what a run over all steps gives", async (cell) => {
    const model = await createRecurrent(cell);
    const whole = await model.run({ x });
    for (let step = 0; step < steps; step++) {
      const { output } = await model.step({ x: at(step) });
      expect(output.shape).toEqual([batch, 4]);
      expect([...output.data]).toEqual(elementOf(whole.output, step));
    }
  });

  test("starts from given states, carries them, and starts anew from zeros", async () => {
    const model = await createRecurrent("gru");
    const H = { shape: [batch, 4], data: Float32Array.from({ length: 8 }, (_, i) => i / 8) };
    const whole = await model.run({ x, "cell.H": H });
    const first = await model.step({ x: at(0), "cell.H": H });
    // What the caller does with its results is not seen.
    first["cell.H"].data.fill(9);
    expect([...(await model.step({ x: at(1) })).output.data]).toEqual(elementOf(whole.output, 1));
    await model.resetStates();
    expect([...(await model.step({ x: at(0) })).output.data]).toEqual(elementOf((await model.run({ x })).output, 0));
  });

  test("a run in between changes nothing, nor does a step that fails or is aborted", async () => {
    const model = await createRecurrent("lstm");
    const whole = await model.run({ x });
    await model.step({ x: at(0) });
    await model.run({ x });
    await expect(model.step({ x: at(3) }, { signal: AbortSignal.abort("no") })).rejects.toBe("no");
    expect(await failure(model.step({ x: at(1), y: at(1) } as never))).toContain('lstm: there is no input "y"');
    expect([...(await model.step({ x: at(1) })).output.data]).toEqual(elementOf(whole.output, 1));
  });

  test("steps that are asked for at once take turns", async () => {
    const model = await createRecurrent("rnn");
    const whole = await model.run({ x });
    const results = await Promise.all(Array.from({ length: steps }, (_, step) => model.step({ x: at(step) })));
    expect(results.map(({ output }) => [...output.data])).toEqual(results.map((_, step) => elementOf(whole.output, step)));
  });

  test("another batch is refused until the states are reset", async () => {
    const model = await createRecurrent("rnn");
    await model.step({ x: at(0) });
    const one = { shape: [1, 3], data: new Float32Array(3) };
    expect(await failure(model.step({ x: one }))).toBe(
      "rnn, cell.H: axis 0 (BatchSize) is 2, and rnn, x has 1 there. (rnn carries the states of the step before; resetStates() starts anew.)");
    await model.resetStates();
    expect((await model.step({ x: one })).output.shape).toEqual([1, 4]);
  });

  test("an array's shape is that of one step, and a shape with the axis of steps is refused", async () => {
    const model = await createRecurrent("rnn");
    expect((await model.step({ x: new Float32Array(6) })).output.shape).toEqual([2, 4]);
    await model.resetStates();
    expect(await failure(model.step({ x }))).toBe("rnn, x takes the shape (BatchSize, 3), and gets (2, 5, 3).");
  });

  test("indices, two layers, and an output of all classes", async () => {
    const layer = (net: Net, id: string, value: Value) => scan(net, id, { x: value }, { H: ["BatchSize", 4] }, (inner, { x: each }, { H }) => {
      const h = relu(inner, "h", add(inner, "sum", linear(inner, "fc", each, { inFeatures: 4, outFeatures: 4 }), H));
      return { output: h, states: { H: h } };
    });
    const model: Model<"words", "tags", never, "one.H" | "two.H"> = await createModel(defineWith((net) => {
      const words = embedding(net, "emb", input(net, "words", int32("BatchSize", "SeqLen")), { numEmbeddings: 9, embeddingDim: 4 });
      const scores = linear(net, "fc", layer(net, "two", layer(net, "one", words)), { inFeatures: 4, outFeatures: 3 });
      return { tags: softmax(net, "tags", scores, { dim: -1 }) };
    }), {});
    const words = Int32Array.of(1, 5, 8);
    const { tags } = await model.run({ words: { shape: [1, 3], data: words } });
    for (let step = 0; step < 3; step++) {
      const result = await model.step({ words: words.slice(step, step + 1) });
      expect(result.tags.shape).toEqual([1, 3]);
      expect([...result.tags.data]).toEqual(elementOf(tags, step));
      expect(result["two.H"].shape).toEqual([1, 4]);
    }
    expect(await failure(model.step({ words: Int32Array.of(9) }))).toContain("9 at (0) is no index of emb, whose vocabulary is 9");
  });

  test("noise is another one in each step, the same after a reset", async () => {
    const model: Model<"x", "y", "s.e", "s.H"> = await createModel(defineWith((net) => ({
      y: scan(net, "s", { x: input(net, "x", float32("N", "T", 1)) }, { H: ["N", 1] }, (inner, { x: each }, { H }) => (
        { output: add(inner, "y", each, randn(inner, "e", { shape: ["N", 1] })), states: { H } }
      )),
    })), {});
    const draw = async () => (await model.step({ x: new Float32Array(1) })).y.data[0]!;
    const drawn = [await draw(), await draw()];
    expect(drawn[0]).not.toBe(drawn[1]);
    await model.resetStates();
    expect([await draw(), await draw()]).toEqual(drawn);
    expect((await model.step({ x: new Float32Array(1), "s.e": Float32Array.of(4) })).y.data[0]).toBe(4);
  });
});

describe("models that cannot be stepped say why", () => {
  const summing = (net: Net, id: string, value: Value, S: Value | readonly (string | number)[] = ["N", 2]) => scan(net, id, { x: value }, { S }, (inner, { x: each }, { S: before }) => {
    const sum = add(inner, "sum", each, before);
    return { output: sum, states: { S: sum } };
  });
  const refusal = async (statements: (net: Net) => Record<string, Value>) => failure((await createModel(defineWith(statements), {}) as Model<"x", "y">).step({ x: new Float32Array(2) }));
  const sequence = (net: Net, ...shape: (string | number)[]) => input(net, "x", float32(...shape));

  test.each<[string, (net: Net) => Record<string, Value>, string]>([
    ["no state", (net) => ({ y: relu(net, "r", sequence(net, "N", "T", 2)) }), "Broken has no state to carry from step to step: run it."],
    ["a fixed length", (net) => ({ y: summing(net, "s", sequence(net, "N", 28, 2)) }), "Broken, s: the diagram fixes the length of its sequence (28), so the model cannot be run step by step."],
    ["a length of any size", (net) => ({ y: summing(net, "s", sequence(net, "N", -1, 2)) }), "Broken, s: the length of its sequence has no name, so the model cannot be run step by step."],
    ["two lengths", (net) => ({ y: summing(net, "s", sequence(net, "N", "T", 2)), z: summing(net, "s2", input(net, "z", float32("N", "U", 2))) }),
      "Broken, s2: it goes along U, and s along T, so the model cannot be run step by step."],
    ["a mean over the steps", (net) => ({ y: mean(net, "m", summing(net, "s", sequence(net, "N", "T", 2)), { dim: 1 }) }),
      "Broken, m: mean takes whole sequences together, so the model cannot be run step by step."],
    ["the length along another axis", (net) => ({ y: summing(net, "s", sequence(net, "N", "T", 2)), mask: input(net, "mask", float32("N", "T", "T")) }),
      "Broken, mask: T is the size of another axis than 1, so the model cannot be run step by step."],
    ["a state that a run computes", (net) => ({ y: summing(net, "two", summing(net, "one", sequence(net, "N", "T", 2)), lastState(net, summing(net, "three", input(net, "z", float32("N", "T", 2))), "S")) }),
      "Broken, two: the state S starts from a value that each run computes, so the model cannot be run step by step."],
  ])("%s", async (_, statements, message) => {
    expect(await refusal(statements)).toBe(message);
  });

  test("a state that starts from an input of the diagram is carried too", async () => {
    const model: Model<"x" | "h0", "y", never, "s.S"> = await createModel(defineWith((net) => ({ y: summing(net, "s", sequence(net, "N", "T", 2), input(net, "h0", float32("N", 2))) })), {});
    const [one, h0] = [Float32Array.of(1, 2), Float32Array.of(10, 10)];
    expect([...(await model.step({ x: one, h0 })).y.data]).toEqual([11, 12]);
    expect([...(await model.step({ x: one } as never)).y.data]).toEqual([12, 14]);
  });
});
