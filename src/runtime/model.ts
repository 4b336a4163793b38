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
  /**
   * Dropout and noise are on, and batch norm goes by the batch and moves its running averages. Left out, a run evaluates:
   * the same inputs give the same outputs.
   */
  readonly training?: boolean | undefined;
  /**
   * What noise and dropout are drawn from: any safe integer. Left out, the model's seed, and in training another draw for
   * each run.
   */
  readonly seed?: number | undefined;
}

export interface StepOptions {
  /** Ends the step, which then rejects with the signal's reason. The states stay what they were. */
  readonly signal?: AbortSignal | undefined;
  /** What noise is drawn from; the model's seed where left out. Each step draws others. */
  readonly seed?: number | undefined;
}

export interface LoadOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface ModelInput<Name extends string> {
  readonly name: Name;
  readonly element: ElementType;
  /** Strings are sizes that each run binds; `-1` takes any. */
  readonly shape: readonly Dimension[];
  /** What it is where it is left out; without it, the input must be given. */
  readonly default?: "zeros" | "normal";
  /** Its numbers are indices, from 0 and less than this. */
  readonly below?: number;
}

export interface ModelOutput<Name extends string> {
  readonly name: Name;
  readonly element: ElementType;
  /** NaN is a size that each run binds. */
  readonly shape: readonly number[];
  /** The last value of a recurrent state. */
  readonly state?: true;
}

/** Noise and the states before the first step may be left out. */
export type ModelInputs<In extends string, Noise extends string, State extends string> =
  Readonly<Record<In, TensorInput> & Partial<Record<Noise | State, TensorInput | undefined>>>;

/**
 * `In` and `Out` are the ids of the diagram's inputs and outputs, `Noise` those of noise that may also be given from
 * outside, `State` the paths of recurrent states, which are optional inputs and outputs (`rnn1.H`).
 * Errors are ModelErrors that say what to put right. Calls that use the weights take turns, in the order in which
 * they were made.
 */
export interface Model<In extends string, Out extends string, Noise extends string = never, State extends string = never> {
  readonly name: string;
  readonly inputs: readonly ModelInput<In | Noise | State>[];
  readonly outputs: readonly ModelOutput<Out | State>[];
  /** Names, order and shapes are those of PyTorch's state_dict. */
  readonly parameters: readonly ModelParameter[];

  /** Computes the outputs into new tensors. Inputs must not change until the promise settles. */
  run(inputs: ModelInputs<In, Noise, State>, options?: RunOptions): Promise<Record<Out | State, Tensor>>;
  /** Computes the outputs into memory of the caller's; states may be left out. Allocates nothing that grows with tensors, except for new input shapes. */
  runInto(inputs: ModelInputs<In, Noise, State>, outputs: Readonly<Record<Out, TensorInput> & Partial<Record<State, TensorInput | undefined>>>, options?: RunOptions): Promise<void>;

  /**
   * Runs a recurrent model one step further: inputs and outputs are without axis 1, that of the steps. The states are those
   * that the step before has left, zeros at first; one that is given takes their place. A ModelError where the model has no
   * state, or takes sequences as wholes.
   */
  step(inputs: ModelInputs<In, Noise, State>, options?: StepOptions): Promise<Record<Out | State, Tensor>>;
  /** The next step starts anew. */
  resetStates(): Promise<void>;

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

  /** The milliseconds of each step that `explain` shows, on these inputs; none where the backend cannot tell. */
  profile(inputs: ModelInputs<In, Noise, State>): Promise<readonly number[]>;

  /** Ends the run at work, which rejects, refuses those that wait, and frees the memory. The model cannot be used any more. */
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

