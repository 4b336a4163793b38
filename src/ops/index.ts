/** The only list of operations: one line each. What else lists them is generated from this. */
import { add, addLabel, addOnnx } from "./add.ts";
import { addNoise, addNoiseLabel, addNoiseOnnx } from "./add-noise.ts";
import { avgPool2d, avgPool2dLabel, avgPool2dOnnx } from "./avg-pool2d.ts";
import { batchNorm, batchNormLabel, batchNormOnnx } from "./batch-norm.ts";
import { cat, catLabel, catOnnx } from "./cat.ts";
import { constant, constantOnnx } from "./constant.ts";
import { conv2d, conv2dLabel, conv2dOnnx } from "./conv2d.ts";
import { div, divLabel, divOnnx } from "./div.ts";
import { dropout, dropoutLabel, dropoutOnnx } from "./dropout.ts";
import { embedding, embeddingLabel, embeddingOnnx } from "./embedding.ts";
import { exp, expLabel, expOnnx } from "./exp.ts";
import { featureMap, featureMapOnnx } from "./feature-map.ts";
import { flatten, flattenLabel, flattenOnnx } from "./flatten.ts";
import { gelu, geluLabel, geluOnnx } from "./gelu.ts";
import type { LabelForm } from "./label-form.ts";
import { layerNorm, layerNormLabel, layerNormOnnx } from "./layer-norm.ts";
import { linear, linearLabel, linearOnnx } from "./linear.ts";
import { log, logLabel, logOnnx } from "./log.ts";
import { matmul, matmulLabel, matmulOnnx } from "./matmul.ts";
import { maxPool2d, maxPool2dLabel, maxPool2dOnnx } from "./max-pool2d.ts";
import { mean, meanLabel, meanOnnx } from "./mean.ts";
import { mul, mulLabel, mulOnnx } from "./mul.ts";
import { neg, negLabel, negOnnx } from "./neg.ts";
import type { OnnxForm } from "./onnx-form.ts";
import type { Operation } from "./operation.ts";
import { parameter, parameterOnnx } from "./parameter.ts";
import { relu, reluLabel, reluOnnx } from "./relu.ts";
import { reshape, reshapeLabel, reshapeOnnx } from "./reshape.ts";
import { sigmoid, sigmoidLabel, sigmoidOnnx } from "./sigmoid.ts";
import { softmax, softmaxLabel, softmaxOnnx } from "./softmax.ts";
import { sqrt, sqrtLabel, sqrtOnnx } from "./sqrt.ts";
import { sub, subLabel, subOnnx } from "./sub.ts";
import { sum, sumLabel, sumOnnx } from "./sum.ts";
import { tanh, tanhLabel, tanhOnnx } from "./tanh.ts";
import { transpose, transposeLabel, transposeOnnx } from "./transpose.ts";
import { upsample, upsampleLabel, upsampleOnnx } from "./upsample.ts";

export interface OperationEntry {
  readonly operation: Operation;
  /** How labels write it; an operation that no word names (a feature map's) has none. */
  readonly label?: LabelForm;
  readonly onnx: OnnxForm;
}

export const operations: readonly OperationEntry[] = [
  { operation: conv2d, label: conv2dLabel, onnx: conv2dOnnx },
  { operation: maxPool2d, label: maxPool2dLabel, onnx: maxPool2dOnnx },
  { operation: avgPool2d, label: avgPool2dLabel, onnx: avgPool2dOnnx },
  { operation: linear, label: linearLabel, onnx: linearOnnx },
  { operation: embedding, label: embeddingLabel, onnx: embeddingOnnx },
  { operation: relu, label: reluLabel, onnx: reluOnnx },
  { operation: gelu, label: geluLabel, onnx: geluOnnx },
  { operation: sigmoid, label: sigmoidLabel, onnx: sigmoidOnnx },
  { operation: tanh, label: tanhLabel, onnx: tanhOnnx },
  { operation: exp, label: expLabel, onnx: expOnnx },
  { operation: log, label: logLabel, onnx: logOnnx },
  { operation: sqrt, label: sqrtLabel, onnx: sqrtOnnx },
  { operation: neg, label: negLabel, onnx: negOnnx },
  { operation: softmax, label: softmaxLabel, onnx: softmaxOnnx },
  { operation: dropout, label: dropoutLabel, onnx: dropoutOnnx },
  { operation: addNoise, label: addNoiseLabel, onnx: addNoiseOnnx },
  { operation: batchNorm, label: batchNormLabel, onnx: batchNormOnnx },
  { operation: layerNorm, label: layerNormLabel, onnx: layerNormOnnx },
  { operation: reshape, label: reshapeLabel, onnx: reshapeOnnx },
  { operation: flatten, label: flattenLabel, onnx: flattenOnnx },
  { operation: upsample, label: upsampleLabel, onnx: upsampleOnnx },
  { operation: add, label: addLabel, onnx: addOnnx },
  { operation: sub, label: subLabel, onnx: subOnnx },
  { operation: mul, label: mulLabel, onnx: mulOnnx },
  { operation: div, label: divLabel, onnx: divOnnx },
  { operation: matmul, label: matmulLabel, onnx: matmulOnnx },
  { operation: mean, label: meanLabel, onnx: meanOnnx },
  { operation: sum, label: sumLabel, onnx: sumOnnx },
  { operation: transpose, label: transposeLabel, onnx: transposeOnnx },
  { operation: cat, label: catLabel, onnx: catOnnx },
  { operation: featureMap, onnx: featureMapOnnx },
  { operation: constant, onnx: constantOnnx },
  { operation: parameter, onnx: parameterOnnx },
];
