/** For every operation, uses of it whose ONNX form must give the reference backend's numbers. */
import { add } from "../../../src/ops/add.ts";
import { addNoise } from "../../../src/ops/add-noise.ts";
import { avgPool2d } from "../../../src/ops/avg-pool2d.ts";
import { batchNorm } from "../../../src/ops/batch-norm.ts";
import { cat } from "../../../src/ops/cat.ts";
import { constant } from "../../../src/ops/constant.ts";
import { conv2d } from "../../../src/ops/conv2d.ts";
import { div } from "../../../src/ops/div.ts";
import { dropout } from "../../../src/ops/dropout.ts";
import { embedding } from "../../../src/ops/embedding.ts";
import { exp } from "../../../src/ops/exp.ts";
import { featureMap } from "../../../src/ops/feature-map.ts";
import { flatten } from "../../../src/ops/flatten.ts";
import { gelu } from "../../../src/ops/gelu.ts";
import { layerNorm } from "../../../src/ops/layer-norm.ts";
import { linear } from "../../../src/ops/linear.ts";
import { log } from "../../../src/ops/log.ts";
import { matmul } from "../../../src/ops/matmul.ts";
import { maxPool2d } from "../../../src/ops/max-pool2d.ts";
import { mean } from "../../../src/ops/mean.ts";
import { mul } from "../../../src/ops/mul.ts";
import { neg } from "../../../src/ops/neg.ts";
import type { Attributes, Operation } from "../../../src/ops/operation.ts";
import { parameter } from "../../../src/ops/parameter.ts";
import { relu } from "../../../src/ops/relu.ts";
import { reshape } from "../../../src/ops/reshape.ts";
import { sigmoid } from "../../../src/ops/sigmoid.ts";
import { softmax } from "../../../src/ops/softmax.ts";
import { sqrt } from "../../../src/ops/sqrt.ts";
import { sub } from "../../../src/ops/sub.ts";
import { sum } from "../../../src/ops/sum.ts";
import { tanh } from "../../../src/ops/tanh.ts";
import { transpose } from "../../../src/ops/transpose.ts";
import { upsample } from "../../../src/ops/upsample.ts";
import { float32, int32, type InputType } from "../../../src/runtime/input-type.ts";

export interface OperationCase {
  readonly title: string;
  readonly operation: Operation;
  readonly inputs: readonly InputType[];
  readonly attributes: Attributes<number>;
  /** It is no function of numbers below 0. */
  readonly isPositive: boolean;
}

const ofPositive: readonly Operation[] = [embedding, log, sqrt];

function uses(operation: Operation, cases: Readonly<Record<string, readonly [inputs: readonly InputType[], attributes?: Attributes<number>]>>): OperationCase[] {
  return Object.entries(cases).map(([title, [inputs, attributes = {}]]) => ({ title: `${operation.name}: ${title}`, operation, inputs, attributes, isPositive: ofPositive.includes(operation) }));
}

const images = float32("BatchSize", 4, 7, 9);
const image = float32(4, 7, 9);
const rows = float32("BatchSize", 6);
const sequences = float32("BatchSize", "Length", 6);

export const operationCases: readonly OperationCase[] = [
  ...uses(conv2d, {
    "3x3": [[images], { inChannels: 4, outChannels: 5, kernel: [3, 3], padding: [1, 1] }],
    "unequal kernel, stride, padding and dilation": [[images], { inChannels: 4, outChannels: 3, kernel: [3, 2], stride: [2, 3], padding: [2, 1], dilation: [1, 2] }],
    "groups, without a bias": [[images], { inChannels: 4, outChannels: 6, kernel: [1, 3], groups: 2, bias: false }],
    "without a batch": [[image], { inChannels: 4, outChannels: 2, kernel: [2, 2] }],
    "sizes that are bound at run": [[float32("BatchSize", 4, "Height", "Width")], { inChannels: 4, outChannels: 2, kernel: [2, 2], padding: [1, 1] }],
  }),
  ...uses(maxPool2d, {
    "2x2": [[images], { kernel: [2, 2], stride: [2, 2] }],
    "padded, unequal and overlapping": [[images], { kernel: [3, 4], stride: [2, 1], padding: [1, 2] }],
    "without a batch": [[image], { kernel: [2, 3], stride: [1, 2] }],
  }),
  ...uses(avgPool2d, {
    "2x2": [[images], { kernel: [2, 2], stride: [2, 2] }],
    "padding counts": [[images], { kernel: [3, 4], stride: [2, 1], padding: [1, 2] }],
    "without a batch": [[image], { kernel: [2, 3], stride: [1, 2] }],
  }),
  ...uses(linear, {
    "rows": [[rows], { inFeatures: 6, outFeatures: 5 }],
    "rows without a bias": [[rows], { inFeatures: 6, outFeatures: 5, bias: false }],
    "one vector": [[float32(6)], { inFeatures: 6, outFeatures: 5 }],
    "sequences": [[sequences], { inFeatures: 6, outFeatures: 5 }],
    "images without a bias": [[images], { inFeatures: 9, outFeatures: 2, bias: false }],
  }),
  ...uses(relu, { "images": [[images]] }),
  ...uses(gelu, { "rows": [[rows]], "a scalar": [[float32()]] }),
  ...uses(sigmoid, { "rows": [[rows]] }),
  ...uses(tanh, { "rows": [[rows]] }),
  ...uses(exp, { "rows": [[rows]] }),
  ...uses(log, { "rows": [[rows]] }),
  ...uses(sqrt, { "rows": [[rows]] }),
  ...uses(neg, { "rows": [[rows]] }),
  ...uses(softmax, {
    "rows": [[rows], { dim: 1 }],
    "channels": [[images], { dim: 1 }],
    "the last axis": [[sequences], { dim: -1 }],
  }),
  ...uses(dropout, { "rows": [[rows], { p: 0.3 }] }),
  ...uses(addNoise, { "rows": [[rows], { std: 0.3 }] }),
  ...uses(layerNorm, {
    "the last axis": [[sequences], { normalizedShape: [6] }],
    "three axes, another eps": [[images], { normalizedShape: [4, 7, 9], eps: 0.1 }],
  }),
  ...[mean, sum].flatMap((operation) => uses(operation, {
    "the last axis": [[sequences], { dim: -1 }],
    "an axis that is bound at run": [[sequences], { dim: 1 }],
    "all elements": [[images]],
  })),
  ...uses(embedding, {
    "sequences": [[int32("BatchSize", "Length")], { numEmbeddings: 5, embeddingDim: 3 }],
    "one index": [[int32()], { numEmbeddings: 5, embeddingDim: 3 }],
  }),
  ...uses(batchNorm, {
    "images": [[images], { numFeatures: 4 }],
    "rows, another eps": [[rows], { numFeatures: 6, eps: 0.1 }],
    "three axes": [[float32("BatchSize", 4, "Length")], { numFeatures: 4 }],
  }),
  ...uses(reshape, {
    "into rows": [[images], { shape: ["BatchSize", 252] }],
    "out of rows, with what is left": [[rows], { shape: ["BatchSize", 2, -1] }],
    "without a batch": [[image], { shape: [-1, 9] }],
    "two sizes that are bound at run": [[sequences], { shape: ["BatchSize", "Length", 2, 3] }],
    "three sizes that are bound at run": [[float32("BatchSize", "Length", "Width", 6)], { shape: ["BatchSize", "Length", "Width", 2, 3] }],
    "what is left stands first": [[float32("Length", 4)], { shape: [-1, 2] }],
    "integers": [[int32("BatchSize", 6)], { shape: ["BatchSize", 3, 2] }],
  }),
  ...uses(flatten, {
    "images": [[images]],
    "from a later axis": [[images], { startDim: 2 }],
    "all": [[image], { startDim: 0 }],
    "sequences": [[sequences]],
  }),
  ...uses(upsample, {
    "x2": [[images], { scale: [2, 2] }],
    "unequal": [[images], { scale: [3, 2] }],
    "without a batch": [[image], { scale: [1, 3] }],
  }),
  ...[add, sub, mul, div].flatMap((operation) => uses(operation, {
    "equal shapes": [[images, images]],
    "broadcast": [[images, float32(4, 1, 1)]],
    "a scalar": [[images, float32()]],
    "of two scalars": [[float32(), float32()]],
    "both broadcast": [[float32("BatchSize", 1, 6), float32(5, 1)]],
  })),
  ...uses(matmul, {
    "matrices": [[rows, float32(6, 4)]],
    "batches of matrices": [[sequences, float32("BatchSize", 6, 4)]],
    "a matrix for all": [[sequences, float32(6, 4)]],
  }),
  ...uses(transpose, {
    "images": [[images]],
    "a matrix": [[float32(1, 5)]],
    "sizes that are bound at run": [[sequences]],
  }),
  ...uses(cat, {
    "channels": [[images, float32("BatchSize", 2, 7, 9), float32("BatchSize", 1, 7, 9)], { dim: 1 }],
    "the last axis": [[rows, rows], { dim: -1 }],
    "sizes that are bound at run": [[sequences, sequences], { dim: 1 }],
  }),
  ...uses(featureMap, { "images": [[images], { shape: ["BatchSize", 4, -1, 9] }], "integers": [[int32("BatchSize", 3)], { shape: ["BatchSize", 3] }] }),
  ...uses(constant, { "a fraction": [[], { value: 0.1 }], "negative": [[], { value: -3 }] }),
  ...uses(parameter, { "a matrix": [[], { shape: [3, 5] }] }),
];
