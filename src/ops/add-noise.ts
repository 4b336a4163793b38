/**
 * addNoise: y = x in evaluation; in training, x + std * n with n from the standard normal distribution, elementwise
 * Layout: any. Shape: the input's. Source: torch.randn_like.
 */
import { elementwiseShape } from "./elementwise.ts";
import type { LabelForm } from "./label-form.ts";
import type { OnnxForm } from "./onnx-form.ts";
import type { Operation } from "./operation.ts";
import { sameOverSteps } from "./over-steps.ts";

export const addNoise = {
  name: "addNoise",
  arity: 1,
  attributes: { std: { kind: "amount", default: 1 } },
  shape: elementwiseShape,
  overSteps: sameOverSteps,
  draws: true,
} satisfies Operation;

export const addNoiseLabel: LabelForm = {
  words: ["AddNoise", "Add noise", "GaussianNoise", "Gaussian noise", "加噪", "加噪声", "添加噪声", "高斯噪声"],
  keys: { Std: { attribute: "std", kind: "amount", default: 1 } },
  positional: [["Std"]],
  axes: "same",
  role: "regularization",
};

export const addNoiseOnnx: OnnxForm = ({ inputs, output }) => [{ opType: "Identity", inputs, output }];
