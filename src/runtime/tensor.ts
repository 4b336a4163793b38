/** Tensors as a program hands them to a model and gets them back: data in row-major order, and its shape. */
import type { ElementType } from "../ops/operation.ts";
import { elementCount } from "../ops/shapes.ts";
import type { TensorData } from "./backend.ts";
import { ModelError, shapeText } from "./model-error.ts";

export interface Tensor {
  readonly element: ElementType;
  readonly shape: readonly number[];
  /** Float32Array for float32, Int32Array for int32. */
  readonly data: TensorData;
}

/** What `run` takes for an input: a tensor, or its data alone where its shape follows from the length. */
export type TensorInput = TensorData | { readonly data: TensorData; readonly shape: readonly number[] };

/** What came in under one name, checked to be what it says it is. `owner` is what messages name. */
export interface IncomingTensor {
  readonly owner: string;
  readonly data: TensorData;
  readonly shape: readonly number[] | undefined;
}

const ARRAYS = { float32: "a Float32Array", int32: "an Int32Array" } as const;

export function incomingTensor(owner: string, element: ElementType, given: unknown): IncomingTensor {
  const { data, shape } = isTensorData(given) ? { data: given, shape: undefined } : partsOf(given);
  if (!isTensorData(data)) throw new ModelError(`${owner} must be ${ARRAYS[element]}, or a tensor { data, shape }.`);
  if (elementOf(data) !== element) throw new ModelError(`${owner} takes ${ARRAYS[element]}, and gets ${ARRAYS[elementOf(data)!]}.`);
  if (shape === undefined) return { owner, data, shape };
  if (!Array.isArray(shape) || !shape.every((size) => Number.isSafeInteger(size) && size >= 1)) {
    throw new ModelError(`${owner}: the tensor's shape must be a list of whole numbers of at least 1.`);
  }
  if (elementCount(shape) !== data.length) throw new ModelError(`${owner}: the shape ${shapeText(shape)} holds ${elementCount(shape)} numbers, and the data has ${data.length}.`);
  return { owner, data, shape };
}

function partsOf(given: unknown): { data: unknown; shape: unknown } {
  if (typeof given !== "object" || given === null || !("data" in given) || !("shape" in given)) return { data: undefined, shape: undefined };
  return { data: given.data, shape: given.shape };
}

function isTensorData(value: unknown): value is TensorData {
  return elementOf(value) !== undefined;
}

/** By name, not by class: test runners and frames bring arrays of other realms. */
function elementOf(value: unknown): ElementType | undefined {
  const name = ArrayBuffer.isView(value) ? (value as TensorData)[Symbol.toStringTag] : undefined;
  return name === "Float32Array" ? "float32" : name === "Int32Array" ? "int32" : undefined;
}
