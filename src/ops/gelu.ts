/**
 * gelu: y = x * P(x), P the probability that a standard normal number is at most x: x / 2 * (1 + erf(x / sqrt(2))), elementwise
 * Layout: any. Shape: the input's. Source: torch.nn.GELU, which approximates nothing unless told to.
 */
import { elementwiseShape } from "./elementwise.ts";
import type { LabelForm } from "./label-form.ts";
import type { OnnxForm } from "./onnx-form.ts";
import type { Operation } from "./operation.ts";
import { sameOverSteps } from "./over-steps.ts";

export const gelu = {
  name: "gelu",
  arity: 1,
  attributes: {},
  shape: elementwiseShape,
  overSteps: sameOverSteps,
} satisfies Operation;

export const geluLabel: LabelForm = {
  words: ["GELU", "高斯误差线性单元"],
  functions: ["gelu"],
  keys: {},
  positional: [],
  axes: "same",
  role: "activation",
};

/** ONNX has an operator of its own from opset 20 on. */
export const geluOnnx: OnnxForm = ({ inputs, output, scalar, fresh }) => {
  const [scaled, error, weight, half] = [fresh("scaled"), fresh("error"), fresh("weight"), fresh("half")];
  return [
    { opType: "Div", inputs: [...inputs, scalar(Math.SQRT2)], output: scaled },
    { opType: "Erf", inputs: [scaled], output: error },
    { opType: "Add", inputs: [error, scalar(1)], output: weight },
    { opType: "Mul", inputs: [...inputs, scalar(0.5)], output: half },
    { opType: "Mul", inputs: [half, weight], output },
  ];
};
