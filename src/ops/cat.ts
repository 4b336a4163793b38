/**
 * cat: the inputs one after another along the axis `dim`
 * Layout: any rank from 1, one element type. Shape: the inputs agree in all axes but `dim`, where their sizes add up.
 * Source: torch.cat.
 */
import { axis, numberOf, writtenAxis } from "./attributes.ts";
import type { LabelForm } from "./label-form.ts";
import type { OnnxForm } from "./onnx-form.ts";
import type { Algebra, Attributes, Operation, ShapeResult, TensorType } from "./operation.ts";
import { refuseDifference, refuseRank, type Refusal } from "./refusals.ts";

export const cat = {
  name: "cat",
  arity: "many",
  attributes: { dim: { kind: "axis" } },
  shape: catShape,
} satisfies Operation;

function catShape<D>(algebra: Algebra<D>, inputs: readonly TensorType<D>[], attributes: Attributes<D>): ShapeResult<D> {
  const { element, shape } = inputs[0]!;
  const rank = shape.length;
  const dim = axis(algebra, attributes, "dim", rank);
  if (dim === undefined) return { failure: { kind: "axis", axis: writtenAxis(algebra, attributes, "dim"), rank } };
  const sizes = [...shape];
  for (let input = 1; input < inputs.length; input++) {
    const refusal = refuseNext(algebra, inputs, input, dim);
    if (refusal !== undefined) return refusal;
    for (const [axis, size] of inputs[input]!.shape.entries()) {
      const before = sizes[axis]!;
      if (axis === dim) sizes[axis] = algebra.add(before, size);
      else if (algebra.value(before) === undefined) sizes[axis] = size;
    }
  }
  return { type: { element, shape: sizes } };
}

/** An input after the first must be like it in all but the size of the joined axis. */
function refuseNext<D>(algebra: Algebra<D>, inputs: readonly TensorType<D>[], input: number, dim: number): Refusal<D> {
  const [first, next] = [inputs[0]!, inputs[input]!];
  if (next.element !== first.element) return { failure: { kind: "element", input, expected: first.element, found: next.element } };
  const refusal = refuseRank(inputs, input, [first.shape.length]);
  if (refusal !== undefined) return refusal;
  for (let axis = 0; axis < first.shape.length; axis++) {
    const difference = axis === dim ? undefined : refuseDifference(algebra, inputs, [0, input], [axis, axis]);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

export const catLabel: LabelForm = {
  words: ["cat", "Concat", "Concatenate", "Concatenation", "拼接", "连接", "级联"],
  keys: { axis: { attribute: "dim", kind: "axis", elsewhere: ["dim"], arriving: "channelAxis" } },
  positional: [["axis"]],
  axes: "same",
};

export const catOnnx: OnnxForm = ({ inputs, output, attributes }) =>
  [{ opType: "Concat", inputs, output, attributes: { axis: numberOf(attributes, "dim") } }];
