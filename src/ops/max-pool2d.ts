/**
 * maxPool2d: y[n,c,h,w] = max over i,j of x[n, c, h*S - P + i, w*S - P + j], where padding is -inf; NaN wins.
 * Layout: (N, C, H, W), or (C, H, W) without a batch.
 * Shape: H' = floor((H + 2P - K) / S) + 1, W' likewise; 2P <= K. Source: torch.nn.MaxPool2d.
 */
import { extents, pairOf } from "./attributes.ts";
import type { LabelForm } from "./label-form.ts";
import type { OnnxForm } from "./onnx-form.ts";
import { overImages } from "./onnx-images.ts";
import type { Operation } from "./operation.ts";
import { poolingShape } from "./window.ts";

export const maxPool2d = {
  name: "maxPool2d",
  arity: 1,
  attributes: {
    kernel: { kind: "sizePair" },
    stride: { kind: "sizePair" },
    padding: { kind: "extentPair", default: [0, 0] },
  },
  shape: poolingShape,
} satisfies Operation;

export const maxPool2dLabel: LabelForm = {
  words: ["MaxPool2D", "MaxPool", "MaxPooling", "MaxPooling2D", "Max pooling", "最大池化", "最大池化层", "最大值池化"],
  keys: {
    K: { attribute: "kernel", kind: "sizePair" },
    S: { attribute: "stride", kind: "sizePair", sameAs: "K" },
    P: { attribute: "padding", kind: "extentPair", default: 0 },
  },
  positional: [["K"]],
  axes: "spatial",
  role: "resampling",
};

export const maxPool2dOnnx: OnnxForm = (call) => overImages(call, (x, output) => {
  const padding = pairOf(call.attributes, "padding", 0);
  const kernel_shape = extents(call.attributes, "kernel");
  return {
    opType: "MaxPool",
    inputs: [x],
    output,
    attributes: { kernel_shape, strides: extents(call.attributes, "stride"), pads: [...padding, ...padding] },
  };
});
