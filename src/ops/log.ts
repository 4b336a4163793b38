/**
 * log: y = ln x, elementwise; NaN below 0, -infinity at 0.
 * Layout: any. Shape: the input's. Source: torch.log.
 */
import { elementwiseShape } from "./elementwise.ts";
import type { LabelForm } from "./label-form.ts";
import type { OnnxForm } from "./onnx-form.ts";
import type { Operation } from "./operation.ts";
import { sameOverSteps } from "./over-steps.ts";

export const log = {
  name: "log",
  arity: 1,
  attributes: {},
  shape: elementwiseShape,
  overSteps: sameOverSteps,
} satisfies Operation;

export const logLabel: LabelForm = {
  words: ["Log", "对数"],
  functions: ["log", "ln"],
  keys: {},
  positional: [],
  axes: "same",
};

export const logOnnx: OnnxForm = ({ inputs, output }) => [{ opType: "Log", inputs, output }];
