/**
 * tanh: y = (e^x - e^-x) / (e^x + e^-x), elementwise.
 * Layout: any. Shape: the input's. Source: torch.nn.Tanh.
 */
import { elementwiseShape } from "./elementwise.ts";
import type { LabelForm } from "./label-form.ts";
import type { OnnxForm } from "./onnx-form.ts";
import type { Operation } from "./operation.ts";
import { sameOverSteps } from "./over-steps.ts";

export const tanh = {
  name: "tanh",
  arity: 1,
  attributes: {},
  shape: elementwiseShape,
  overSteps: sameOverSteps,
} satisfies Operation;

export const tanhLabel: LabelForm = {
  words: ["Tanh", "双曲正切"],
  functions: ["tanh"],
  keys: {},
  positional: [],
  axes: "same",
  role: "activation",
};

export const tanhOnnx: OnnxForm = ({ inputs, output }) => [{ opType: "Tanh", inputs, output }];
