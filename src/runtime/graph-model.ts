/** The model behind `Model`: a graph, its state, the plans of a backend, and a queue in which everything takes turns. */
import type { TensorType } from "../ops/operation.ts";
import { elementCount } from "../ops/shapes.ts";
import { allocateBytes } from "./allocate.ts";
import type { Plan, TensorData } from "./backend.ts";
import { bindRunDimensions, inputShapes } from "./bind-run-dimensions.ts";
import type { ByteSink, WeightSource } from "./weights/byte-source.ts";
import type { Graph } from "./graph.ts";
import { loadWeights } from "./weights/load-weights.ts";
import type { Explanation, LoadOptions, Model, ModelInput, ModelInputs, ModelOutput, RunOptions, StepOptions } from "./model.ts";
import { ModelError } from "./model-error.ts";
import { type ModelParameter, type ModelState, storeUpdates } from "./model-state.ts";
import { unknownName } from "./named-values.ts";
import { type CachedPlan, PlanCache } from "./plan-cache.ts";
import type { PlanForWeights } from "./plan-for-weights.ts";
import type { Draws } from "./random/draws.ts";
import { type BoundInputs, readInputs } from "./read-inputs.ts";
import { newOutputs, readOutputs } from "./read-outputs.ts";
import { RunQueue } from "./run-queue.ts";
import { SpareArrays } from "./spare-arrays.ts";
import { Stream } from "./stream.ts";
import type { Tensor, TensorInput } from "./tensor.ts";
import { weightBytes, weightPieces } from "./weights/weight-pieces.ts";

const NUMBER_BYTES = 4;

/** A plan for the numeric types of all values, and a mode. */
export type MakePlan = (types: readonly TensorType<number>[], training: boolean) => Promise<Plan>;

/** Where a run writes, given the types of its outputs and the data of its inputs. */
type OutputsOf<T> = (cached: CachedPlan, inputs: readonly TensorData[]) => { readonly data: readonly TensorData[]; readonly result: T };

export class GraphModel<In extends string, Out extends string, Noise extends string, State extends string> implements Model<In, Out, Noise, State> {
  readonly name: string;
  readonly inputs: readonly ModelInput<In | Noise | State>[];
  readonly outputs: readonly ModelOutput<Out | State>[];
  readonly parameters: readonly ModelParameter[];
  declare [Symbol.asyncDispose]: () => Promise<void>;

  readonly #graph: Graph;
  readonly #makePlan: MakePlan;
  readonly #seed: number;
  readonly #plans = new PlanCache();
  readonly #queue = new RunQueue();
  /** Undefined once the model is disposed of. */
  #state: ModelState | undefined;
  /** Set while weights are being replaced, and left set where that fails. */
  #halfLoaded = false;
  #disposal: Promise<void> | undefined;
  /** Ends the run at work when the model is disposed of. */
  readonly #disposing = new AbortController();
  /** Runs in training that have succeeded. */
  #trainingRuns = 0;
  /** Made when the first step is asked for. */
  #stream: Stream | undefined;
  readonly #newOutputs: OutputsOf<Record<string, Tensor>> = ({ outputTypes }) => {
    const outputs = newOutputs(this.#graph, outputTypes);
    return { data: this.#graph.outputs.map(({ name }) => outputs[name]!.data), result: outputs };
  };

  constructor(graph: Graph, makePlan: MakePlan, state: ModelState, seed: number, home?: PlanForWeights) {
    this.name = graph.name;
    this.inputs = graph.inputs.map(({ name, element, shape, default: byDefault, limit }) => (
      { name: name as In | Noise | State, element, shape, ...(byDefault && { default: byDefault }), ...(limit && { below: limit.below }) }
    ));
    this.outputs = describedOutputs(graph).map(({ name, ...output }) => ({ ...output, name: name as Out | State }));
    this.parameters = state.entries;
    this.#graph = graph;
    this.#makePlan = makePlan;
    this.#seed = seed;
    this.#state = state;
    if (home !== undefined) this.#plans.keep(home.shapes, this.#cached(home.plan, home.types));
    // Older engines have no such symbol.
    if (typeof Symbol.asyncDispose === "symbol") this[Symbol.asyncDispose] = () => this.dispose();
  }

  async run(inputs: ModelInputs<In, Noise, State>, options?: RunOptions): Promise<Record<Out | State, Tensor>> {
    return await this.#execute(inputs, options, this.#newOutputs) as Record<Out | State, Tensor>;
  }

  async step(inputs: ModelInputs<In, Noise, State>, { signal, seed = this.#seed }: StepOptions = {}): Promise<Record<Out | State, Tensor>> {
    checkSeed(this.name, seed);
    return this.#enqueue(async () => {
      const stream = (this.#stream ??= new Stream(this.#graph));
      const bound = stream.read(inputs);
      const cached = await this.#planFor(bound.shapes, false);
      const outputs = await this.#runPlan(cached, bound, { seed, run: stream.steps }, signal, this.#newOutputs);
      return stream.take(outputs) as Record<Out | State, Tensor>;
    }, signal);
  }

  async resetStates(): Promise<void> {
    return this.#enqueue(async () => this.#stream?.reset());
  }

  async runInto(inputs: ModelInputs<In, Noise, State>, outputs: Readonly<Record<string, TensorInput | undefined>>, options?: RunOptions): Promise<void> {
    await this.#execute(inputs, options, ({ outputTypes, spare }, given) => ({
      data: spare.completeOutputs(readOutputs(this.#graph, outputTypes, outputs, given)), result: undefined,
    }));
  }

  parameter(name: string): Float32Array {
    const { parameters, handedOut } = this.#liveState();
    const tensor = parameters.get(name);
    if (tensor === undefined) throw new ModelError(`${this.name}: ${unknownName("float32 parameter", name, parameters.names)}.`);
    handedOut.add(name);
    return tensor;
  }

  async saveWeights(): Promise<Uint8Array> {
    return this.#enqueue(async (state) => {
      this.#refuseRounded(state);
      const bytes = allocateBytes(weightBytes(state), `the weights of ${this.name}`);
      let end = 0;
      for (const piece of weightPieces(state)) {
        bytes.set(piece, end);
        end += piece.length;
      }
      return bytes;
    });
  }

  async saveWeightsTo(sink: ByteSink): Promise<void> {
    return this.#enqueue(async (state) => {
      this.#refuseRounded(state);
      for (const piece of weightPieces(state)) await sink.write(piece);
    });
  }

  #refuseRounded({ precision }: ModelState): void {
    if (precision !== "float32") throw new ModelError(`${this.name} stores weights as ${precision}, and what was loaded cannot be saved: create it without a precision to save its weights.`);
  }

  async loadWeights(source: WeightSource, { signal }: LoadOptions = {}): Promise<void> {
    return this.#enqueue(async (state) => {
      await loadWeights(this.name, source, state, signal, () => {
        this.#halfLoaded = true;
        state.version++;
      });
      this.#halfLoaded = false;
    }, signal);
  }

  async explain(runDimensions: Readonly<Record<string, number>> = {}): Promise<Explanation> {
    const shapes = inputShapes(this.#graph, runDimensions);
    return this.#enqueue(async () => {
      const { plan } = await this.#planFor(shapes, false);
      const steps = plan.steps.map((step) => ({ ...step, bytes: NUMBER_BYTES * elementCount(step.shape) }));
      return {
        steps,
        macs: steps.reduce((sum, { macs }) => sum + macs, 0),
        parameterCount: this.#graph.parameters.reduce((sum, { spec }) => sum + (spec.buffer ? 0 : elementCount(spec.shape)), 0),
        weightBytes: this.#graph.parameters.reduce((sum, { spec }) => sum + NUMBER_BYTES * elementCount(spec.shape), 0),
        activationBytes: plan.activationBytes,
        threads: plan.threads,
        notes: plan.notes,
      };
    });
  }

  async profile(inputs: ModelInputs<In, Noise, State>): Promise<readonly number[]> {
    const { data, shapes } = readInputs(this.#graph, inputs);
    return this.#enqueue(async () => {
      const { plan, spare } = await this.#planFor(shapes, false);
      return await plan.profile?.(spare.completeInputs(data, { seed: this.#seed, run: undefined })) ?? [];
    });
  }

  dispose(): Promise<void> {
    this.#disposal ??= this.#queue.idle().then(() => this.#plans.clear());
    this.#state = undefined;
    this.#disposing.abort(new ModelError(`${this.name} has been disposed of in the midst of this run.`));
    return this.#disposal;
  }

  #execute<T>(given: unknown, { signal, training = false, seed }: RunOptions = {}, outputsFor: OutputsOf<T>): Promise<T> {
    this.#liveState();
    checkSeed(this.name, seed);
    const inputs = readInputs(this.#graph, given);
    return this.#enqueue(async (state) => {
      const draws = { seed: seed ?? this.#seed, run: training && seed === undefined ? this.#trainingRuns : undefined };
      const cached = this.#plans.again(inputs.shapes, training) ?? await this.#planFor(inputs.shapes, training);
      const result = await this.#runPlan(cached, inputs, draws, signal, outputsFor);
      if (training) {
        this.#trainingRuns += 1;
        storeUpdates(state, cached.plan.updates ?? []);
      }
      return result;
    }, signal);
  }

  async #runPlan<T>(cached: CachedPlan, { data }: BoundInputs, draws: Draws, signal: AbortSignal | undefined, outputsFor: OutputsOf<T>): Promise<T> {
    if (this.#halfLoaded) throw new ModelError(`${this.name} has only a part of its new weights, because loading them failed; load weights again.`);
    const inputs = cached.spare.completeInputs(data, draws);
    const outputs = outputsFor(cached, inputs);
    await this.#interruptible(signal, (either) => cached.plan.run(inputs, outputs.data, either, draws));
    return outputs.result;
  }

  /** Gives the task a signal that is aborted where the caller's is, and where the model is disposed of. */
  async #interruptible(signal: AbortSignal | undefined, task: (either: AbortSignal) => Promise<void>): Promise<void> {
    this.#liveState();
    signal?.throwIfAborted();
    const disposing = this.#disposing.signal;
    if (signal === undefined) {
      await task(disposing);
      return disposing.throwIfAborted();
    }
    const either = new AbortController();
    const leave = () => either.abort(signal.aborted ? signal.reason : disposing.reason);
    signal.addEventListener("abort", leave);
    disposing.addEventListener("abort", leave);
    try {
      await task(either.signal);
      either.signal.throwIfAborted();
    } finally {
      signal.removeEventListener("abort", leave);
      disposing.removeEventListener("abort", leave);
    }
  }

  #enqueue<T>(task: (state: ModelState) => Promise<T>, signal?: AbortSignal): Promise<T> {
    this.#liveState();
    return this.#queue.add(() => task(this.#liveState()), signal);
  }

  #liveState(): ModelState {
    if (this.#state === undefined) throw new ModelError(`${this.name} has been disposed of, and cannot be used any more.`);
    return this.#state;
  }

  #planFor(shapes: readonly (readonly number[])[], training: boolean): Promise<CachedPlan> {
    return this.#plans.get(shapes, training, async () => {
      const types = bindRunDimensions(this.#graph, shapes);
      return this.#cached(await this.#makePlan(types, training), types);
    });
  }

  #cached(plan: Plan, types: readonly TensorType<number>[]): CachedPlan {
    return { plan, outputTypes: this.#graph.outputs.map(({ value }) => types[value]!), spare: new SpareArrays(this.#graph, types) };
  }
}

function checkSeed(model: string, seed: number | undefined): void {
  if (seed !== undefined && !Number.isSafeInteger(seed)) throw new ModelError(`${model}: the run's seed must be a safe integer.`);
}

/** The outputs with their types as described: an output may be an input that nothing changes. */
function describedOutputs({ inputs, nodes, outputs }: Graph) {
  const types = new Map(nodes.map(({ value, type }) => [value, type]));
  for (const { value, element, shape } of inputs) types.set(value, { element, shape: shape.map((size) => (typeof size === "string" || size === -1 ? NaN : size)) });
  for (const { body } of nodes) {
    for (const { first, last } of body?.states ?? []) types.set(last, types.get(first)!);
  }
  return outputs.map(({ value, ...output }) => ({ ...output, ...types.get(value)! }));
}
