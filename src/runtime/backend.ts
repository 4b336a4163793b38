/**
 * The seam between a model and what executes it. A backend turns a graph with all sizes known into a plan; a plan
 * runs any number of times. Backends are values, so that a bundle holds only the one that it uses.
 */
import type { TensorType } from "../ops/operation.ts";
import type { Graph } from "./graph.ts";
import type { Draws } from "./random/draws.ts";

/** How many threads are to run a plan; `auto` leaves it to the backend. */
export type Threads = number | "auto";

/**
 * How nodes are to be computed, by their paths or by operations' names: `{ conv2d: "gemm", "block1.conv1": "direct" }`. A path's is
 * an error where the node cannot be computed so; an operation's is for those of its nodes that can.
 */
export type Algorithms = Readonly<Record<string, string>>;

export type TensorData = Float32Array | Int32Array;

/** Of the weights of linear layers: float32; halves of rows that are scaled by powers of two; or 8 bits and a scale for each output feature. */
export const precisions = ["float32", "float16", "int8"] as const;

export type Precision = typeof precisions[number];

/** What a backend is to spare where it has a choice: time, or memory, for which `low` stands. */
export const memoryUses = ["normal", "low"] as const;

export type MemoryUse = typeof memoryUses[number];

export interface PlanRequest {
  readonly graph: Graph;
  /** The numeric type of every value, by its index. */
  readonly types: readonly TensorType<number>[];
  /** The parameters' data by their full names. A run sees what was written to them before it. */
  readonly parameters: Pick<ReadonlyMap<string, Float32Array>, "get">;
  /** `auto` where left out. */
  readonly threads?: Threads | undefined;
  readonly algorithms?: Algorithms | undefined;
  /**
   * A number that is another one when a parameter's data has changed, for plans that keep it in another form; undefined
   * where it may have changed unseen, as it may for all where this is left out.
   */
  readonly version?: (parameter: string) => number | undefined;
  /** Dropout and noise are on, and batch norm goes by the batch. */
  readonly training?: boolean | undefined;
  /** A backend that cannot store weights so computes with float32. */
  readonly precision?: Precision | undefined;
  readonly memory?: MemoryUse | undefined;
  /** The parameters come when the plan is made: they are read by the first run at the earliest. */
  readonly weightsFollow?: boolean | undefined;
}

export interface Backend {
  readonly name: string;
  /** Its plans can be where a model keeps weights, so that these are in memory once. */
  readonly keepsWeights?: true;
  plan(request: PlanRequest): Promise<Plan>;
}

export interface Plan {
  /** Weights that it can keep for the model, by their full names. */
  readonly kept?: ReadonlyMap<string, KeptWeight>;
  /** One record for each thing that a run does, in order. */
  readonly steps: readonly PlanStep[];
  /** Bytes of activations that are alive at once at most. */
  readonly activationBytes: number;
  /** How many threads run it. */
  readonly threads: number;
  /** What runs otherwise than asked for, and why: one sentence each (fewer threads). */
  readonly notes: readonly string[];
  /** What a run in training has made of buffers, and is to be stored where the run has succeeded. */
  readonly updates?: readonly StateUpdate[];
  /**
   * `inputs` and `outputs` in the graph's order, of exactly the sizes planned. Allocates nothing that grows with them.
   * `draws` says what training draws from.
   */
  run(inputs: readonly TensorData[], outputs: readonly TensorData[], signal?: AbortSignal, draws?: Draws): Promise<void>;
  /** The milliseconds that each step takes when it runs by itself, where the backend can tell. */
  profile?(inputs: readonly TensorData[]): Promise<readonly number[]>;
  dispose(): void;
}

/** A weight that a plan has in its memory, from which what was written can be had again, bit by bit. */
export interface KeptWeight {
  /** Of so many numbers pieces are to be made, but for the last. */
  readonly unit: number;
  /** Takes the numbers from `first` on, where a piece begins. The array may be used again when it settles, though the numbers may still be on their way. */
  write(first: number, numbers: Float32Array): Promise<void>;
  /** When all that was written, to weights of the same plan too, is in its place. */
  settled(): Promise<void>;
  /** Fills `into` with the numbers from `first` on, once they have settled. */
  read(first: number, into: Float32Array): void;
  /** Where the numbers lie as they are stored; may be longer. */
  readonly array?: Float32Array;
}

/** A buffer's new values, or how many batches a counter has to count in addition. */
export type StateUpdate =
  | { readonly parameter: string; readonly data: Float32Array }
  | { readonly counter: string; readonly batches: number };

export interface PlanStep {
  /** The node's path: `convblock1.conv1`. */
  readonly path: string;
  readonly operation: string;
  /** How it is computed: `reference`, `direct`, `winograd`. */
  readonly algorithm: string;
  readonly shape: readonly number[];
  readonly macs: number;
  readonly parameterCount: number;
  /** How often a run does it, where that is not once: the number of a scan's steps. `macs` are those of all times. */
  readonly times?: number;
}
