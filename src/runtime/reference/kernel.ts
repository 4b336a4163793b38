/** What a reference kernel gets: one call of an operation with its data. It writes the output, and nothing else. */
import type { Attributes } from "../../ops/operation.ts";
import type { TensorData } from "../backend.ts";
import type { RandomStream } from "../random/random.ts";

export interface KernelTensor {
  readonly data: TensorData;
  readonly shape: readonly number[];
}

export interface KernelCall {
  readonly inputs: readonly KernelTensor[];
  readonly output: KernelTensor;
  readonly attributes: Attributes<number>;
  /** By PyTorch's own name, the last part of the path: `weight`. */
  readonly parameters: Readonly<Record<string, Float32Array>>;
  /** Room of the kernel's own until it returns, at least that long, with anything in it. */
  readonly scratch: (length: number) => Float64Array;
  /** In training alone. */
  readonly training?: KernelTraining;
}

export interface KernelTraining {
  /** What this node draws from in this run. */
  readonly stream: RandomStream;
  /** The position in the stream, a multiple of 4, of the first number of this call, if it draws `length` of them: each step of a scan draws others. */
  readonly first: (length: number) => number;
  /** Its buffers by PyTorch's own names, to be moved on in place. */
  readonly averages: Readonly<Record<string, Float32Array>>;
}

export type Kernel = (call: KernelCall) => void;
