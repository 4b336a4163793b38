/**
 * relu: y = max(x, 0), elementwise; NaN stays NaN.
 * Layout: any. Shape: the input's. Source: torch.nn.ReLU.
 */
import { elementwiseShape } from "./elementwise.ts";
import type { LabelForm } from "./label-form.ts";
import type { OnnxForm } from "./onnx-form.ts";
import type { Operation } from "./operation.ts";
import { sameOverSteps } from "./over-steps.ts";

export const relu = {
  name: "relu",
  arity: 1,
  attributes: {},
  shape: elementwiseShape,
  overSteps: sameOverSteps,
} satisfies Operation;

export const reluLabel: LabelForm = {
  words: ["Relu", "线性整流", "整流线性单元", "激活", "激活层", "激活函数"],
  functions: ["relu"],
  keys: {},
  positional: [],
  axes: "same",
  role: "activation",
};

export const reluOnnx: OnnxForm = ({ inputs, output }) => [{ opType: "Relu", inputs, output }];
