/**
 * sum: y = the sum of x[i], i along the axis `dim`, or over all elements
 * Layout: any. Shape: without that axis; () where `dim` is left out. Source: torch.sum.
 */
import type { LabelForm } from "./label-form.ts";
import type { OnnxForm } from "./onnx-form.ts";
import type { Operation } from "./operation.ts";
import { axisOverSteps } from "./over-steps.ts";
import { reductionAttributes, reductionLabel, reductionShape } from "./reduction.ts";

export const sum = {
  name: "sum",
  arity: 1,
  attributes: reductionAttributes,
  shape: reductionShape,
  overSteps: axisOverSteps,
} satisfies Operation;

export const sumLabel: LabelForm = {
  words: ["Sum", "求和"],
  functions: ["sum"],
  ...reductionLabel,
  joinedBy: "+",
};

/** ReduceSum takes its axes as a tensor from opset 13 on, ReduceMean from 18. */
export const sumOnnx: OnnxForm = ({ inputs, output, attributes, int64 }) => {
  const axes = attributes["dim"] === undefined ? [] : [int64([attributes["dim"] as number])];
  return [{ opType: "ReduceSum", inputs: [...inputs, ...axes], output, attributes: { keepdims: 0 } }];
};
