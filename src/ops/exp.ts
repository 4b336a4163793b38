/**
 * exp: y = e^x, elementwise.
 * Layout: any. Shape: the input's. Source: torch.exp.
 */
import { elementwiseShape } from "./elementwise.ts";
import type { LabelForm } from "./label-form.ts";
import type { OnnxForm } from "./onnx-form.ts";
import type { Operation } from "./operation.ts";
import { sameOverSteps } from "./over-steps.ts";

export const exp = {
  name: "exp",
  arity: 1,
  attributes: {},
  shape: elementwiseShape,
  overSteps: sameOverSteps,
} satisfies Operation;

export const expLabel: LabelForm = {
  words: ["exp", "指数"],
  functions: ["exp"],
  keys: {},
  positional: [],
  axes: "same",
};

export const expOnnx: OnnxForm = ({ inputs, output }) => [{ opType: "Exp", inputs, output }];
