/**
 * div: y = a / b, elementwise.
 * Layout: any. Shape: the inputs', which are equal or broadcast as in NumPy. Source: torch.div.
 */
import { broadcastShape } from "./broadcast.ts";
import type { LabelForm } from "./label-form.ts";
import type { OnnxForm } from "./onnx-form.ts";
import type { Operation } from "./operation.ts";
import { broadcastOverSteps } from "./over-steps.ts";

export const div = {
  name: "div",
  arity: 2,
  attributes: {},
  shape: broadcastShape,
  overSteps: broadcastOverSteps,
} satisfies Operation;

export const divLabel: LabelForm = {
  words: ["Div", "Divide", "除", "相除", "除法"],
  operator: "/",
  keys: {},
  positional: [],
  axes: "same",
};

export const divOnnx: OnnxForm = ({ inputs, output }) => [{ opType: "Div", inputs, output }];
