/**
 * A model that is run one step at a time: its inputs and outputs without the axis of steps, and the states that it
 * carries from each step to the next. A step is a run over sequences of length 1.
 */
import type { Dimension, Graph, GraphNode } from "./graph.ts";
import { ModelError } from "./model-error.ts";
import { type NamedType, nameDimensions } from "./name-dimensions.ts";
import { type BoundInputs, readInputs } from "./read-inputs.ts";
import { ofOneStep, STEP_AXIS } from "./scan-types.ts";
import type { Tensor } from "./tensor.ts";

interface CarriedState {
  /** The input that it is given as, and the output that it comes from: places in the graph's lists. */
  readonly input: number;
  readonly output: number;
}

export class Stream {
  /** Since the states were reset. */
  #steps = 0;
  readonly #graph: Graph;
  /** With the inputs of one step. */
  readonly #stepGraph: Graph;
  readonly #isSequence: (type: { readonly shape: readonly (Dimension | undefined)[] }) => boolean;
  readonly #outputTypes: readonly NamedType[];
  readonly #carried: readonly CarriedState[];
  /** By the place of its input. */
  readonly #values = new Map<number, Tensor>();

  /** A ModelError where the graph cannot be run step by step. */
  constructor(graph: Graph) {
    const types = nameDimensions(graph);
    const length = stepDimension(graph, types);
    this.#graph = graph;
    this.#isSequence = ({ shape }) => shape[STEP_AXIS] === length;
    this.#stepGraph = { ...graph, inputs: graph.inputs.map((input) => (this.#isSequence(input) ? { ...input, ...ofOneStep(input) } : input)) };
    this.#outputTypes = graph.outputs.map(({ value }) => types[value]!);
    this.#carried = carriedStates(graph);
    for (const node of graph.nodes) {
      if (node.body !== undefined || !node.inputs.some((input) => this.#isSequence(types[input]!)) || this.#isSequence(types[node.value]!)) continue;
      throw new ModelError(`${graph.name}, ${node.path}: ${node.operation.name} takes whole sequences together, so the model cannot be run step by step.`);
    }
  }

  get steps(): number {
    return this.#steps;
  }

  /** What a step is given, and the states of the step before for what it is not given, as a run takes them. */
  read(given: unknown): BoundInputs {
    const { inputs, name } = this.#graph;
    if (typeof given !== "object" || given === null) readInputs(this.#stepGraph, given);
    const values = Object.assign(Object.create(null), given) as Record<string, unknown>;
    for (const [place, value] of this.#values) values[inputs[place]!.name] ??= value;
    try {
      const { data, shapes } = readInputs(this.#stepGraph, values);
      return { data, shapes: shapes.map((shape, place) => (this.#isSequence(inputs[place]!) ? shape.toSpliced(STEP_AXIS, 0, 1) : shape)) };
    } catch (error) {
      if (!(error instanceof ModelError) || this.#values.size === 0) throw error;
      throw new ModelError(`${error.message} (${name} carries the states of the step before; resetStates() starts anew.)`, { cause: error });
    }
  }

  /** Keeps the states, and gives the results of the one step. */
  take(outputs: Readonly<Record<string, Tensor>>): Record<string, Tensor> {
    for (const { input, output } of this.#carried) {
      const { data, ...tensor } = outputs[this.#graph.outputs[output]!.name]!;
      this.#values.set(input, { ...tensor, data: data.slice() });
    }
    this.#steps += 1;
    const results = Object.create(null) as Record<string, Tensor>;
    for (const [place, { name }] of this.#graph.outputs.entries()) {
      const tensor = outputs[name]!;
      results[name] = this.#isSequence(this.#outputTypes[place]!) ? { ...tensor, ...ofOneStep(tensor) } : tensor;
    }
    return results;
  }

  reset(): void {
    this.#values.clear();
    this.#steps = 0;
  }
}

/** The run dimension that all scans go along. */
function stepDimension({ name, inputs, nodes, outputs }: Graph, types: readonly NamedType[]): string {
  const scans = nodes.filter((node) => node.body !== undefined);
  if (!outputs.some(({ state }) => state)) throw new ModelError(`${name} has no state to carry from step to step: run it.`);
  const lengths = scans.map((node) => ({ node, length: lengthOf(node, types) }));
  const { length } = lengths[0]!;
  const fixed = lengths.find((scan) => typeof scan.length !== "string");
  if (fixed !== undefined) {
    const reason = fixed.length === undefined ? "the length of its sequence has no name" : `the diagram fixes the length of its sequence (${fixed.length})`;
    throw new ModelError(`${name}, ${fixed.node.path}: ${reason}, so the model cannot be run step by step.`);
  }
  const other = lengths.find((scan) => scan.length !== length);
  if (other !== undefined) throw new ModelError(`${name}, ${other.node.path}: it goes along ${other.length}, and ${scans[0]!.path} along ${length}, so the model cannot be run step by step.`);
  const crossed = inputs.find(({ shape }) => shape.some((size, axis) => size === length && axis !== STEP_AXIS));
  if (crossed !== undefined) throw new ModelError(`${name}, ${crossed.name}: ${length} is the size of another axis than ${STEP_AXIS}, so the model cannot be run step by step.`);
  return length as string;
}

function lengthOf({ body }: GraphNode, types: readonly NamedType[]) {
  return types[body!.over[0]!]!.shape[STEP_AXIS];
}

function carriedStates({ name, inputs, nodes, outputs }: Graph): readonly CarriedState[] {
  return nodes.flatMap(({ path, body }) => (body?.states ?? []).map((state) => {
    const input = inputs.findIndex(({ value }) => value === state.first);
    if (input < 0) throw new ModelError(`${name}, ${path}: the state ${state.name} starts from a value that each run computes, so the model cannot be run step by step.`);
    return { input, output: outputs.findIndex((output) => output.state && output.value === state.last) };
  }));
}
