/** Runs a definition's `describe` for given dimensions and gives the graph that it records. Touches no data. */
import type { Graph, GraphOutput, Value } from "./graph.ts";
import { indexLimits } from "./index-limits.ts";
import { ModelError, quoted } from "./model-error.ts";
import { Net, type Recording } from "./net.ts";

/** The contract between generated modules and the runtime; a module of another format must be compiled again. */
export const FORMAT = 1;

/** What a generated module says of its model. */
export interface ModelDefinition<Dims extends object = object> {
  /** The format that the module was compiled for. */
  readonly format: number;
  readonly name: string;
  /** The dimensions that are bound when the model is created, in the order of the diagram; none where left out. */
  readonly dims?: readonly string[];
  /**
   * Records the model: pure, called once for each model made. Gives the outputs by their nodes' ids; an id
   * `__proto__` must be written as a computed key.
   */
  readonly describe: (net: Net, dims: Dims) => Readonly<Record<string, Value>>;
}

export function defineModel<Dims extends object>(definition: ModelDefinition<Dims>): ModelDefinition<Dims> {
  return definition;
}

export function checkFormat({ name, format }: { readonly name: string; readonly format: number }): void {
  if (format === FORMAT) return;
  throw new ModelError(`${name} was compiled for format ${format} of the runtime, and this is format ${FORMAT}; compile the diagram again.`);
}

export function describe<Dims extends object>(definition: ModelDefinition<Dims>, dims: Dims): Graph {
  checkFormat(definition);
  const { name } = definition;
  const recording: Recording = { model: name, inputs: [], nodes: [], values: [], parameters: [], states: [], names: new Map() };
  const { inputs, nodes, values, parameters, states } = recording;
  const outputs: readonly GraphOutput[] = Object.entries(definition.describe(new Net(recording), dims)).map(([output, value]) => {
    if (values[value?.index] !== value) throw new ModelError(`${name}: the output ${quoted(output)} is no value of this model.`);
    return { name: output, value: value.index };
  });
  if (outputs.length === 0) throw new ModelError(`${name} has no outputs.`);
  for (const { name: state } of states) {
    if (outputs.some((output) => output.name === state)) throw new ModelError(`${name}: there is an output ${quoted(state)}, and a scan's state of that name.`);
  }
  const limits = indexLimits(nodes);
  return { name, inputs: inputs.map((input) => ({ ...input, limit: limits.get(input.value) })), nodes, outputs: [...outputs, ...states], parameters };
}
