/** Scans as ONNX, run by onnxruntime and compared with the reference backend within 1e-5 of the largest. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { emitOnnx } from "../../../src/5-emit/onnx/emit-onnx.ts";
import {
  add, addNoise, createModel, describe as describeModel, dropout, embedding, float32, input, int32, lastState, linear, matmul, mul, parameterOf, randn, relu, scan, transpose,
  type ModelDefinition, type Model, type Net, type TensorData, type Value,
} from "../../../src/runtime/index.ts";
import { expectClose, numbers } from "../../runtime/reference/run-kernel.ts";
import { defineWhole, numbers as randomNumbers, plans } from "../../runtime/random-cells.ts";
import { defineRecurrent } from "../../runtime/recurrent-cells.ts";
import { defineWith } from "../../runtime/tiny-models.ts";
import { decodeOnnx, reencodeOnnx } from "./decode-onnx.ts";
import { loadOnnx, runOnnx } from "./run-onnx.ts";

type AnyModel = Model<string, string, string, string>;
type Inputs = Readonly<Record<string, { readonly data: TensorData; readonly shape: readonly number[] }>>;

async function emitted(definition: ModelDefinition) {
  const model = await createModel(definition, { seed: 7 }) as AnyModel;
  const file = emitOnnx(describeModel(definition, {}), (name) => model.parameter(name), { producerVersion: "1" });
  return { model, file, session: await loadOnnx(file) };
}

/** All outputs, states among them, for each of the inputs. */
async function expectSame(definition: ModelDefinition, ...runs: readonly Inputs[]): Promise<void> {
  const { model, session } = await emitted(definition);
  for (const inputs of runs) {
    const [expected, found] = [await model.run(inputs), await runOnnx(session, inputs)];
    expect(Object.keys(found).toSorted()).toEqual(Object.keys(expected).toSorted());
    for (const [name, tensor] of Object.entries(found)) expectClose(tensor, expected[name]!);
  }
}

const lengths = [[1, 1], [2, 2], [3, 7], [1, 5], [5, 1]] as const;
const sequences = (width: number) => lengths.map(([batch, steps]) => ({ x: numbers([batch, steps, width], 3) }));

describe("at batches and lengths 1, 2 and odd ones, from zeros", () => {
  test.each(["rnn", "lstm", "gru"] as const)("%s", async (cell) => {
    await expectSame(defineRecurrent(cell), ...sequences(3));
  });

  const summing = (net: Net, id: string, x: Value, S: Value | readonly (string | number)[]) => scan(net, id, { x }, { S }, (step, { x: each }, { S: before }) => {
    const sum = add(step, "sum", linear(step, "fc", before, { inFeatures: 2, outFeatures: 2 }), each);
    return { output: sum, states: { S: sum } };
  });

  test("two scans, one starting from the other's last state", async () => {
    await expectSame(defineWith((net) => {
      const x = input(net, "x", float32("BatchSize", "SeqLen", 2));
      const first = summing(net, "first", x, ["BatchSize", 2]);
      return { y: summing(net, "second", relu(net, "relu", first), lastState(net, first, "S")) };
    }), ...sequences(2));
  });

  test("states that change places, stay, or are what came in; an output that is a state", async () => {
    await expectSame(defineWith((net) => ({
      y: scan(net, "s", { x: input(net, "x", float32("BatchSize", "SeqLen", 1)) }, { A: ["BatchSize", 1], B: ["BatchSize", 1], Kept: ["BatchSize", 1], Last: ["BatchSize", 1] },
        (step, { x }, { A, B, Kept }) => ({ output: B, states: { A: add(step, "next", A, 1), B: A, Kept, Last: x } })),
    })), ...sequences(1));
  });

  test("a step in which nothing depends on the state", async () => {
    await expectSame(defineWith((net) => ({
      y: scan(net, "s", { x: input(net, "x", float32("BatchSize", "SeqLen", 2)) }, {}, (step, { x }) => ({ output: mul(step, "m", relu(step, "r", x), 2), states: {} })),
    })), ...sequences(2));
  });
});

test("random cells", async () => {
  await fc.assert(fc.asyncProperty(plans, async (plan) => {
    await expectSame(defineWhole(plan), ...[[1, 1], [2, 3]].map(([batch, steps]) => ({ x: randomNumbers(batch!, steps!, 1), y: randomNumbers(batch!, steps!, 2) })));
  }), { numRuns: 25, seed: 1 });
});

test("a language model: indices, a recurrent layer, and the embedding's own weight again", async () => {
  const definition = defineWith((net) => {
    const emb = embedding(net, "emb", input(net, "words", int32("BatchSize", "SeqLen")), { numEmbeddings: 11, embeddingDim: 2 });
    const rnn = scan(net, "rnn", { x: dropout(net, "drop", emb) }, { H: ["BatchSize", 2] }, (step, { x }, { H }) => {
      const h = relu(step, "h", add(step, "sum", linear(step, "fc", H, { inFeatures: 2, outFeatures: 2 }), addNoise(step, "noise", x)));
      return { output: h, states: { H: h } };
    });
    return { scores: matmul(net, "scores", rnn, transpose(net, "t", parameterOf(net, "w", emb, "weight"))) };
  });
  await expectSame(definition, ...lengths.map(([batch, steps]) => ({ words: { shape: [batch, steps], data: Int32Array.from({ length: batch * steps }, (_, i) => (i * 7) % 11) } })));
  const { file } = await emitted(definition);
  const { initializer } = decodeOnnx(Buffer.concat(file.model)).graph;
  expect(initializer.filter(({ dims }) => dims[0] === 11).map(({ name }) => name)).toEqual(["emb.weight"]);
});

test("noise is an input of the ONNX model, in a step for all steps", async () => {
  const noisy = defineWith((net) => {
    const x = input(net, "x", float32("BatchSize", "SeqLen", 2));
    const once = randn(net, "eps", { shape: ["BatchSize", "SeqLen", 2] });
    return {
      y: scan(net, "s", { x: add(net, "noisy", x, once) }, { H: ["BatchSize", 2] }, (step, { x: each }, { H }) => {
        const h = add(step, "h", add(step, "more", each, randn(step, "e", { shape: ["BatchSize", 2] })), H);
        return { output: h, states: { H: h } };
      }),
    };
  });
  const { file } = await emitted(noisy);
  expect(decodeOnnx(Buffer.concat(file.model)).graph.input.map(({ name }) => name)).toEqual(["x", "eps", "s.e"]);
  await expectSame(noisy, ...lengths.map(([batch, steps]) => Object.fromEntries(["x", "eps", "s.e"].map((name, seed) => [name, numbers([batch, steps, 2], seed)]))));
});

test("a state whose batch no other input tells stays an input, and its name goes to the output", async () => {
  const { file } = await emitted(defineWith((net) => ({
    y: scan(net, "s", { x: input(net, "x", float32(3, "SeqLen", 1)) }, { H: ["Other", 1], Z: [3, 1] }, (step, { x }, { H, Z }) => {
      return { output: add(step, "h", x, Z), states: { H, Z } };
    }),
  })));
  const { graph } = decodeOnnx(Buffer.concat(file.model));
  expect(graph.input.map(({ name }) => name)).toEqual(["x", "s.H_1"]);
  expect(graph.output.map(({ name }) => name)).toEqual(["y", "s.H", "s.Z"]);
});

test("another implementation of protobuf reads every field and writes the same bytes", async () => {
  const { file } = await emitted(defineRecurrent("lstm"));
  const bytes = Buffer.concat(file.model);
  expect(Buffer.from(reencodeOnnx(bytes)).equals(bytes)).toBe(true);
});
