/** How many elements a shape holds, and whether two are the same. */
import type { Algebra } from "./operation.ts";

/** NaN where a size is. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function isSameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** The product of the sizes; 1 of none. */
export function productOf<D>(algebra: Algebra<D>, sizes: readonly D[]): D {
  return sizes.reduce(algebra.multiply, algebra.constant(1));
}
