/** One call for all steps of a scan does what a call for each step does. */
import { describe, expect, test } from "vitest";
import { operations } from "../../src/ops/index.ts";
import type { Operation } from "../../src/ops/operation.ts";
import { elementCount } from "../../src/ops/shapes.ts";
import type { KernelTensor } from "../../src/runtime/reference/kernel.ts";
import { expectClose, numbers, runKernel } from "../runtime/reference/run-kernel.ts";
import { shapeCases, typesOf } from "./shape-cases.ts";

const steps = 3;
const able = operations.map(({ operation }) => operation as Operation).filter(({ overSteps }) => overSteps !== undefined);

describe.each(able)("$name over all steps at once", (operation) => {
  const uses = shapeCases.get(operation.name)!.flatMap((one) => ("gives" in one ? [one] : [])).flatMap(({ title, inputs, attributes = {} }) => {
    const types = typesOf(inputs);
    // What no step can have is left out: an input without a batch.
    return [types.map(() => true), types.map((_, index) => index === 0), types.map((_, index) => index > 0)]
      .filter((stepped) => stepped.includes(true) && types.every(({ shape }, index) => !stepped[index] || shape.length > 0))
      .map((stepped) => ({ title, types, attributes, stepped, forAll: operation.overSteps!(types.map((type, index) => ({ type, stepped: stepped[index]! })), attributes) }));
  });

  test("is taken for some uses", () => {
    expect(uses.some(({ forAll }) => forAll !== undefined)).toBe(true);
  });

  test.each(uses.filter(({ forAll }) => forAll !== undefined))("$title, stepped: $stepped", ({ types, attributes, stepped, forAll }) => {
    const specs = operation.parameters?.(attributes) ?? [];
    const parameters = Object.fromEntries(specs.map(({ name, shape }, index) => [name, numbers(shape, 50 + index).data]));
    const made = types.map(({ element, shape }, index) => (stepped[index] ? Array.from({ length: steps }, (_, step) => tensor(element, shape, 10 * index + step)) : tensor(element, shape, index)));
    const each = Array.from({ length: steps }, (_, step) => runKernel(operation, made.map((input) => (isList(input) ? input[step]! : input)), attributes, parameters));
    const all = runKernel(operation, made.map((input) => (isList(input) ? stack(input) : input)), forAll!, parameters);
    expectClose(all, stack(each));
  });
});

function isList(input: KernelTensor | readonly KernelTensor[]): input is readonly KernelTensor[] {
  return Array.isArray(input);
}

function tensor(element: "float32" | "int32", shape: readonly number[], seed: number): KernelTensor {
  if (element === "float32") return numbers(shape, seed);
  return { shape, data: Int32Array.from({ length: elementCount(shape) }, (_, i) => (i * 7 + seed) % 5) };
}

/** [batch, …] of each step as [batch, steps, …]. */
function stack(each: readonly KernelTensor[]): KernelTensor {
  const [batch, ...others] = each[0]!.shape;
  const length = elementCount(others);
  const shape = [batch!, each.length, ...others];
  const data = each[0]!.data instanceof Int32Array ? new Int32Array(elementCount(shape)) : new Float32Array(elementCount(shape));
  for (const [step, { data: one }] of each.entries()) {
    for (let row = 0; row < batch!; row++) data.set(one.subarray(row * length, (row + 1) * length), (row * each.length + step) * length);
  }
  return { shape, data };
}
