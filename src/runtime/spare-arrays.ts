/**
 * Arrays for what a caller leaves out of a run: inputs that have a default, states that are not asked for. Made when they
 * are first needed, and kept as long as the plan, so that runs allocate nothing.
 */
import type { TensorType } from "../ops/operation.ts";
import { elementCount } from "../ops/shapes.ts";
import { allocateTensor } from "./allocate.ts";
import type { TensorData } from "./backend.ts";
import type { Graph } from "./graph.ts";
import { type Draws, drawStream } from "./random/draws.ts";
import { fillNormal } from "./random/random.ts";

export class SpareArrays {
  readonly #arrays = new Map<string, TensorData>();
  readonly #graph: Graph;
  /** By value. */
  readonly #types: readonly TensorType<number>[];

  constructor(graph: Graph, types: readonly TensorType<number>[]) {
    this.#graph = graph;
    this.#types = types;
  }

  completeInputs(given: readonly (TensorData | undefined)[], draws: Draws): readonly TensorData[] {
    return this.#graph.inputs.map(({ name, value, default: byDefault }, index) => {
      const found = given[index];
      if (found !== undefined) return found;
      const array = this.#array("input", name, value);
      if (byDefault === "normal") fillNormal(drawStream(draws, name), array as Float32Array);
      else array.fill(0);
      return array;
    });
  }

  completeOutputs(given: readonly (TensorData | undefined)[]): readonly TensorData[] {
    return this.#graph.outputs.map(({ name, value }, index) => given[index] ?? this.#array("output", name, value));
  }

  #array(kind: string, name: string, value: number): TensorData {
    const key = `${kind} ${name}`;
    const { element, shape } = this.#types[value]!;
    const array = this.#arrays.get(key) ?? allocateTensor(element, elementCount(shape), `${this.#graph.name}, ${name}`);
    this.#arrays.set(key, array);
    return array;
  }
}
