/**
 * transpose: y[..., j, i] = x[..., i, j]
 * Layout: (..., M, N), any rank from 2. Shape: the last two sizes change places. Source: torch.transpose with -2 and -1.
 */
import type { LabelForm } from "./label-form.ts";
import type { OnnxForm } from "./onnx-form.ts";
import type { Operation } from "./operation.ts";
import { matricesOverSteps } from "./over-steps.ts";

export const transpose = {
  name: "transpose",
  arity: 1,
  attributes: {},
  shape(_algebra, inputs) {
    const { element, shape } = inputs[0]!;
    if (shape.length < 2) return { failure: { kind: "rank", input: 0, expected: [2, 3, 4], found: shape.length } };
    return { type: { element, shape: [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!] } };
  },
  overSteps: matricesOverSteps,
} satisfies Operation;

export const transposeLabel: LabelForm = {
  words: ["Transpose", "转置"],
  keys: {},
  positional: [],
  axes: "plain",
};

export const transposeOnnx: OnnxForm = ({ inputs, output, inputTypes }) => {
  const rank = inputTypes[0]!.shape.length;
  const perm = Array.from({ length: rank }, (_, axis) => (axis < rank - 2 ? axis : 2 * rank - 3 - axis));
  return [{ opType: "Transpose", inputs, output, attributes: { perm } }];
};
