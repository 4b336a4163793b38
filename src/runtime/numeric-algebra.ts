/**
 * The algebra of dimensions over numbers, in which the runtime applies the operations' shape rules. NaN is a size
 * that is not known yet: while a model is described, every size that is bound at run.
 */
import type { Algebra } from "../ops/operation.ts";

/** `runDimensions` gives the sizes that are bound at run; while describing it is empty. */
export function numericAlgebra(runDimensions: ReadonlyMap<string, number>): Algebra<number> {
  return {
    constant: (value) => value,
    named: (name) => runDimensions.get(name) ?? NaN,
    add: (a, b) => a + b,
    subtract: (a, b) => a - b,
    multiply: (a, b) => a * b,
    floorDivide: (a, b) => Math.floor(a / b),
    equal: (a, b) => (Number.isNaN(a) || Number.isNaN(b) ? undefined : a === b),
    value: (a) => (Number.isNaN(a) ? undefined : a),
  };
}
