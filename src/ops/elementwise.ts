/** The shape rule of functions that map each element by itself: the input's own type, which must be float32. */
import type { Algebra, ShapeResult, TensorType } from "./operation.ts";
import { refuseIntegers } from "./refusals.ts";

export function elementwiseShape<D>(_algebra: Algebra<D>, inputs: readonly TensorType<D>[]): ShapeResult<D> {
  return refuseIntegers(inputs) ?? { type: inputs[0]! };
}
