/**
 * neg: y = -x, elementwise.
 * Layout: any. Shape: the input's. Source: torch.neg.
 */
import { elementwiseShape } from "./elementwise.ts";
import type { LabelForm } from "./label-form.ts";
import type { OnnxForm } from "./onnx-form.ts";
import type { Operation } from "./operation.ts";
import { sameOverSteps } from "./over-steps.ts";

export const neg = {
  name: "neg",
  arity: 1,
  attributes: {},
  shape: elementwiseShape,
  overSteps: sameOverSteps,
} satisfies Operation;

export const negLabel: LabelForm = {
  words: ["Neg", "Negate", "取负", "取反"],
  keys: {},
  positional: [],
  axes: "same",
};

export const negOnnx: OnnxForm = ({ inputs, output }) => [{ opType: "Neg", inputs, output }];
