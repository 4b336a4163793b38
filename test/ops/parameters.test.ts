import { expect, test } from "vitest";
import { operations } from "../../src/ops/index.ts";
import type { Attributes, Operation } from "../../src/ops/operation.ts";

const operationOf = (name: string): Operation => operations.find(({ operation }) => operation.name === name)!.operation;
const parametersOf = (name: string, attributes: Attributes<number>) => operationOf(name).parameters!(attributes);

test("weights and biases start uniform within 1 / sqrt(inputs of one output), as PyTorch's do", () => {
  const conv = parametersOf("conv2d", { inChannels: 6, outChannels: 4, kernel: [3, 5], groups: 2 });
  expect(conv.map(({ initialization }) => initialization)).toEqual(Array(2).fill({ kind: "uniform", bound: 1 / Math.sqrt(3 * 3 * 5) }));
  const linear = parametersOf("linear", { inFeatures: 16, outFeatures: 4 });
  expect(linear.map(({ initialization }) => initialization)).toEqual(Array(2).fill({ kind: "uniform", bound: 0.25 }));
});

test("batch norm starts as the identity, its averages are buffers, and it counts batches", () => {
  const specs = parametersOf("batchNorm", { numFeatures: 2 });
  expect(specs.map(({ name, initialization, buffer }) => [name, initialization, buffer ?? false])).toEqual([
    ["weight", { kind: "constant", value: 1 }, false],
    ["bias", { kind: "constant", value: 0 }, false],
    ["running_mean", { kind: "constant", value: 0 }, true],
    ["running_var", { kind: "constant", value: 1 }, true],
  ]);
  expect(operationOf("batchNorm").countsBatches).toBe(true);
});

test("layer norm starts as the identity, an embedding's rows are standard normal", () => {
  expect(parametersOf("layerNorm", { normalizedShape: [3, 5] })).toEqual([
    { name: "weight", shape: [3, 5], initialization: { kind: "constant", value: 1 } },
    { name: "bias", shape: [3, 5], initialization: { kind: "constant", value: 0 } },
  ]);
  expect(parametersOf("embedding", { numEmbeddings: 7, embeddingDim: 3 })).toEqual([{ name: "weight", shape: [7, 3], initialization: { kind: "normal" } }]);
});

test("a parameter starts uniform within 1 / sqrt(its last size)", () => {
  expect(parametersOf("parameter", { shape: [3, 4] })).toEqual([{ name: "", shape: [3, 4], initialization: { kind: "uniform", bound: 0.5 } }]);
});

test.each([
  { name: "conv2d", inputs: [[2, 6, 8, 9]], output: [2, 4, 6, 5], attributes: { inChannels: 6, outChannels: 4, kernel: [3, 5], groups: 2 }, macs: 2 * 4 * 6 * 5 * (3 * 3 * 5) },
  { name: "linear", inputs: [[2, 3, 7]], output: [2, 3, 5], attributes: { inFeatures: 7, outFeatures: 5 }, macs: 2 * 3 * 5 * 7 },
  { name: "matmul", inputs: [[2, 3, 7], [7, 5]], output: [2, 3, 5], attributes: {}, macs: 2 * 3 * 5 * 7 },
])("$name costs one MAC for each weight that each output sees", ({ name, inputs, output, attributes, macs }) => {
  const type = (shape: readonly number[]) => ({ element: "float32", shape }) as const;
  expect(operationOf(name).cost!(inputs.map(type), type(output), attributes)).toEqual({ macs });
});

test("nothing else costs MACs", () => {
  expect(operations.flatMap(({ operation }) => (operation.cost === undefined ? [] : [operation.name]))).toEqual(["conv2d", "linear", "matmul"]);
});
