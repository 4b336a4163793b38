/**
 * sigmoid: y = 1 / (1 + e^-x), elementwise.
 * Layout: any. Shape: the input's. Source: torch.nn.Sigmoid.
 */
import { elementwiseShape } from "./elementwise.ts";
import type { LabelForm } from "./label-form.ts";
import type { OnnxForm } from "./onnx-form.ts";
import type { Operation } from "./operation.ts";
import { sameOverSteps } from "./over-steps.ts";

export const sigmoid = {
  name: "sigmoid",
  arity: 1,
  attributes: {},
  shape: elementwiseShape,
  overSteps: sameOverSteps,
} satisfies Operation;

export const sigmoidLabel: LabelForm = {
  words: ["Sigmoid", "Logistic", "S型函数"],
  functions: ["sigmoid", "σ"],
  keys: {},
  positional: [],
  axes: "same",
  role: "activation",
};

export const sigmoidOnnx: OnnxForm = ({ inputs, output }) => [{ opType: "Sigmoid", inputs, output }];
