/**
 * sqrt: y = the square root of x, elementwise; NaN below 0.
 * Layout: any. Shape: the input's. Source: torch.sqrt.
 */
import { elementwiseShape } from "./elementwise.ts";
import type { LabelForm } from "./label-form.ts";
import type { OnnxForm } from "./onnx-form.ts";
import type { Operation } from "./operation.ts";
import { sameOverSteps } from "./over-steps.ts";

export const sqrt = {
  name: "sqrt",
  arity: 1,
  attributes: {},
  shape: elementwiseShape,
  overSteps: sameOverSteps,
} satisfies Operation;

export const sqrtLabel: LabelForm = {
  words: ["Sqrt", "Square root", "平方根", "开方"],
  functions: ["sqrt"],
  keys: {},
  positional: [],
  axes: "same",
};

export const sqrtOnnx: OnnxForm = ({ inputs, output }) => [{ opType: "Sqrt", inputs, output }];
