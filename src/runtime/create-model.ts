/** From a definition and options to a model that runs: describes the graph, makes the weights or loads them. */
import type { TensorType } from "../ops/operation.ts";
import { type CreateOptions, readDimensions } from "./create-options.ts";
import { checkFormat, describe, type ModelDefinition } from "./describe.ts";
import { GraphModel } from "./graph-model.ts";
import { loadWeights } from "./weights/load-weights.ts";
import type { Model } from "./model.ts";
import { allocateState, initializeState, parameterVersion } from "./model-state.ts";
import { wasm } from "./wasm/backend.ts";

/** Rejects with a ModelError where options, dimensions or weights do not fit, or with the signal's reason. */
export async function createModel<Dims extends object, In extends string, Out extends string, Noise extends string, State extends string>(
  definition: ModelDefinition<Dims>, options: Dims & CreateOptions,
): Promise<Model<In, Out, Noise, State>> {
  checkFormat(definition);
  const dims = readDimensions(definition, options);
  const { seed = 0, weights, backend = wasm(), threads, algorithms, signal } = options;
  signal?.throwIfAborted();
  const graph = describe(definition, dims);
  const state = allocateState(graph);
  if (weights === undefined) await initializeState(graph, state, seed, signal);
  else await loadWeights(graph.name, weights, state, signal);
  signal?.throwIfAborted();
  const makePlan = (types: readonly TensorType<number>[], training: boolean) => (
    backend.plan({ graph, types, parameters: state.tensors, version: (name) => parameterVersion(state, name), threads, algorithms, training })
  );
  return new GraphModel<In, Out, Noise, State>(graph, makePlan, state, seed);
}
