/**
 * sub: y = a - b, elementwise.
 * Layout: any. Shape: the inputs', which are equal or broadcast as in NumPy. Source: torch.sub.
 */
import { broadcastShape } from "./broadcast.ts";
import type { LabelForm } from "./label-form.ts";
import type { OnnxForm } from "./onnx-form.ts";
import type { Operation } from "./operation.ts";
import { broadcastOverSteps } from "./over-steps.ts";

export const sub = {
  name: "sub",
  arity: 2,
  attributes: {},
  shape: broadcastShape,
  overSteps: broadcastOverSteps,
} satisfies Operation;

export const subLabel: LabelForm = {
  words: ["Sub", "Subtract", "Minus", "减", "相减", "减法"],
  operator: "-",
  keys: {},
  positional: [],
  axes: "same",
};

export const subOnnx: OnnxForm = ({ inputs, output }) => [{ opType: "Sub", inputs, output }];
