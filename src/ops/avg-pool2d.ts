/**
 * avgPool2d: y[n,c,h,w] = sum over i,j of x[n, c, h*S - P + i, w*S - P + j] / (Kh*Kw), where padding is 0 and counts.
 * Layout: (N, C, H, W), or (C, H, W) without a batch.
 * Shape: H' = floor((H + 2P - K) / S) + 1, W' likewise; 2P <= K. Source: torch.nn.AvgPool2d.
 */
import type { LabelForm } from "./label-form.ts";
import type { OnnxForm } from "./onnx-form.ts";
import type { Operation } from "./operation.ts";
import { poolingAttributes, poolingLabel, poolingOnnx, poolingShape } from "./pooling.ts";

export const avgPool2d = {
  name: "avgPool2d",
  arity: 1,
  attributes: poolingAttributes,
  shape: poolingShape,
} satisfies Operation;

export const avgPool2dLabel: LabelForm = {
  words: [
    "AvgPool2D", "AvgPool", "AvgPooling", "AvgPooling2D", "AveragePool", "AveragePooling", "AveragePooling2D", "Average pooling",
    "平均池化", "平均池化层", "平均值池化", "均值池化",
  ],
  ...poolingLabel,
};

export const avgPool2dOnnx: OnnxForm = /* @__PURE__ */ poolingOnnx("AveragePool", { count_include_pad: 1 });
