/**
 * dropout: y = x in evaluation; in training, zero with probability p, else x / (1 - p), elementwise.
 * Layout: any. Shape: the input's. Source: torch.nn.Dropout.
 */
import { elementwiseShape } from "./elementwise.ts";
import type { LabelForm } from "./label-form.ts";
import type { OnnxForm } from "./onnx-form.ts";
import type { Operation } from "./operation.ts";
import { sameOverSteps } from "./over-steps.ts";

export const dropout = {
  name: "dropout",
  arity: 1,
  attributes: { p: { kind: "rate", default: 0.5 } },
  shape: elementwiseShape,
  overSteps: sameOverSteps,
  draws: true,
} satisfies Operation;

export const dropoutLabel: LabelForm = {
  words: ["Dropout", "随机失活", "随机丢弃", "丢弃", "丢弃层"],
  keys: { P: { attribute: "p", kind: "rate", elsewhere: ["rate"], default: 0.5 } },
  positional: [["P"]],
  axes: "same",
  role: "regularization",
};

export const dropoutOnnx: OnnxForm = ({ inputs, output }) => [{ opType: "Identity", inputs, output }];
