/** The model behind `Model`: a graph, its state, the plans of a backend, and a queue in which everything takes turns. */
import type { TensorType } from "../ops/operation.ts";
import { elementCount } from "../ops/shapes.ts";
import { allocateBytes } from "./allocate.ts";
import type { Plan, TensorData } from "./backend.ts";
import { bindRunDimensions, inputShapes } from "./bind-run-dimensions.ts";
import type { ByteSink, WeightSource } from "./weights/byte-source.ts";
import type { Graph } from "./graph.ts";
import { loadWeights } from "./weights/load-weights.ts";
import type { Explanation, LoadOptions, Model, RunOptions } from "./model.ts";
import { ModelError } from "./model-error.ts";
import type { ModelState } from "./model-state.ts";
import { unknownName } from "./named-values.ts";
import { type CachedPlan, PlanCache } from "./plan-cache.ts";
import { readInputs } from "./read-inputs.ts";
import { newOutputs, readOutputs } from "./read-outputs.ts";
import { RunQueue } from "./run-queue.ts";
import type { Tensor, TensorInput } from "./tensor.ts";
import { weightBytes, weightPieces } from "./weights/weight-pieces.ts";

const NUMBER_BYTES = 4;

/** A plan for the numeric types of all values. */
export type MakePlan = (types: readonly TensorType<number>[]) => Promise<Plan>;

/** Where a run writes, given the types of its outputs and the data of its inputs. */
type OutputsOf<T> = (types: CachedPlan["outputTypes"], inputs: readonly TensorData[]) => { readonly data: readonly TensorData[]; readonly result: T };

export class GraphModel<In extends string, Out extends string> implements Model<In, Out> {
  readonly name: string;
  readonly inputs: Model<In, Out>["inputs"];
  readonly outputs: Model<In, Out>["outputs"];
  readonly parameters: Model<In, Out>["parameters"];
  declare [Symbol.asyncDispose]: () => Promise<void>;

  readonly #graph: Graph;
  readonly #makePlan: MakePlan;
  readonly #plans = new PlanCache();
  readonly #queue = new RunQueue();
  /** Undefined once the model is disposed of. */
  #state: ModelState | undefined;
  /** Set while weights are being replaced, and left set where that fails. */
  #halfLoaded = false;
  #disposal: Promise<void> | undefined;

  constructor(graph: Graph, makePlan: MakePlan, state: ModelState) {
    this.name = graph.name;
    this.inputs = graph.inputs.map(({ name, element, shape, limit }) => ({ name: name as In, element, shape, ...(limit && { below: limit.below }) }));
    this.outputs = outputsOf(graph).map(({ name, type }) => ({ name: name as Out, ...type }));
    this.parameters = state.entries;
    this.#graph = graph;
    this.#makePlan = makePlan;
    this.#state = state;
    // Older engines have no such symbol.
    if (typeof Symbol.asyncDispose === "symbol") this[Symbol.asyncDispose] = () => this.dispose();
  }

  async run(inputs: Readonly<Record<In, TensorInput>>, options?: RunOptions): Promise<Record<Out, Tensor>> {
    return this.#execute(inputs, options, (types) => {
      const outputs = newOutputs(this.#graph, types);
      return { data: this.#graph.outputs.map(({ name }) => outputs[name]!.data), result: outputs as Record<Out, Tensor> };
    });
  }

  async runInto(inputs: Readonly<Record<In, TensorInput>>, outputs: Readonly<Record<Out, TensorInput>>, options?: RunOptions): Promise<void> {
    return this.#execute(inputs, options, (types, given) => ({ data: readOutputs(this.#graph, types, outputs, given), result: undefined }));
  }

  parameter(name: string): Float32Array {
    const { tensors, handedOut } = this.#liveState();
    const tensor = tensors.get(name);
    if (tensor === undefined) throw new ModelError(`${this.name}: ${unknownName("float32 parameter", name, [...tensors.keys()])}.`);
    handedOut.add(name);
    return tensor;
  }

  async saveWeights(): Promise<Uint8Array> {
    return this.#enqueue(async (state) => {
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
      for (const piece of weightPieces(state)) await sink.write(piece);
    });
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
      const { plan } = await this.#planFor(shapes);
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

  dispose(): Promise<void> {
    this.#disposal ??= this.#queue.idle().then(() => this.#plans.clear());
    this.#state = undefined;
    return this.#disposal;
  }

  async #execute<T>(given: unknown, { signal, training = false }: RunOptions = {}, outputsFor: OutputsOf<T>): Promise<T> {
    if (training) throw new ModelError(`${this.name}: training is not supported yet; leave it out to run as in evaluation.`);
    this.#liveState();
    const { data, shapes } = readInputs(this.#graph, given);
    return this.#enqueue(async () => {
      if (this.#halfLoaded) throw new ModelError(`${this.name} has only a part of its new weights, because loading them failed; load weights again.`);
      const { plan, outputTypes } = await this.#planFor(shapes);
      const outputs = outputsFor(outputTypes, data);
      await plan.run(data, outputs.data, signal);
      signal?.throwIfAborted();
      return outputs.result;
    }, signal);
  }

  async #enqueue<T>(task: (state: ModelState) => Promise<T>, signal?: AbortSignal): Promise<T> {
    this.#liveState();
    return this.#queue.add(() => task(this.#liveState()), signal);
  }

  #liveState(): ModelState {
    if (this.#state === undefined) throw new ModelError(`${this.name} has been disposed of, and cannot be used any more.`);
    return this.#state;
  }

  #planFor(shapes: readonly (readonly number[])[]): Promise<CachedPlan> {
    return this.#plans.get(shapes, async () => {
      const types = bindRunDimensions(this.#graph, shapes);
      const plan = await this.#makePlan(types);
      return { plan, outputTypes: this.#graph.outputs.map(({ value }) => types[value]!) };
    });
  }
}

/** The outputs with their types as described: an output may be an input that nothing changes. */
function outputsOf({ inputs, nodes, outputs }: Graph) {
  const types = new Map(nodes.map(({ value, type }) => [value, type]));
  for (const { value, element, shape } of inputs) types.set(value, { element, shape: shape.map((size) => (typeof size === "string" || size === -1 ? NaN : size)) });
  return outputs.map(({ name, value }) => ({ name, type: types.get(value)! }));
}
