import { expect, test } from "vitest";
import { isBroadcast } from "../../src/ops/broadcast.ts";
import { numericAlgebra } from "../../src/runtime/numeric-algebra.ts";

const type = (...shape: number[]) => ({ element: "float32", shape }) as const;

test.each([
  { operand: type(2, 3), result: type(2, 3), is: false },
  { operand: type(1, 3), result: type(1, 3), is: false },
  { operand: type(NaN, 3), result: type(NaN, 3), is: false },
  { operand: type(1, 3), result: type(NaN, 3), is: true },
  { operand: type(2, 1), result: type(2, 3), is: true },
  { operand: type(3), result: type(2, 3), is: true },
  { operand: type(3), result: type(1, 3), is: true },
])("$operand.shape is repeated to make $result.shape: $is", ({ operand, result, is }) => {
  expect(isBroadcast(numericAlgebra(new Map()), operand, result)).toBe(is);
});
