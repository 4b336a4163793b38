import { describe, expect, test } from "vitest";
import { emitOnnx } from "../../../src/5-emit/onnx/emit-onnx.ts";
import { operations } from "../../../src/ops/index.ts";
import type { TensorData } from "../../../src/runtime/backend.ts";
import { bindRunDimensions, inputShapes, runDimensionNames } from "../../../src/runtime/bind-run-dimensions.ts";
import { defineModel, describe as describeModel, FORMAT } from "../../../src/runtime/describe.ts";
import type { Graph } from "../../../src/runtime/graph.ts";
import { reference } from "../../../src/runtime/reference/backend.ts";
import { operationCases, type OperationCase } from "./operation-cases.ts";
import { loadOnnx, runOnnx, type NamedTensor } from "./run-onnx.ts";

const tolerance = 1e-5;

test("every operation has a case", () => {
  const covered = new Set(operationCases.map(({ operation }) => operation.name));
  expect(operations.map(({ operation }) => operation.name).filter((name) => !covered.has(name))).toEqual([]);
});

describe("onnxruntime gives the reference backend's numbers within 1e-5 of the largest, for any batch of one model", () => {
  test.each(operationCases)("$title", async (operationCase) => {
    const graph = record(operationCase);
    const [lowest, span] = operationCase.isPositive ? [0.1, 2] : [-1, 2];
    const parameters = new Map(graph.parameters.map(({ name, spec }, index) => {
      // Positive, for a running variance is.
      return [name, fill(new Float32Array(elementCount(spec.shape)), index, 0.1)];
    }));
    const session = await loadOnnx(emitOnnx(graph, (name) => parameters.get(name)!, { producerVersion: "0" }));
    for (const batch of [1, 3]) {
      const shapes = inputShapes(graph, sizesFor(graph, batch));
      const inputs = graph.inputs.map(({ element }, index) => {
        const length = elementCount(shapes[index]!);
        return element === "int32" ? fill(new Int32Array(length), index, operationCase.isPositive ? 0 : -3, 5) : fill(new Float32Array(length), index, lowest, span);
      });
      const expected = await runReference(graph, parameters, shapes, inputs);
      const feeds = graph.inputs.map(({ name }, index): [string, NamedTensor] => [name, { data: inputs[index]!, shape: shapes[index]! }]);
      const { oup } = await runOnnx(session, Object.fromEntries(feeds));
      expect(oup!.shape).toEqual(expected.shape);
      expect(oup!.data.constructor).toBe(expected.data.constructor);
      expect(differenceOf(oup!.data, expected.data)).toBeLessThanOrEqual(tolerance);
    }
  });
});

function record({ operation, inputs, attributes }: OperationCase): Graph {
  return describeModel(defineModel({
    format: FORMAT,
    name: "Case",
    describe: (net) => ({ oup: net.record(operation, "node", inputs.map((type, index) => net.input(`x${index}`, type)), attributes) }),
  }), {});
}

/** Every run dimension another size, none of which is a batch's that another axis has. */
function sizesFor(graph: Graph, batch: number): Record<string, number> {
  return Object.fromEntries(runDimensionNames(graph).map((name, index) => [name, name === "BatchSize" ? batch : 4 + index + batch]));
}

async function runReference(graph: Graph, parameters: ReadonlyMap<string, Float32Array>, shapes: readonly (readonly number[])[], inputs: readonly TensorData[]): Promise<NamedTensor> {
  const types = bindRunDimensions(graph, shapes);
  const { element, shape } = types[graph.outputs[0]!.value]!;
  const length = elementCount(shape);
  const data = element === "int32" ? new Int32Array(length) : new Float32Array(length);
  const plan = await reference.plan({ graph, types, parameters });
  await plan.run(inputs, [data]);
  plan.dispose();
  return { data, shape };
}

/** Numbers from `lowest` to `lowest + span` without a visible order. */
function fill<T extends TensorData>(data: T, seed: number, lowest: number, span = 1): T {
  for (let i = 0; i < data.length; i++) data[i] = lowest + span * ((Math.sin(i * 12.9898 + seed * 78.233 + 1) * 43758.5453) % 1 + 1) / 2;
  return data;
}

function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** The largest difference, over the largest of what is expected. */
function differenceOf(found: TensorData, expected: TensorData): number {
  let [difference, largest] = [0, 0];
  for (const [i, value] of expected.entries()) {
    difference = Math.max(difference, Math.abs(found[i]! - value));
    largest = Math.max(largest, Math.abs(value));
  }
  return difference / largest;
}
