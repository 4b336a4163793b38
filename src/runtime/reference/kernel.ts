/** What a reference kernel gets: one call of an operation with its data. It writes the output, and nothing else. */
import type { Attributes } from "../../ops/operation.ts";
import type { TensorData } from "../backend.ts";

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
}

export type Kernel = (call: KernelCall) => void;
