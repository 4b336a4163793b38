/**
 * Runs one operation's reference kernel on arrays: the output's shape by the operation's own rule, its data and the
 * scratch room full of NaN beforehand, so that an element that is not written shows.
 */
import { expect } from "vitest";
import type { Attributes, Operation } from "../../../src/ops/operation.ts";
import { elementCount } from "../../../src/ops/shapes.ts";
import { numericAlgebra } from "../../../src/runtime/numeric-algebra.ts";
import type { KernelTensor } from "../../../src/runtime/reference/kernel.ts";
import { kernels } from "../../../src/runtime/reference/kernels.ts";

export function runKernel(
  operation: Operation, inputs: readonly KernelTensor[], attributes: Attributes<number> = {}, parameters: Readonly<Record<string, Float32Array>> = {},
): KernelTensor {
  const types = inputs.map(({ data, shape }) => ({ element: data instanceof Int32Array ? "int32" as const : "float32" as const, shape }));
  const result = operation.shape(numericAlgebra(new Map()), types, attributes);
  if ("failure" in result) throw new Error(`${operation.name} refuses: ${JSON.stringify(result.failure)}`);
  const { element, shape } = result.type;
  const length = elementCount(shape);
  const data = element === "int32" ? new Int32Array(length).fill(-77) : new Float32Array(length).fill(NaN);
  const scratch = (room: number) => new Float64Array(room + 3).fill(NaN);
  kernels.get(operation.name)!({ inputs, output: { data, shape }, attributes, parameters, scratch });
  return { data, shape };
}

/** Numbers from -1 to 1 without a visible order, the same for the same seed. */
export function numbers(shape: readonly number[], seed: number): KernelTensor & { readonly data: Float32Array } {
  const data = Float32Array.from({ length: elementCount(shape) }, (_, i) => Math.sin((i + 1) * 12.9898 + seed * 78.233));
  return { data, shape };
}

/** Elementwise, within `tolerance` times the largest finite number expected; NaN and infinities exactly. */
export function expectClose(found: KernelTensor, expected: { readonly shape: readonly number[]; readonly data: ArrayLike<number> }, tolerance = 1e-5): void {
  expect(found.shape).toEqual(expected.shape);
  expect(found.data.length).toBe(expected.data.length);
  const data = Array.from(expected.data);
  const allowed = tolerance * data.reduce((largest, x) => (Number.isFinite(x) ? Math.max(largest, Math.abs(x)) : largest), 0);
  const wrong = data.findIndex((x, i) => (Number.isFinite(x) ? !(Math.abs(found.data[i]! - x) <= allowed) : !Object.is(found.data[i], x)));
  if (wrong >= 0) expect.fail(`element ${wrong} is ${found.data[wrong]}, expected ${data[wrong]} within ${allowed}`);
}
