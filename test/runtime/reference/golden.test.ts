import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { operations } from "../../../src/ops/index.ts";
import type { Attributes } from "../../../src/ops/operation.ts";
import { expectClose, runKernel } from "./run-kernel.ts";

interface PlainTensor {
  readonly shape: readonly number[];
  readonly element?: "int32";
  /** NaN and infinities are strings. */
  readonly data: readonly (number | string)[];
}

interface GoldenCase {
  readonly title: string;
  readonly attributes: Attributes<number>;
  readonly inputs: readonly PlainTensor[];
  readonly parameters: Readonly<Record<string, PlainTensor>>;
  readonly output: PlainTensor;
}

describe.each(operations.map(({ operation }) => operation))("$name gives PyTorch's numbers within 1e-5 of the largest", (operation) => {
  const file = new URL(`../../reference/operations/${operation.name}.json`, import.meta.url);
  const cases = JSON.parse(readFileSync(file, "utf8")) as readonly GoldenCase[];

  test.each(cases)("$title", ({ attributes, inputs, parameters, output }) => {
    const specs = operation.parameters?.(attributes) ?? [];
    expect(specs.map(({ name, shape }) => [name, shape])).toEqual(Object.entries(parameters).map(([name, { shape }]) => [name, shape]));
    const data = Object.fromEntries(Object.entries(parameters).map(([name, tensor]) => [name, parameterOf(tensor)]));
    expectClose(runKernel(operation, inputs.map(tensorOf), attributes, data), tensorOf(output));
  });
});

function tensorOf({ shape, element, data }: PlainTensor) {
  return { shape, data: element === "int32" ? Int32Array.from(data, Number) : Float32Array.from(data, Number) };
}

function parameterOf({ data }: PlainTensor) {
  return Float32Array.from(data, Number);
}
