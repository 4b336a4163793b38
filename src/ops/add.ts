/**
 * add: y = a + b, elementwise.
 * Layout: any. Shape: the inputs', which are equal or broadcast as in NumPy. Source: torch.add.
 */
import { broadcastShape } from "./broadcast.ts";
import type { LabelForm } from "./label-form.ts";
import type { OnnxForm } from "./onnx-form.ts";
import type { Operation } from "./operation.ts";
import { broadcastOverSteps } from "./over-steps.ts";

export const add = {
  name: "add",
  arity: 2,
  attributes: {},
  shape: broadcastShape,
  overSteps: broadcastOverSteps,
} satisfies Operation;

export const addLabel: LabelForm = {
  words: ["Add", "Plus", "加", "相加", "加法"],
  operator: "+",
  keys: {},
  positional: [],
  axes: "same",
};

export const addOnnx: OnnxForm = ({ inputs, output }) => [{ opType: "Add", inputs, output }];
