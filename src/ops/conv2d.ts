/**
 * conv2d: y[n,o,h,w] = b[o] + sum over c,i,j of w[o,c,i,j] * x[n, g*C/G + c, h*S - P + i*D, w*S - P + j*D]
 * Layout: (N, C, H, W), or (C, H, W) without a batch. Weight: (Out, In/G, Kh, Kw).
 * Shape: H' = floor((H + 2P - D(K - 1) - 1) / S) + 1, W' likewise. Source: torch.nn.Conv2d.
 */
import { extents, flag, numberOf, pairOf, size } from "./attributes.ts";
import type { LabelForm } from "./label-form.ts";
import type { OnnxForm } from "./onnx-form.ts";
import { overImages } from "./onnx-images.ts";
import type { Algebra, Attributes, Operation } from "./operation.ts";
import { refuseIntegers, refuseRank, refuseSize } from "./refusals.ts";
import { elementCount } from "./shapes.ts";
import { windowShape } from "./window.ts";

export const conv2d = {
  name: "conv2d",
  arity: 1,
  attributes: {
    inChannels: { kind: "size" },
    outChannels: { kind: "size" },
    kernel: { kind: "sizePair" },
    stride: { kind: "sizePair", default: [1, 1] },
    padding: { kind: "extentPair", default: [0, 0] },
    dilation: { kind: "sizePair", default: [1, 1] },
    groups: { kind: "size", default: 1 },
    bias: { kind: "flag", default: true },
  },
  shape(algebra, inputs, attributes) {
    return refuseIntegers(inputs) ?? refuseRank(inputs, 0, [4, 3])
      ?? refuseSize(algebra, inputs, attributes, "inChannels", inputs[0]!.shape.length - 3)
      ?? indivisible(algebra, attributes, "inChannels") ?? indivisible(algebra, attributes, "outChannels")
      ?? windowShape(algebra, inputs[0]!, attributes, size(algebra, attributes, "outChannels"));
  },
  parameters(attributes) {
    const [kernelHeight, kernelWidth] = extents(attributes, "kernel");
    const inPerGroup = numberOf(attributes, "inChannels") / numberOf(attributes, "groups", 1);
    const outChannels = numberOf(attributes, "outChannels");
    const bound = 1 / Math.sqrt(inPerGroup * kernelHeight * kernelWidth);
    const initialization = { kind: "uniform", bound } as const;
    const weight = { name: "weight", shape: [outChannels, inPerGroup, kernelHeight, kernelWidth], initialization };
    return flag(attributes, "bias", true) ? [weight, { name: "bias", shape: [outChannels], initialization }] : [weight];
  },
  cost(_inputs, output, attributes) {
    const [kernelHeight, kernelWidth] = extents(attributes, "kernel");
    const inPerGroup = numberOf(attributes, "inChannels") / numberOf(attributes, "groups", 1);
    return { macs: elementCount(output.shape) * inPerGroup * kernelHeight * kernelWidth };
  },
} satisfies Operation;

export const conv2dLabel: LabelForm = {
  words: ["Conv2D", "Conv", "Convolution", "Convolution2D", "卷积", "卷积层", "二维卷积"],
  keys: {
    K: { attribute: "kernel", kind: "sizePair" },
    S: { attribute: "stride", kind: "sizePair", default: 1 },
    P: { attribute: "padding", kind: "extentPair", default: 0 },
    D: { attribute: "dilation", kind: "sizePair", default: 1 },
    G: { attribute: "groups", kind: "size", default: 1 },
    In: { attribute: "inChannels", kind: "size", arriving: "channels" },
    Out: { attribute: "outChannels", kind: "size", elsewhere: ["filters"], solved: true },
    Bias: { attribute: "bias", kind: "flag", elsewhere: ["use_bias"], default: true },
  },
  positional: [["K"]],
  torchOrder: ["In", "Out", "K", "S", "P", "D", "G"],
  axes: "spatial",
  role: "weighted",
};

export const conv2dOnnx: OnnxForm = (call) => overImages(call, (x, output) => {
  const { attributes, parameter } = call;
  const padding = pairOf(attributes, "padding", 0);
  return {
    opType: "Conv",
    inputs: [x, parameter("weight"), ...(flag(attributes, "bias", true) ? [parameter("bias")] : [])],
    output,
    attributes: {
      kernel_shape: extents(attributes, "kernel"),
      strides: pairOf(attributes, "stride", 1),
      pads: [...padding, ...padding],
      dilations: pairOf(attributes, "dilation", 1),
      group: numberOf(attributes, "groups", 1),
    },
  };
});

function indivisible<D>(algebra: Algebra<D>, attributes: Attributes<D>, name: "inChannels" | "outChannels") {
  const divisor = size(algebra, attributes, "groups", 1);
  const of = size(algebra, attributes, name);
  const [g, channels] = [algebra.value(divisor), algebra.value(of)];
  if (g === undefined || channels === undefined || channels % g === 0) return undefined;
  return { failure: { kind: "division", attribute: "groups", size: of, divisor, of: name } } as const;
}
