/**
 * A model's parameters and buffers in memory: named, shaped and ordered as PyTorch's state_dict has them, and
 * started as PyTorch starts them, from a seed.
 */
import { elementCount } from "../ops/shapes.ts";
import { allocateTensor } from "./allocate.ts";
import type { KeptWeight, Precision, StateUpdate } from "./backend.ts";
import type { Graph, GraphParameter } from "./graph.ts";
import { ParameterStore } from "./parameter-store.ts";
import { fillNormal, fillUniform, randomStream } from "./random/random.ts";

export interface ModelParameter {
  /** The whole path: `convblock1.conv1.weight`. */
  readonly name: string;
  readonly shape: readonly number[];
  /** `int64` for batch norm's counter of batches, which is stored and nothing else. */
  readonly element: "float32" | "int64";
  /** Saved and loaded, but not learned: running averages and counters. */
  readonly buffer: boolean;
}

export interface ModelState {
  /** In PyTorch's order. */
  readonly entries: readonly ModelParameter[];
  readonly parameters: ParameterStore;
  readonly counters: Map<string, bigint>;
  /** With which runs read the weights of linear layers. */
  readonly precision: Precision;
  /** Grows when the numbers are replaced. */
  version: number;
  /** Parameters whose memory the program has asked for: they may change unseen. */
  readonly handedOut: Set<string>;
}

/** Elements that are drawn before others get a turn on the thread. */
const TURN = 1 << 22;

/** `kept` are the weights that a plan keeps. */
export function allocateState(graph: Graph, precision: Precision, kept: ReadonlyMap<string, KeptWeight> = new Map()): ModelState {
  const entries = stateEntries(graph);
  const lengths = new Map(entries.filter(({ element }) => element === "float32").map(({ name, shape }) => [name, elementCount(shape)]));
  return {
    entries, precision, version: 0, handedOut: new Set(),
    parameters: new ParameterStore(lengths, kept, (name, length) => allocateTensor("float32", length, name)),
    counters: new Map(entries.filter(({ element }) => element === "int64").map(({ name }) => [name, 0n])),
  };
}

/** Another number when the parameter has changed; undefined where that cannot be known. */
export function parameterVersion({ version, handedOut }: ModelState, name: string): number | undefined {
  return handedOut.has(name) ? undefined : version;
}

/** Each parameter draws from the stream of its own name, so its values depend on seed and name alone. */
export async function initializeState(graph: Graph, { parameters }: ModelState, seed: number, signal: AbortSignal | undefined): Promise<void> {
  let drawn = 0;
  await parameters.fill(graph.parameters.map((parameter) => [parameter.name, async (part, first) => {
    initialize(parameter, part, seed, first);
    drawn += part.length;
    if (drawn < TURN) return;
    drawn = 0;
    await new Promise((resolve) => setTimeout(resolve));
    signal?.throwIfAborted();
  }]));
}

/** What a run in training has made of buffers and counters. */
export function storeUpdates(state: ModelState, updates: readonly StateUpdate[]): void {
  const { parameters, counters } = state;
  for (const update of updates) {
    if ("data" in update) parameters.get(update.parameter)!.set(update.data);
    else counters.set(update.counter, counters.get(update.counter)! + BigInt(update.batches));
  }
  if (updates.length > 0) state.version += 1;
}

function initialize({ name, spec: { initialization } }: GraphParameter, part: Float32Array, seed: number, first: number): void {
  if (initialization.kind === "constant") part.fill(initialization.value);
  else if (initialization.kind === "uniform") fillUniform(randomStream(seed, name), part, initialization.bound, first);
  else fillNormal(randomStream(seed, name), part, first);
}

function stateEntries(graph: Graph): readonly ModelParameter[] {
  return graph.parameters.flatMap(({ name, spec, counter }): ModelParameter[] => [
    { name, shape: spec.shape, element: "float32", buffer: spec.buffer === true },
    ...(counter === undefined ? [] : [{ name: counter, shape: [], element: "int64", buffer: true } as const]),
  ]);
}
