/** A part of an expression -> its number, where it is made of numbers alone: `2 * (3 - 1)`. */
import type { ExpressionOperator, ExpressionSyntax } from "../ir/expression.ts";

const results: Readonly<Record<Exclude<ExpressionOperator, "@">, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
};

/** Undefined where it holds anything else. Brackets nest no deeper than an expression is read. */
export function writtenNumber(part: ExpressionSyntax): number | undefined {
  if (part.kind === "number") return part.value;
  if (part.kind === "negative") {
    const value = writtenNumber(part.value);
    return value === undefined ? undefined : -value;
  }
  if (part.kind !== "chain") return undefined;
  let left = writtenNumber(part.first);
  for (const { operator, value } of part.rest) {
    const right = writtenNumber(value);
    if (left === undefined || right === undefined || operator === "@") return undefined;
    left = results[operator](left, right);
  }
  return left;
}
