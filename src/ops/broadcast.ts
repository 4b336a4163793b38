/**
 * Broadcasting as in NumPy and PyTorch: shapes are aligned at their last axes; an axis of size 1, or a missing one,
 * is repeated to the other's size. Sizes that are not known to be 1 must be equal.
 */
import type { Algebra, Failure, ShapeResult, TensorType } from "./operation.ts";
import { refuseDifference, refuseIntegers } from "./refusals.ts";

/** The shape rule of `+ - *`. */
export function broadcastShape<D>(algebra: Algebra<D>, inputs: readonly TensorType<D>[]): ShapeResult<D> {
  const refusal = refuseIntegers(inputs);
  if (refusal !== undefined) return refusal;
  const axes = broadcastAxes(algebra, inputs, 0);
  return "failure" in axes ? axes : { type: { element: "float32", shape: axes.sizes } };
}

/** The shape of the two inputs together, the last `kept` axes of each left out. */
export function broadcastAxes<D>(algebra: Algebra<D>, inputs: readonly TensorType<D>[], kept: number): { readonly sizes: readonly D[] } | { readonly failure: Failure<D> } {
  const [a, b] = [inputs[0]!.shape, inputs[1]!.shape];
  const rank = Math.max(a.length, b.length);
  const sizes: D[] = [];
  for (let axis = 0; axis < rank - kept; axis++) {
    const axes = [axis - rank + a.length, axis - rank + b.length] as const;
    const [left, right] = [a[axes[0]], b[axes[1]]];
    if (left === undefined || right === undefined) sizes.push((left ?? right)!);
    else if (algebra.value(left) === 1) sizes.push(right);
    else if (algebra.value(right) === 1) sizes.push(left);
    else {
      const refusal = refuseDifference(algebra, inputs, [0, 1], axes);
      if (refusal !== undefined) return refusal;
      sizes.push(algebra.value(left) === undefined ? right : left);
    }
  }
  return { sizes };
}

/** Whether an operand is repeated along some axis to make the result of `+ - *`. */
export function isBroadcast<D>(algebra: Algebra<D>, operand: TensorType<D>, result: TensorType<D>): boolean {
  const missing = result.shape.length - operand.shape.length;
  return missing > 0 || operand.shape.some((size, axis) => algebra.value(size) === 1 && algebra.value(result.shape[axis]!) !== 1);
}
