/** The shape rule and the label's keys that sums and means share: along one axis, which goes, or over all elements. */
import { axis, writtenAxis } from "./attributes.ts";
import type { LabelForm } from "./label-form.ts";
import type { Algebra, Attributes, AttributeSpec, ShapeResult, TensorType } from "./operation.ts";
import { refuseIntegers } from "./refusals.ts";

export const reductionAttributes = { dim: { kind: "axis", optional: true } } as const satisfies Readonly<Record<string, AttributeSpec>>;

export function reductionShape<D>(algebra: Algebra<D>, inputs: readonly TensorType<D>[], attributes: Attributes<D>): ShapeResult<D> {
  const { shape } = inputs[0]!;
  const refusal = refuseIntegers(inputs);
  if (refusal !== undefined) return refusal;
  if (attributes["dim"] === undefined) return { type: { element: "float32", shape: [] } };
  const dim = axis(algebra, attributes, "dim", shape.length);
  if (dim === undefined) return { failure: { kind: "axis", axis: writtenAxis(algebra, attributes, "dim"), rank: shape.length } };
  return { type: { element: "float32", shape: shape.toSpliced(dim, 1) } };
}

/** A label says the axis: which one is meant without it, nobody can tell. */
export const reductionLabel = {
  keys: { axis: { attribute: "dim", kind: "axis", elsewhere: ["dim"] } },
  positional: [["axis"]],
  axes: "plain",
} as const satisfies Partial<LabelForm>;
