/**
 * linear: y[..., o] = b[o] + sum over i of w[o,i] * x[..., i]
 * Layout: (..., In), any rank from 1; never flattens. Weight: (Out, In).
 * Shape: the last axis, In, becomes Out. Source: torch.nn.Linear.
 */
import { flag, numberOf, size } from "./attributes.ts";
import type { LabelForm } from "./label-form.ts";
import type { OnnxForm } from "./onnx-form.ts";
import type { Operation } from "./operation.ts";
import { rowsOverSteps } from "./over-steps.ts";
import { refuseIntegers, refuseSize } from "./refusals.ts";
import { elementCount } from "./shapes.ts";

export const linear = {
  name: "linear",
  arity: 1,
  attributes: {
    inFeatures: { kind: "size" },
    outFeatures: { kind: "size" },
    bias: { kind: "flag", default: true },
  },
  shape(algebra, inputs, attributes) {
    const { shape } = inputs[0]!;
    if (shape.length === 0) return { failure: { kind: "rank", input: 0, expected: [2, 1, 3, 4], found: 0 } };
    return refuseIntegers(inputs) ?? refuseSize(algebra, inputs, attributes, "inFeatures", shape.length - 1)
      ?? { type: { element: "float32", shape: [...shape.slice(0, -1), size(algebra, attributes, "outFeatures")] } };
  },
  overSteps: rowsOverSteps,
  parameters(attributes) {
    const [inFeatures, outFeatures] = [numberOf(attributes, "inFeatures"), numberOf(attributes, "outFeatures")];
    const initialization = { kind: "uniform", bound: 1 / Math.sqrt(inFeatures) } as const;
    const weight = { name: "weight", shape: [outFeatures, inFeatures], initialization };
    return flag(attributes, "bias", true) ? [weight, { name: "bias", shape: [outFeatures], initialization }] : [weight];
  },
  cost(_inputs, output, attributes) {
    return { macs: elementCount(output.shape) * numberOf(attributes, "inFeatures") };
  },
} satisfies Operation;

export const linearLabel: LabelForm = {
  words: ["Linear", "FC", "Dense", "Fully connected", "FullyConnected", "Affine", "全连接", "全连接层", "线性", "线性层"],
  keys: {
    In: { attribute: "inFeatures", kind: "size", arriving: "features" },
    Out: { attribute: "outFeatures", kind: "size", elsewhere: ["units"], solved: true },
    Bias: { attribute: "bias", kind: "flag", elsewhere: ["use_bias"], default: true },
  },
  positional: [["Out"], ["In", "Out"]],
  weight: ["outFeatures", "inFeatures"],
  axes: "plain",
  role: "weighted",
};

/** The weight stays as PyTorch has it: Gemm transposes by itself, but takes matrices alone. */
export const linearOnnx: OnnxForm = ({ inputs, output, inputTypes, attributes, parameter, fresh }) => {
  const x = inputs[0]!;
  const weight = parameter("weight");
  const bias = flag(attributes, "bias", true) ? [parameter("bias")] : [];
  if (inputTypes[0]!.shape.length === 2) return [{ opType: "Gemm", inputs: [x, weight, ...bias], output, attributes: { transB: 1 } }];
  const transposed = fresh("transposed");
  const product = bias.length > 0 ? fresh("product") : output;
  return [
    { opType: "Transpose", inputs: [weight], output: transposed, attributes: { perm: [1, 0] } },
    { opType: "MatMul", inputs: [x, transposed], output: product },
    ...(bias.length > 0 ? [{ opType: "Add", inputs: [product, ...bias], output }] : []),
  ];
};
