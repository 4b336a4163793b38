import { expect, test } from "vitest";
import { operations } from "../../src/ops/index.ts";
import type { Algebra, Attributes } from "../../src/ops/operation.ts";
import { shapeCases, typesOf } from "./shape-cases.ts";

/** A size that is told from another of the same value. */
interface Size {
  readonly value: number;
}

const size = (value: number): Size => ({ value });

test.each(operations.map(({ operation }) => operation))("$name asks at most once whether two sizes are equal: asking may bind a name", (operation) => {
  for (const { title, inputs, attributes = {} } of shapeCases.get(operation.name)!) {
    const compared: (readonly [Size, Size])[] = [];
    const types = typesOf(inputs).map(({ element, shape }) => ({ element, shape: shape.map(size) }));
    operation.shape(recordingAlgebra(compared), types, withSizes(attributes));
    const twice = compared.filter(([a, b], i) => compared.slice(i + 1).some((later) => later.includes(a) && later.includes(b)));
    expect(twice, title).toEqual([]);
  }
});

function recordingAlgebra(compared: (readonly [Size, Size])[]): Algebra<Size> {
  return {
    constant: size,
    named: () => size(2),
    add: (a, b) => size(a.value + b.value),
    subtract: (a, b) => size(a.value - b.value),
    multiply: (a, b) => size(a.value * b.value),
    floorDivide: (a, b) => size(Math.floor(a.value / b.value)),
    value: (a) => a.value,
    equal(a, b) {
      compared.push([a, b]);
      return a.value === b.value;
    },
  };
}

function withSizes(attributes: Attributes<number>): Attributes<Size> {
  const entry = (value: number | string) => (typeof value === "string" ? value : size(value));
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => {
    if (typeof value === "number") return [name, size(value)];
    return [name, typeof value === "boolean" || typeof value === "string" ? value : value.map(entry)];
  }));
}
