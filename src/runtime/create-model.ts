/** From a definition and options to a model that runs: describes the graph, makes the weights or loads them. */
import type { TensorType } from "../ops/operation.ts";
import { type CreateOptions, readDimensions, readWeightOption } from "./create-options.ts";
import { checkFormat, describe, type ModelDefinition } from "./describe.ts";
import { GraphModel } from "./graph-model.ts";
import { loadWeights } from "./weights/load-weights.ts";
import type { Model } from "./model.ts";
import { allocateState, initializeState, parameterVersion } from "./model-state.ts";
import { planForWeights } from "./plan-for-weights.ts";
import { wasm } from "./wasm/backend.ts";

/** Rejects with a ModelError where options, dimensions or weights do not fit, or with the signal's reason. */
export async function createModel<Dims extends object, In extends string, Out extends string, Noise extends string, State extends string>(
  definition: ModelDefinition<Dims>, options: Dims & CreateOptions,
): Promise<Model<In, Out, Noise, State>> {
  checkFormat(definition);
  const dims = readDimensions(definition, options);
  const { seed = 0, backend = wasm(), threads, algorithms, memory, signal } = options;
  const { source, precision } = readWeightOption(definition.name, options.weights);
  signal?.throwIfAborted();
  const graph = describe(definition, dims);
  const makePlan = (types: readonly TensorType<number>[], training: boolean, weightsFollow = false) => (
    backend.plan({ graph, types, parameters: { get: (name) => state.parameters.get(name) }, version: (name) => parameterVersion(state, name), threads, algorithms, training, precision, memory, weightsFollow })
  );
  const home = backend.keepsWeights ? await planForWeights(graph, (types) => makePlan(types, false, true)) : undefined;
  const state = allocateState(graph, precision, home?.plan.kept);
  try {
    if (source === undefined) await initializeState(graph, state, seed, signal);
    else await loadWeights(graph.name, source, state, signal);
    signal?.throwIfAborted();
  } catch (error) {
    home?.plan.dispose();
    throw error;
  }
  return new GraphModel<In, Out, Noise, State>(graph, makePlan, state, seed, home);
}
