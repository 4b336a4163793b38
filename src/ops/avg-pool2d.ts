/**
 * avgPool2d: y[n,c,h,w] = sum over i,j of x[n, c, h*S - P + i, w*S - P + j] / (Kh*Kw), where padding is 0 and counts.
 * Layout: (N, C, H, W), or (C, H, W) without a batch.
 * Shape: H' = floor((H + 2P - K) / S) + 1, W' likewise; 2P <= K. Source: torch.nn.AvgPool2d.
 */
import { extents, pairOf } from "./attributes.ts";
import type { LabelForm } from "./label-form.ts";
import type { OnnxForm } from "./onnx-form.ts";
import { overImages } from "./onnx-images.ts";
import type { Operation } from "./operation.ts";
import { poolingShape } from "./window.ts";

export const avgPool2d = {
  name: "avgPool2d",
  arity: 1,
  attributes: {
    kernel: { kind: "sizePair" },
    stride: { kind: "sizePair" },
    padding: { kind: "extentPair", default: [0, 0] },
  },
  shape: poolingShape,
} satisfies Operation;

export const avgPool2dLabel: LabelForm = {
  words: [
    "AvgPool2D", "AvgPool", "AvgPooling", "AvgPooling2D", "AveragePool", "AveragePooling", "AveragePooling2D", "Average pooling",
    "平均池化", "平均池化层", "平均值池化", "均值池化",
  ],
  keys: {
    K: { attribute: "kernel", kind: "sizePair" },
    S: { attribute: "stride", kind: "sizePair", sameAs: "K" },
    P: { attribute: "padding", kind: "extentPair", default: 0 },
  },
  positional: [["K"]],
  axes: "spatial",
  role: "resampling",
};

export const avgPool2dOnnx: OnnxForm = (call) => overImages(call, (x, output) => {
  const padding = pairOf(call.attributes, "padding", 0);
  const kernel_shape = extents(call.attributes, "kernel");
  return {
    opType: "AveragePool",
    inputs: [x],
    output,
    attributes: { kernel_shape, strides: extents(call.attributes, "stride"), pads: [...padding, ...padding], count_include_pad: 1 },
  };
});
