/** A model of an imported module, with the weights of a file or drawn from a seed. Tells of its progress, which the caller clears. */
import { weightBytes } from "../5-emit/summarize-graph.ts";
import type { CreateOptions } from "../runtime/create-options.ts";
import type { WeightSource } from "../runtime/weights/byte-source.ts";
import type { Graph } from "../runtime/graph.ts";
import type { Model } from "../runtime/model.ts";
import type { Host } from "./host.ts";
import type { CreateModel } from "./import-program.ts";
import type { MemoryOption } from "./memory.ts";
import type { PrecisionOption } from "./precision.ts";
import type { Progress } from "./progress.ts";
import { mebibytes, requireMemory, withWeights } from "./weight-file.ts";

export interface WeightOptions extends PrecisionOption, MemoryOption {
  /** A safetensors file. */
  readonly weights?: string;
  readonly seed: number;
}

/** `settings` are dimensions, the backend and the like. */
export async function createWithWeights(create: CreateModel, graph: Graph, settings: CreateOptions & Readonly<Record<string, unknown>>, { weights, seed, precision, memory }: WeightOptions, progress: Progress, host: Host): Promise<Model<string, string>> {
  const bytes = weightBytes(graph);
  requireMemory(bytes, `the weights of ${graph.name}`, host);
  const stored = (source?: WeightSource) => ({ weights: { precision, source }, memory, signal: host.signal });
  if (weights !== undefined) return withWeights(weights, progress, host, (source) => create({ ...settings, ...stored(source) }));
  progress.show(`drawing ${mebibytes(bytes)} of weights`);
  return create({ ...settings, ...stored(), seed });
}
