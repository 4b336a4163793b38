/**
 * layerNorm: y = (x - mean) / sqrt(var + eps) * w + b, mean and var (by the number of elements) over the last axes, those of
 * normalizedShape, w and b elementwise in them
 * Layout: any rank from that of normalizedShape, whose sizes the last axes have. Shape: the input's. Source: torch.nn.LayerNorm.
 */
import { numberOf } from "./attributes.ts";
import type { LabelForm } from "./label-form.ts";
import type { OnnxForm } from "./onnx-form.ts";
import type { Operation } from "./operation.ts";
import { refuseIntegers, refuseLastSizes } from "./refusals.ts";

export const layerNorm = {
  name: "layerNorm",
  arity: 1,
  attributes: {
    normalizedShape: { kind: "sizes" },
    eps: { kind: "rate", default: 1e-5 },
  },
  shape(algebra, inputs, attributes) {
    return refuseIntegers(inputs) ?? refuseLastSizes(algebra, inputs, attributes, "normalizedShape") ?? { type: inputs[0]! };
  },
  /** The batch's axis is none of those that the mean goes over. */
  overSteps(inputs, attributes) {
    return (attributes["normalizedShape"] as readonly number[]).length < inputs[0]!.type.shape.length ? attributes : undefined;
  },
  parameters(attributes) {
    const shape = attributes["normalizedShape"] as readonly number[];
    return [
      { name: "weight", shape, initialization: { kind: "constant", value: 1 } },
      { name: "bias", shape, initialization: { kind: "constant", value: 0 } },
    ];
  },
} satisfies Operation;

export const layerNormLabel: LabelForm = {
  words: ["LayerNorm", "LN", "LayerNormalization", "Layer normalization", "Layer norm", "层归一化", "层标准化", "层规范化"],
  keys: {
    Shape: { attribute: "normalizedShape", kind: "sizes", elsewhere: ["normalized_shape"], arriving: "features" },
    Eps: { attribute: "eps", kind: "rate", default: 1e-5 },
  },
  positional: [["Shape"]],
  axes: "same",
};

export const layerNormOnnx: OnnxForm = ({ inputs, output, attributes, parameter }) => [{
  opType: "LayerNormalization",
  inputs: [...inputs, parameter("weight"), parameter("bias")],
  output,
  attributes: {
    axis: -(attributes["normalizedShape"] as readonly number[]).length,
    epsilon: { float: numberOf(attributes, "eps", 1e-5) },
  },
}];
