/** What each operation's shape rule gives and refuses, over numbers; BatchSize is 2. */
import type { Attributes, ElementType, Failure, TensorType } from "../../src/ops/operation.ts";

/** A float32 tensor's shape alone, or a whole type. */
export type ShapeCaseInput = readonly number[] | TensorType<number>;

export type ShapeCase =
  & { readonly title: string; readonly inputs: readonly ShapeCaseInput[]; readonly attributes?: Attributes<number> }
  & ({ readonly gives: readonly number[]; readonly element?: ElementType } | { readonly refuses: Failure<number> });

export function typesOf(inputs: readonly ShapeCaseInput[]): TensorType<number>[] {
  return inputs.map((input) => ("element" in input ? input : { element: "float32", shape: input }));
}

const integers = (...shape: number[]) => ({ element: "int32", shape }) as const;
const refusesIntegers = { kind: "element", input: 0, expected: "float32", found: "int32" } as const;

const conv = { inChannels: 3, outChannels: 8, kernel: [3, 3] };
const pool = { kernel: [3, 2], stride: [2, 2] };

const elementwise: readonly ShapeCase[] = [
  { title: "keeps the shape", inputs: [[2, 3, 5]], gives: [2, 3, 5] },
  { title: "takes a scalar", inputs: [[]], gives: [] },
  { title: "refuses integers", inputs: [integers(2)], refuses: refusesIntegers },
];

const pooling: readonly ShapeCase[] = [
  { title: "rounds down", inputs: [[2, 3, 8, 7]], attributes: pool, gives: [2, 3, 3, 3] },
  { title: "pads by half of the kernel", inputs: [[2, 3, 7, 6]], attributes: { ...pool, padding: [1, 1] }, gives: [2, 3, 4, 4] },
  { title: "takes an image without a batch", inputs: [[3, 3, 2]], attributes: pool, gives: [3, 1, 1] },
  { title: "refuses more padding than that", inputs: [[2, 3, 7, 6]], attributes: { ...pool, padding: [2, 0] }, refuses: { kind: "padding", axis: 2, padding: 2, kernel: 3 } },
  { title: "refuses a kernel that does not fit", inputs: [[2, 3, 7, 1]], attributes: pool, refuses: { kind: "kernel", axis: 3, kernel: 2, available: 1 } },
  { title: "refuses rank 2", inputs: [[2, 3]], attributes: pool, refuses: { kind: "rank", input: 0, expected: [4, 3], found: 2 } },
  { title: "refuses integers", inputs: [integers(1, 1, 3, 3)], attributes: pool, refuses: refusesIntegers },
];

const joins: readonly ShapeCase[] = [
  { title: "equal shapes", inputs: [[2, 3], [2, 3]], gives: [2, 3] },
  { title: "repeats axes of size 1 and missing ones", inputs: [[4, 1, 5], [3, 1]], gives: [4, 3, 5] },
  { title: "repeats the first", inputs: [[], [2, 1]], gives: [2, 1] },
  { title: "two scalars", inputs: [[], []], gives: [] },
  { title: "refuses different sizes", inputs: [[2, 3], [5, 4, 3]], refuses: { kind: "inputs", inputs: [0, 1], axes: [0, 1], sizes: [2, 4] } },
  { title: "refuses integers", inputs: [[2], integers(2)], refuses: { ...refusesIntegers, input: 1 } },
];

const reductions: readonly ShapeCase[] = [
  { title: "the axis goes", inputs: [[2, 3, 5]], attributes: { dim: 1 }, gives: [2, 5] },
  { title: "counts from the end", inputs: [[2, 3, 5]], attributes: { dim: -3 }, gives: [3, 5] },
  { title: "of a vector", inputs: [[3]], attributes: { dim: 0 }, gives: [] },
  { title: "of all elements", inputs: [[2, 3]], gives: [] },
  { title: "of a scalar", inputs: [[]], gives: [] },
  { title: "refuses an axis beyond the last", inputs: [[2, 3]], attributes: { dim: 2 }, refuses: { kind: "axis", axis: 2, rank: 2 } },
  { title: "refuses integers", inputs: [integers(2)], attributes: { dim: 0 }, refuses: refusesIntegers },
];

export const shapeCases: ReadonlyMap<string, readonly ShapeCase[]> = new Map<string, readonly ShapeCase[]>([
  ["conv2d", [
    { title: "without padding", inputs: [[2, 3, 7, 5]], attributes: conv, gives: [2, 8, 5, 3] },
    { title: "rounds down", inputs: [[2, 3, 224, 224]], attributes: { ...conv, kernel: [7, 7], stride: [2, 2], padding: [3, 3] }, gives: [2, 8, 112, 112] },
    { title: "height before width", inputs: [[1, 3, 9, 9]], attributes: { ...conv, kernel: [3, 5], stride: [2, 1], padding: [0, 1], dilation: [2, 1] }, gives: [1, 8, 3, 7] },
    { title: "without a batch", inputs: [[3, 3, 3]], attributes: conv, gives: [8, 1, 1] },
    { title: "in groups", inputs: [[1, 6, 3, 3]], attributes: { ...conv, inChannels: 6, groups: 2 }, gives: [1, 8, 1, 1] },
    { title: "refuses other channels", inputs: [[2, 4, 7, 5]], attributes: conv, refuses: { kind: "size", attribute: "inChannels", input: 0, axis: 1, expected: 3, found: 4 } },
    { title: "refuses other channels without a batch", inputs: [[4, 7, 5]], attributes: conv, refuses: { kind: "size", attribute: "inChannels", input: 0, axis: 0, expected: 3, found: 4 } },
    { title: "refuses groups that do not divide In", inputs: [[2, 3, 7, 5]], attributes: { ...conv, groups: 2 }, refuses: { kind: "division", attribute: "groups", size: 3, divisor: 2, of: "inChannels" } },
    { title: "refuses groups that do not divide Out", inputs: [[2, 3, 7, 5]], attributes: { ...conv, groups: 3 }, refuses: { kind: "division", attribute: "groups", size: 8, divisor: 3, of: "outChannels" } },
    { title: "refuses a kernel that does not fit, dilated", inputs: [[2, 3, 7, 6]], attributes: { ...conv, dilation: [1, 3] }, refuses: { kind: "kernel", axis: 3, kernel: 7, available: 6 } },
    { title: "refuses rank 2", inputs: [[2, 3]], attributes: conv, refuses: { kind: "rank", input: 0, expected: [4, 3], found: 2 } },
    { title: "refuses integers", inputs: [integers(2, 3, 7, 5)], attributes: conv, refuses: refusesIntegers },
  ]],
  ["maxPool2d", pooling],
  ["avgPool2d", pooling],
  ["linear", [
    { title: "a batch of rows", inputs: [[2, 9]], attributes: { inFeatures: 9, outFeatures: 5 }, gives: [2, 5] },
    { title: "one vector", inputs: [[9]], attributes: { inFeatures: 9, outFeatures: 5 }, gives: [5] },
    { title: "rank 4", inputs: [[2, 3, 4, 9]], attributes: { inFeatures: 9, outFeatures: 5 }, gives: [2, 3, 4, 5] },
    { title: "never flattens", inputs: [[2, 3, 3]], attributes: { inFeatures: 9, outFeatures: 5 }, refuses: { kind: "size", attribute: "inFeatures", input: 0, axis: 2, expected: 9, found: 3 } },
    { title: "refuses a scalar", inputs: [[]], attributes: { inFeatures: 9, outFeatures: 5 }, refuses: { kind: "rank", input: 0, expected: [2, 1, 3, 4], found: 0 } },
    { title: "refuses integers", inputs: [integers(2, 9)], attributes: { inFeatures: 9, outFeatures: 5 }, refuses: refusesIntegers },
  ]],
  ["relu", elementwise],
  ["sigmoid", elementwise],
  ["tanh", elementwise],
  ["exp", elementwise],
  ["log", elementwise],
  ["sqrt", elementwise],
  ["neg", elementwise],
  ["dropout", elementwise],
  ["gelu", elementwise],
  ["addNoise", elementwise],
  ["mean", reductions],
  ["sum", reductions],
  ["layerNorm", [
    { title: "over the last axis", inputs: [[2, 3, 5]], attributes: { normalizedShape: [5] }, gives: [2, 3, 5] },
    { title: "over two axes", inputs: [[2, 3, 5]], attributes: { normalizedShape: [3, 5] }, gives: [2, 3, 5] },
    { title: "over all", inputs: [[3]], attributes: { normalizedShape: [3] }, gives: [3] },
    { title: "refuses another last size", inputs: [[2, 3, 5]], attributes: { normalizedShape: [3] }, refuses: { kind: "size", attribute: "normalizedShape", input: 0, axis: 2, expected: 3, found: 5 } },
    { title: "refuses another size before it", inputs: [[2, 3, 5]], attributes: { normalizedShape: [2, 5] }, refuses: { kind: "size", attribute: "normalizedShape", input: 0, axis: 1, expected: 2, found: 3 } },
    { title: "refuses more axes than there are", inputs: [[5]], attributes: { normalizedShape: [3, 5] }, refuses: { kind: "rank", input: 0, expected: [3, 2], found: 1 } },
    { title: "refuses integers", inputs: [integers(2, 3)], attributes: { normalizedShape: [3] }, refuses: refusesIntegers },
  ]],
  ["embedding", [
    { title: "of sequences", inputs: [integers(2, 7)], attributes: { numEmbeddings: 10, embeddingDim: 3 }, gives: [2, 7, 3] },
    { title: "of one index", inputs: [integers()], attributes: { numEmbeddings: 10, embeddingDim: 3 }, gives: [3] },
    { title: "refuses fractions", inputs: [[2, 7]], attributes: { numEmbeddings: 10, embeddingDim: 3 }, refuses: { kind: "element", input: 0, expected: "int32", found: "float32" } },
  ]],
  ["softmax", [
    { title: "keeps the shape", inputs: [[2, 3, 5]], attributes: { dim: 1 }, gives: [2, 3, 5] },
    { title: "counts from the end", inputs: [[2, 3, 5]], attributes: { dim: -3 }, gives: [2, 3, 5] },
    { title: "refuses an axis beyond the last", inputs: [[2, 3]], attributes: { dim: 2 }, refuses: { kind: "axis", axis: 2, rank: 2 } },
    { title: "refuses an axis before the first", inputs: [[2, 3]], attributes: { dim: -3 }, refuses: { kind: "axis", axis: -3, rank: 2 } },
    { title: "refuses a scalar", inputs: [[]], attributes: { dim: 0 }, refuses: { kind: "axis", axis: 0, rank: 0 } },
    { title: "refuses integers", inputs: [integers(2)], attributes: { dim: 0 }, refuses: refusesIntegers },
  ]],
  ["batchNorm", [
    { title: "rank 4", inputs: [[2, 3, 5, 7]], attributes: { numFeatures: 3 }, gives: [2, 3, 5, 7] },
    { title: "rank 3", inputs: [[2, 3, 5]], attributes: { numFeatures: 3 }, gives: [2, 3, 5] },
    { title: "rank 2", inputs: [[2, 3]], attributes: { numFeatures: 3 }, gives: [2, 3] },
    { title: "refuses other channels", inputs: [[2, 4, 3]], attributes: { numFeatures: 3 }, refuses: { kind: "size", attribute: "numFeatures", input: 0, axis: 1, expected: 3, found: 4 } },
    { title: "refuses rank 1", inputs: [[3]], attributes: { numFeatures: 3 }, refuses: { kind: "rank", input: 0, expected: [4, 2, 3], found: 1 } },
    { title: "refuses integers", inputs: [integers(2, 3)], attributes: { numFeatures: 3 }, refuses: refusesIntegers },
  ]],
  ["reshape", [
    { title: "behind the batch", inputs: [[2, 256, 6, 6]], attributes: { shape: ["BatchSize", 9216] }, gives: [2, 9216] },
    { title: "what is left", inputs: [[2, 12]], attributes: { shape: ["BatchSize", -1, 3] }, gives: [2, 4, 3] },
    { title: "without a batch", inputs: [[3, 4]], attributes: { shape: [2, 6] }, gives: [2, 6] },
    { title: "to a scalar", inputs: [[1, 1]], attributes: { shape: [] }, gives: [] },
    { title: "keeps integers", inputs: [integers(4)], attributes: { shape: [2, 2] }, gives: [2, 2], element: "int32" },
    { title: "refuses another number of elements, the batch apart", inputs: [[2, 256, 6, 6]], attributes: { shape: ["BatchSize", 4096] }, refuses: { kind: "elements", found: 9216, wanted: 4096 } },
    { title: "refuses to merge the batch", inputs: [[3, 4]], attributes: { shape: ["BatchSize", 4] }, refuses: { kind: "elements", found: 12, wanted: 8 } },
    { title: "refuses what is not left whole", inputs: [[2, 12]], attributes: { shape: ["BatchSize", 5, -1] }, refuses: { kind: "division", attribute: "shape", size: 12, divisor: 5, of: "elements" } },
    { title: "refuses to leave two open", inputs: [[2, 12]], attributes: { shape: ["BatchSize", -1, 3, -1] }, refuses: { kind: "open", attribute: "shape", axis: 3 } },
  ]],
  ["flatten", [
    { title: "all but the batch", inputs: [[2, 3, 5, 7]], gives: [2, 105] },
    { title: "everything", inputs: [[2, 3]], attributes: { startDim: 0 }, gives: [6] },
    { title: "the last axis alone", inputs: [[2, 3]], attributes: { startDim: -1 }, gives: [2, 3] },
    { title: "keeps integers", inputs: [integers(2, 2, 2)], gives: [2, 4], element: "int32" },
    { title: "refuses an axis that is not there", inputs: [[2]], refuses: { kind: "axis", axis: 1, rank: 1 } },
  ]],
  ["upsample", [
    { title: "height before width", inputs: [[2, 3, 5, 7]], attributes: { scale: [2, 3] }, gives: [2, 3, 10, 21] },
    { title: "without a batch", inputs: [[3, 5, 7]], attributes: { scale: [2, 2] }, gives: [3, 10, 14] },
    { title: "refuses rank 2", inputs: [[5, 7]], attributes: { scale: [2, 2] }, refuses: { kind: "rank", input: 0, expected: [4, 3], found: 2 } },
    { title: "refuses integers", inputs: [integers(1, 1, 1, 1)], attributes: { scale: [2, 2] }, refuses: refusesIntegers },
  ]],
  ["add", joins],
  ["sub", joins],
  ["mul", joins],
  ["div", joins],
  ["matmul", [
    { title: "two matrices", inputs: [[2, 3], [3, 5]], gives: [2, 5] },
    { title: "a batch by one matrix", inputs: [[2, 4, 3], [3, 5]], gives: [2, 4, 5] },
    { title: "repeats batches", inputs: [[2, 1, 4, 3], [7, 3, 5]], gives: [2, 7, 4, 5] },
    { title: "refuses other inner sizes", inputs: [[2, 4, 3], [4, 5]], refuses: { kind: "inputs", inputs: [0, 1], axes: [2, 0], sizes: [3, 4] } },
    { title: "refuses other batches", inputs: [[2, 4, 3], [5, 3, 5]], refuses: { kind: "inputs", inputs: [0, 1], axes: [0, 0], sizes: [2, 5] } },
    { title: "refuses a vector", inputs: [[2, 3], [3]], refuses: { kind: "rank", input: 1, expected: [2, 3, 4], found: 1 } },
    { title: "refuses integers", inputs: [integers(2, 3), [3, 2]], refuses: refusesIntegers },
  ]],
  ["transpose", [
    { title: "the last two of three", inputs: [[2, 3, 5]], gives: [2, 5, 3] },
    { title: "a matrix", inputs: [[1, 4]], gives: [4, 1] },
    { title: "keeps integers", inputs: [integers(2, 3)], gives: [3, 2], element: "int32" },
    { title: "refuses a vector", inputs: [[3]], refuses: { kind: "rank", input: 0, expected: [2, 3, 4], found: 1 } },
  ]],
  ["cat", [
    { title: "adds up the axis", inputs: [[2, 3, 5], [2, 4, 5], [2, 1, 5]], attributes: { dim: 1 }, gives: [2, 8, 5] },
    { title: "counts from the end", inputs: [[2, 3], [2, 4]], attributes: { dim: -1 }, gives: [2, 7] },
    { title: "one alone", inputs: [[2, 3]], attributes: { dim: 0 }, gives: [2, 3] },
    { title: "keeps integers", inputs: [integers(2), integers(3)], attributes: { dim: 0 }, gives: [5], element: "int32" },
    { title: "refuses other sizes elsewhere", inputs: [[2, 3, 5], [2, 4, 5], [2, 1, 6]], attributes: { dim: 1 }, refuses: { kind: "inputs", inputs: [0, 2], axes: [2, 2], sizes: [5, 6] } },
    { title: "refuses other ranks", inputs: [[2, 3], [2]], attributes: { dim: 0 }, refuses: { kind: "rank", input: 1, expected: [2], found: 1 } },
    { title: "refuses an axis that is not there", inputs: [[2, 3], [2, 3]], attributes: { dim: 2 }, refuses: { kind: "axis", axis: 2, rank: 2 } },
    { title: "refuses to mix elements", inputs: [[2], integers(2)], attributes: { dim: 0 }, refuses: { ...refusesIntegers, input: 1 } },
  ]],
  ["featureMap", [
    { title: "agrees", inputs: [[2, 3, 5]], attributes: { shape: ["BatchSize", 3, 5] }, gives: [2, 3, 5] },
    { title: "claims nothing of an axis", inputs: [[2, 3, 5]], attributes: { shape: [-1, 3, -1] }, gives: [2, 3, 5] },
    { title: "keeps integers", inputs: [integers(2)], attributes: { shape: [2] }, gives: [2], element: "int32" },
    { title: "refuses another size", inputs: [[2, 3, 5]], attributes: { shape: ["BatchSize", 3, 6] }, refuses: { kind: "size", attribute: "shape", input: 0, axis: 2, expected: 6, found: 5 } },
    { title: "refuses another rank", inputs: [[2, 3, 5]], attributes: { shape: ["BatchSize", 15] }, refuses: { kind: "rank", input: 0, expected: [2], found: 3 } },
  ]],
  ["constant", [{ title: "has no axes", inputs: [], attributes: { value: 0.5 }, gives: [] }]],
  ["parameter", [
    { title: "has its own shape", inputs: [], attributes: { shape: [3, 5] }, gives: [3, 5] },
    { title: "refuses a size that is bound at run", inputs: [], attributes: { shape: [3, "BatchSize"] }, refuses: { kind: "open", attribute: "shape", axis: 1 } },
    { title: "refuses a size that is left open", inputs: [], attributes: { shape: [-1, 5] }, refuses: { kind: "open", attribute: "shape", axis: 0 } },
  ]],
]);
