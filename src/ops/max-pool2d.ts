/**
 * maxPool2d: y[n,c,h,w] = max over i,j of x[n, c, h*S - P + i, w*S - P + j], where padding is -inf; NaN wins.
 * Layout: (N, C, H, W), or (C, H, W) without a batch.
 * Shape: H' = floor((H + 2P - K) / S) + 1, W' likewise; 2P <= K. Source: torch.nn.MaxPool2d.
 */
import type { LabelForm } from "./label-form.ts";
import type { OnnxForm } from "./onnx-form.ts";
import type { Operation } from "./operation.ts";
import { poolingAttributes, poolingLabel, poolingOnnx, poolingShape } from "./pooling.ts";

export const maxPool2d = {
  name: "maxPool2d",
  arity: 1,
  attributes: poolingAttributes,
  shape: poolingShape,
} satisfies Operation;

export const maxPool2dLabel: LabelForm = {
  words: ["MaxPool2D", "MaxPool", "MaxPooling", "MaxPooling2D", "Max pooling", "最大池化", "最大池化层", "最大值池化"],
  ...poolingLabel,
};

export const maxPool2dOnnx: OnnxForm = /* @__PURE__ */ poolingOnnx("MaxPool");
