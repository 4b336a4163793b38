/**
 * What training has beside evaluation: streams that kernels draw from, and running averages that they move. The averages
 * are copies; what a run has made of them is told as the plan's updates, for the model to store.
 */
import type { PlanRequest, StateUpdate } from "../backend.ts";
import { allNodes, type GraphNode } from "../graph.ts";
import { ModelError, shapeText } from "../model-error.ts";
import { nodeCosts } from "../node-costs.ts";
import { type Draws, drawStream } from "../random/draws.ts";
import type { KernelTraining } from "./kernel.ts";

export class Training {
  readonly updates: readonly StateUpdate[];
  readonly #request: PlanRequest;
  readonly #averages: ReadonlyMap<GraphNode, Readonly<Record<string, Float32Array>>>;

  constructor(request: PlanRequest) {
    const { graph, types, parameters } = request;
    this.#request = request;
    this.#averages = new Map(allNodes(graph).map((node) => {
      refuseSingle(request, node);
      const buffers = node.parameters.filter(({ spec }) => spec.buffer);
      return [node, Object.fromEntries(buffers.map(({ name, spec }) => [spec.name, parameters.get(name)!.slice()]))];
    }));
    this.updates = nodeCosts(graph, types).flatMap(({ node, times }) => node.parameters.flatMap(({ name, spec, counter }): StateUpdate[] => [
      ...(spec.buffer ? [{ parameter: name, data: this.#averages.get(node)![spec.name]! }] : []),
      ...(counter === undefined ? [] : [{ counter, batches: times }]),
    ]));
  }

  /** To be called when a run starts. */
  begin(): void {
    for (const update of this.updates) {
      if ("data" in update) update.data.set(this.#request.parameters.get(update.parameter)!);
    }
  }

  of(node: GraphNode, draws: Draws, clock: { readonly step: number }): KernelTraining {
    return {
      stream: drawStream(draws, node.path),
      // A block of the generator has four numbers.
      first: (length) => clock.step * Math.ceil(length / 4) * 4,
      averages: this.#averages.get(node)!,
    };
  }
}

/** As PyTorch does: the variance of one value is none. */
function refuseSingle({ graph, types }: PlanRequest, { operation, path, inputs }: GraphNode): void {
  if (!operation.countsBatches) return;
  const { shape } = types[inputs[0]!]!;
  if (shape.some((size, axis) => axis !== 1 && size > 1)) return;
  throw new ModelError(`${graph.name}, ${path}: in training, ${operation.name} needs more than one value for each channel, and gets ${shapeText(shape)}: take a larger batch.`);
}
