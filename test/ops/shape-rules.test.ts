import { describe, expect, test } from "vitest";
import { operations } from "../../src/ops/index.ts";
import type { Attributes, Failure, TensorType } from "../../src/ops/operation.ts";
import { numericAlgebra } from "../../src/runtime/numeric-algebra.ts";
import { shapeCases, typesOf, type ShapeCaseInput } from "./shape-cases.ts";

const entries = new Map(operations.map((entry) => [entry.operation.name, entry.operation]));

test("every operation has a case that gives a shape, and one that is refused where it can refuse", () => {
  expect([...shapeCases.keys()].toSorted()).toEqual([...entries.keys()].toSorted());
  for (const [name, cases] of shapeCases) {
    expect(cases.some((one) => "gives" in one)).toBe(true);
    expect(cases.some((one) => "refuses" in one)).toBe(name !== "constant");
  }
});

describe.each([...shapeCases])("%s", (name, cases) => {
  test.each(cases)("$title", (one) => {
    expect(applied(name, one.inputs, one.attributes ?? {})).toEqual(
      "gives" in one ? { type: { element: one.element ?? "float32", shape: one.gives } } : { failure: one.refuses },
    );
  });

  test("what is not known yet is no failure, and never gives a size that knowing denies", () => {
    for (const one of cases) {
      if (!("gives" in one)) continue;
      for (const inputs of withOneUnknown(one.inputs)) {
        const result = applied(name, inputs, one.attributes ?? {});
        if ("failure" in result) expect.fail(`${one.title}: ${JSON.stringify(inputs)} is refused: ${JSON.stringify(result.failure)}`);
        expect(result.type.shape.map((size, axis) => (Number.isNaN(size) ? one.gives[axis] : size))).toEqual(one.gives);
      }
    }
  });
});

function applied(name: string, inputs: readonly ShapeCaseInput[], attributes: Attributes<number>): { type: TensorType<number> } | { failure: Failure<number> } {
  return entries.get(name)!.shape(numericAlgebra(new Map([["BatchSize", 2]])), typesOf(inputs), attributes);
}

function* withOneUnknown(inputs: readonly ShapeCaseInput[]): Generator<TensorType<number>[]> {
  const types = typesOf(inputs);
  for (const [i, { shape }] of types.entries()) {
    for (const axis of shape.keys()) yield types.map((type, j) => (i === j ? { ...type, shape: shape.with(axis, NaN) } : type));
  }
}
