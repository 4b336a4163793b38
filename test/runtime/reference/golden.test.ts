import { describe, expect, test } from "vitest";
import { operations } from "../../../src/ops/index.ts";
import { goldenCases } from "../../reference/golden-cases.ts";
import { expectClose, runKernel } from "./run-kernel.ts";

describe.each(operations.map(({ operation }) => operation))("$name gives PyTorch's numbers within 1e-5 of the largest", (operation) => {
  test.each(goldenCases(operation))("$title", ({ attributes, inputs, parameters, output }) => {
    const specs = operation.parameters?.(attributes) ?? [];
    expect(specs.map(({ name, shape }) => [name, shape])).toEqual(parameters.map(({ name, shape }) => [name, shape]));
    expectClose(runKernel(operation, inputs, attributes, Object.fromEntries(parameters.map(({ name, data }) => [name, data]))), output);
  });
});
