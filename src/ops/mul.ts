/**
 * mul: y = a * b, elementwise.
 * Layout: any. Shape: the inputs', which are equal or broadcast as in NumPy. Source: torch.mul.
 */
import { broadcastShape } from "./broadcast.ts";
import type { LabelForm } from "./label-form.ts";
import type { OnnxForm } from "./onnx-form.ts";
import type { Operation } from "./operation.ts";
import { broadcastOverSteps } from "./over-steps.ts";

export const mul = {
  name: "mul",
  arity: 2,
  attributes: {},
  shape: broadcastShape,
  overSteps: broadcastOverSteps,
} satisfies Operation;

export const mulLabel: LabelForm = {
  words: ["Mul", "Multiply", "乘", "相乘", "乘法"],
  operator: "*",
  keys: {},
  positional: [],
  axes: "same",
};

export const mulOnnx: OnnxForm = ({ inputs, output }) => [{ opType: "Mul", inputs, output }];
