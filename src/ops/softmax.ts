/**
 * softmax: y[i] = e^(x[i] - m) / sum over j of e^(x[j] - m), i and j along the axis `dim`, m the largest x[j]
 * Layout: any rank from 1. Shape: the input's. Source: torch.nn.Softmax.
 */
import { axis, numberOf, writtenAxis } from "./attributes.ts";
import type { LabelForm } from "./label-form.ts";
import type { OnnxForm } from "./onnx-form.ts";
import type { Operation } from "./operation.ts";
import { axisOverSteps } from "./over-steps.ts";
import { refuseIntegers } from "./refusals.ts";

export const softmax = {
  name: "softmax",
  arity: 1,
  attributes: { dim: { kind: "axis" } },
  shape(algebra, inputs, attributes) {
    const x = inputs[0]!;
    const rank = x.shape.length;
    if (axis(algebra, attributes, "dim", rank) === undefined) {
      return { failure: { kind: "axis", axis: writtenAxis(algebra, attributes, "dim"), rank } };
    }
    return refuseIntegers(inputs) ?? { type: x };
  },
  overSteps: axisOverSteps,
} satisfies Operation;

export const softmaxLabel: LabelForm = {
  words: ["Softmax", "软最大", "归一化指数"],
  functions: ["softmax"],
  keys: { Axis: { attribute: "dim", kind: "axis", elsewhere: ["dim"], arriving: "classAxis" } },
  positional: [["Axis"]],
  axes: "same",
  role: "distribution",
};

export const softmaxOnnx: OnnxForm = ({ inputs, output, attributes }) =>
  [{ opType: "Softmax", inputs, output, attributes: { axis: numberOf(attributes, "dim") } }];
