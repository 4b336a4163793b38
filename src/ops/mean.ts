/**
 * mean: y = the sum of x[i] / N, i over the N elements along the axis `dim`, or over all
 * Layout: any. Shape: without that axis; () where `dim` is left out. Source: torch.mean.
 */
import type { LabelForm } from "./label-form.ts";
import type { OnnxForm } from "./onnx-form.ts";
import type { Operation } from "./operation.ts";
import { axisOverSteps } from "./over-steps.ts";
import { reductionAttributes, reductionLabel, reductionShape } from "./reduction.ts";

export const mean = {
  name: "mean",
  arity: 1,
  attributes: reductionAttributes,
  shape: reductionShape,
  overSteps: axisOverSteps,
} satisfies Operation;

export const meanLabel: LabelForm = {
  words: ["Mean", "均值", "平均", "平均值", "求均值", "求平均"],
  functions: ["mean"],
  ...reductionLabel,
};

export const meanOnnx: OnnxForm = ({ inputs, output, attributes }) => {
  const axes = attributes["dim"] === undefined ? {} : { axes: [attributes["dim"] as number] };
  return [{ opType: "ReduceMean", inputs, output, attributes: { ...axes, keepdims: 0 } }];
};
