/** Memory for tensors, with an error that says how much was asked for where there is none. */
import type { ElementType } from "../ops/operation.ts";
import type { TensorData } from "./backend.ts";
import { ModelError } from "./model-error.ts";

/** `owner` is what messages name: a parameter, an output. */
export function allocateTensor(element: "float32", count: number, owner: string): Float32Array;
export function allocateTensor(element: ElementType, count: number, owner: string): TensorData;
export function allocateTensor(element: ElementType, count: number, owner: string): TensorData {
  return orExplain(() => (element === "float32" ? new Float32Array(count) : new Int32Array(count)), owner, 4 * count);
}

export function allocateBytes(count: number, owner: string): Uint8Array {
  return orExplain(() => new Uint8Array(count), owner, count);
}

function orExplain<T>(allocate: () => T, owner: string, bytes: number): T {
  try {
    return allocate();
  } catch (cause) {
    throw new ModelError(`There is no memory for ${owner}: ${Math.ceil(bytes / 2 ** 20)} MiB.`, { cause });
  }
}
