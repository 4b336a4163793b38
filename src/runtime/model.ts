/// <reference lib="esnext.disposable" preserve="true" />
/** A model as the importing program sees it. Names of inputs and outputs are the ids of the diagram's nodes. */
import type { PlanStep } from "./backend.ts";
import type { ByteSink, WeightSource } from "./weights/byte-source.ts";
import type { ModelParameter } from "./model-state.ts";
import type { Tensor, TensorInput } from "./tensor.ts";
import type { ElementType } from "../ops/operation.ts";
import type { Dimension } from "./graph.ts";

export interface RunOptions {
  /** Ends the run, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** Dropout and batch norm as in training; not supported yet. */
  readonly training?: boolean | undefined;
}

export interface LoadOptions {
  readonly signal?: AbortSignal | undefined;
}

/**
 * Errors are ModelErrors that say what to put right. Calls that use the weights take turns, in the order in which
 * they were made.
 */
export interface Model<In extends string, Out extends string> {
  readonly name: string;
  /** Strings in a shape are sizes that each run binds; `-1` takes any. Indices are whole numbers from 0 that are less than `below`. */
  readonly inputs: readonly { readonly name: In; readonly element: ElementType; readonly shape: readonly Dimension[]; readonly below?: number }[];
  /** NaN in a shape is a size that each run binds. */
  readonly outputs: readonly { readonly name: Out; readonly element: ElementType; readonly shape: readonly number[] }[];
  /** Names, order and shapes are those of PyTorch's state_dict. */
  readonly parameters: readonly ModelParameter[];

  /** Computes the outputs into new tensors. Inputs must not change until the promise settles. */
  run(inputs: Readonly<Record<In, TensorInput>>, options?: RunOptions): Promise<Record<Out, Tensor>>;
  /** Computes the outputs into memory of the caller's. Allocates nothing that grows with tensors, except for new input shapes. */
  runInto(inputs: Readonly<Record<In, TensorInput>>, outputs: Readonly<Record<Out, TensorInput>>, options?: RunOptions): Promise<void>;

  /** The model's own memory of a float32 parameter or buffer: what is written to it is seen by the next run. */
  parameter(name: string): Float32Array;
  /** A safetensors file that PyTorch's load_state_dict takes with strict=True. */
  saveWeights(): Promise<Uint8Array>;
  /** The same file in pieces, without a copy of the whole. */
  saveWeightsTo(sink: ByteSink): Promise<void>;
  /** Replaces all weights. A file that does not fit changes nothing; after a read that fails midway, runs are refused until weights are loaded. */
  loadWeights(source: WeightSource, options?: LoadOptions): Promise<void>;

  /** What a run does at these run dimensions, those left out being 1. */
  explain(runDimensions?: Readonly<Record<string, number>>): Promise<Explanation>;

  /** Waits for the run at work, refuses those that wait, and frees the memory. The model cannot be used any more. */
  dispose(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface Explanation {
  /** In order of execution. */
  readonly steps: readonly ExplainedStep[];
  /** Of one run. */
  readonly macs: number;
  /** Learned numbers; buffers do not count. */
  readonly parameterCount: number;
  /** Bytes of parameters and buffers. */
  readonly weightBytes: number;
  /** Bytes of activations that are alive at once at most. */
  readonly activationBytes: number;
  /** How many threads run it. */
  readonly threads: number;
  /** What runs otherwise than asked for, and why: one sentence each. */
  readonly notes: readonly string[];
}

export interface ExplainedStep extends PlanStep {
  /** Bytes of the tensor that the step gives. */
  readonly bytes: number;
}

