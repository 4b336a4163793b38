/**
 * batchNorm: y[n,c,...] = (x[n,c,...] - mean[c]) / sqrt(var[c] + eps) * w[c] + b[c]; in evaluation, mean and var are
 * the running ones.
 * Layout: (N, C), (N, C, L) or (N, C, H, W). Shape: the input's. Source: torch.nn.BatchNorm1d, torch.nn.BatchNorm2d.
 */
import { numberOf } from "./attributes.ts";
import type { LabelForm } from "./label-form.ts";
import type { OnnxForm } from "./onnx-form.ts";
import type { Operation } from "./operation.ts";
import { refuseIntegers, refuseRank, refuseSize } from "./refusals.ts";

export const batchNorm = {
  name: "batchNorm",
  arity: 1,
  attributes: {
    numFeatures: { kind: "size" },
    eps: { kind: "rate", default: 1e-5 },
    momentum: { kind: "rate", default: 0.1 },
  },
  shape(algebra, inputs, attributes) {
    return refuseIntegers(inputs) ?? refuseRank(inputs, 0, [4, 2, 3])
      ?? refuseSize(algebra, inputs, attributes, "numFeatures", 1) ?? { type: inputs[0]! };
  },
  parameters(attributes) {
    const shape = [numberOf(attributes, "numFeatures")];
    const [zero, one] = [{ kind: "constant", value: 0 }, { kind: "constant", value: 1 }] as const;
    return [
      { name: "weight", shape, initialization: one },
      { name: "bias", shape, initialization: zero },
      { name: "running_mean", shape, initialization: zero, buffer: true },
      { name: "running_var", shape, initialization: one, buffer: true },
    ];
  },
  countsBatches: true,
} satisfies Operation;

const flat = [2, 3];
const images = [4];

export const batchNormLabel: LabelForm = {
  words: [
    "BatchNorm", "BatchNorm2D", "BatchNorm1D", "BN", "BN2D", "BN1D", "BatchNormalization", "Batch normalization", "Batch norm",
    "批归一化", "批归一化层", "批量归一化", "批标准化", "批规范化",
  ],
  keys: {
    C: { attribute: "numFeatures", kind: "size", elsewhere: ["num_features"], arriving: "channels" },
    Eps: { attribute: "eps", kind: "rate", default: 1e-5 },
    Momentum: { attribute: "momentum", kind: "rate", default: 0.1 },
  },
  positional: [["C"]],
  axes: "same",
  batched: true,
  ranks: { BatchNorm2D: images, BN2D: images, BatchNorm1D: flat, BN1D: flat },
  role: "normalization",
};

/** ONNX's momentum is the share of what was, PyTorch's of what comes. */
export const batchNormOnnx: OnnxForm = ({ inputs, output, attributes, parameter }) => [{
  opType: "BatchNormalization",
  inputs: [...inputs, parameter("weight"), parameter("bias"), parameter("running_mean"), parameter("running_var")],
  output,
  attributes: {
    epsilon: { float: numberOf(attributes, "eps", 1e-5) },
    momentum: { float: 1 - numberOf(attributes, "momentum", 0.1) },
  },
}];
