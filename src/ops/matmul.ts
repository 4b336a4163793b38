/**
 * matmul: y[..., m, n] = sum over k of a[..., m, k] * b[..., k, n]
 * Layout: (..., M, K) and (..., K, N), ranks from 2. Shape: the axes before the last two broadcast as in NumPy, so
 * that (N, S, K) @ (K, M) is (N, S, M). Source: torch.matmul.
 */
import { broadcastAxes } from "./broadcast.ts";
import type { LabelForm } from "./label-form.ts";
import type { OnnxForm } from "./onnx-form.ts";
import type { Operation } from "./operation.ts";
import { matmulOverSteps } from "./over-steps.ts";
import { refuseDifference, refuseIntegers } from "./refusals.ts";
import { elementCount } from "./shapes.ts";

export const matmul = {
  name: "matmul",
  arity: 2,
  attributes: {},
  shape(algebra, inputs) {
    const [a, b] = [inputs[0]!.shape, inputs[1]!.shape];
    for (const [input, { length }] of [a, b].entries()) {
      if (length < 2) return { failure: { kind: "rank", input, expected: [2, 3, 4], found: length } };
    }
    const refusal = refuseIntegers(inputs) ?? refuseDifference(algebra, inputs, [0, 1], [a.length - 1, b.length - 2]);
    if (refusal !== undefined) return refusal;
    const batch = broadcastAxes(algebra, inputs, 2);
    return "failure" in batch ? batch : { type: { element: "float32", shape: [...batch.sizes, a.at(-2)!, b.at(-1)!] } };
  },
  overSteps: matmulOverSteps,
  cost(inputs, output) {
    return { macs: elementCount(output.shape) * inputs[0]!.shape.at(-1)! };
  },
} satisfies Operation;

export const matmulLabel: LabelForm = {
  words: ["MatMul", "Matrix multiplication", "矩阵乘", "矩阵乘法", "矩阵相乘"],
  operator: "@",
  keys: {},
  positional: [],
  axes: "plain",
};

export const matmulOnnx: OnnxForm = ({ inputs, output }) => [{ opType: "MatMul", inputs, output }];
