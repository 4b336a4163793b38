/**
 * What a model's `describe` writes into: every call records one node of the graph, gives it a type by the
 * operation's shape rule, and names its parameters. Touches no data. What does not fit is a ModelError with the
 * node's path.
 */
import { constant } from "../ops/constant.ts";
import type { Attributes, Operation } from "../ops/operation.ts";
import { attributeProblem } from "./check-attributes.ts";
import type { Dimension, GraphInput, GraphNode, GraphOutput, GraphParameter, Value } from "./graph.ts";
import type { InputType } from "./input-type.ts";
import { ModelError, quoted, shapeText } from "./model-error.ts";
import { outputType } from "./shape-rule.ts";
import { BATCH_COUNTER, RESERVED_NAME } from "./state-names.ts";

/** What is recorded so far; `describe` makes one, and all scopes of one model write into it. */
export interface Recording {
  readonly model: string;
  readonly inputs: GraphInput[];
  readonly nodes: GraphNode[];
  /** By index; those of a scan's step are gone when it is recorded, for nothing else may use them. */
  readonly values: (Value | undefined)[];
  readonly parameters: GraphParameter[];
  /** The last values of scans' states, which are outputs of the model. */
  readonly states: GraphOutput[];
  /** Every name that the state has so far, and the path of the node that has it. */
  readonly names: Map<string, string>;
  /** While a scan's step is recorded: how it gets at what each step has another of. */
  readonly step?: { readonly around: Recording; readonly addSequence: (all: Value) => Value; readonly length: () => Dimension };
}

const NO_RUN_DIMENSIONS: ReadonlyMap<string, number> = new Map();

export class Net {
  /** For the runtime's own functions that record. */
  readonly recording: Recording;
  readonly #path: string;

  constructor(recording: Recording, path = "") {
    this.recording = recording;
    this.#path = path;
  }

  /** The net of a block that stands under this id: what it records is named `id.…`. */
  scope(id: string): Net {
    return new Net(this.recording, this.pathOf(id));
  }

  /** An input of the model, under its node's id. One that has a default may be left out of a run. */
  input(id: string, { element, shape }: InputType, byDefault?: GraphInput["default"]): Value {
    const { model, inputs, step } = this.recording;
    const name = this.pathOf(id);
    if (step !== undefined) throw new ModelError(`${model}, ${name}: a scan's step has no inputs of its own.`);
    if (inputs.some((other) => other.name === name)) throw new ModelError(`${model}: there are two inputs ${quoted(name)}.`);
    if (!shape.every((size) => size === -1 || size !== "" && (typeof size === "string" || Number.isSafeInteger(size) && size >= 1))) {
      throw new ModelError(`${model}, ${name}: the shape ${shapeText(shape)} must hold sizes of at least 1, names, or -1.`);
    }
    const value = addValue(this.recording, name, { element, shape: shape.map((size) => (typeof size === "string" || size === -1 ? NaN : size)) });
    inputs.push({ name, element, shape, value: value.index, ...(byDefault && { default: byDefault }) });
    return value;
  }

  /** One use of an operation under this id; gives the tensor that it makes. A number is a tensor of no axes. */
  record(operation: Operation, id: string, given: readonly (Value | number)[], attributes: Attributes<number> = {}): Value {
    const { model, nodes } = this.recording;
    const path = this.pathOf(id);
    const inputs = given.map((input, index) => (typeof input === "number" ? this.record(constant, `${id}.${index}`, [], { value: input }) : input));
    this.#checkInputs(operation, path, inputs);
    const problem = attributeProblem(operation, attributes);
    if (problem !== undefined) throw new ModelError(`${model}, ${path}: ${problem}.`);
    const use = { model, path, operation, attributes, inputPaths: inputs.map((input) => input.path), inputTypes: inputs.map((input) => input.type) };
    const type = outputType(use, NO_RUN_DIMENSIONS);
    const parameters = this.#nameParameters(operation, path, attributes);
    const value = addValue(this.recording, path, type);
    nodes.push({ value: value.index, operation, path, inputs: inputs.map(({ index }) => index), attributes, parameters, type });
    return value;
  }

  pathOf(id: string): string {
    return this.#path === "" ? id : `${this.#path}.${id}`;
  }

  /** A ModelError where one of these is no value that what stands at the path may use. */
  checkValues(path: string, values: readonly Value[]): void {
    const { model, values: known } = this.recording;
    for (const value of values) {
      if (known[value?.index] !== value) throw new ModelError(`${model}, ${path}: an input was made by another net, or inside of a scan.`);
    }
  }

  #checkInputs({ name, arity }: Operation, path: string, inputs: readonly Value[]): void {
    const { model } = this.recording;
    if (arity === "many" ? inputs.length === 0 : inputs.length !== arity) {
      throw new ModelError(`${model}, ${path}: ${name} takes ${arity === "many" ? "at least 1" : arity} inputs, and gets ${inputs.length}.`);
    }
    this.checkValues(path, inputs);
  }

  /** A parameter's name is its node's path, then PyTorch's own; the parameter that a node is has the path alone. */
  #nameParameters(operation: Operation, path: string, attributes: Attributes<number>): GraphParameter[] {
    const specs = operation.parameters?.(attributes) ?? [];
    const parameters = specs.map((spec, index): GraphParameter => ({
      name: spec.name === "" ? path : `${path}.${spec.name}`,
      spec,
      ...(operation.countsBatches && index === specs.length - 1 && { counter: `${path}.${BATCH_COUNTER}` }),
    }));
    for (const { name, counter } of parameters) {
      this.#reserveName(name, path);
      if (counter !== undefined) this.#reserveName(counter, path);
    }
    this.recording.parameters.push(...parameters);
    return parameters;
  }

  #reserveName(name: string, path: string): void {
    const { model, names } = this.recording;
    const other = names.get(name);
    if (other !== undefined) throw new ModelError(`${model}: ${quoted(other)} and ${quoted(path)} both have a parameter ${quoted(name)}.`);
    if (name === RESERVED_NAME) throw new ModelError(`${model}, ${path}: a safetensors file keeps the name ${RESERVED_NAME} for itself.`);
    names.set(name, path);
  }
}

/** A new value of the recording's graph. */
export function addValue({ values }: Recording, path: string, type: Value["type"]): Value {
  const value = { index: values.length, path, type };
  values.push(value);
  return value;
}

/** `net.input`, written as the operations are. */
export function input(net: Net, id: string, type: InputType): Value {
  return net.input(id, type);
}

/** The size of a tensor's axis; a ModelError for one that is bound at run. */
export function size(value: Value, axis: number): number {
  const found = value.type.shape[axis];
  if (found === undefined) throw new ModelError(`${value.path}: there is no axis ${axis} in ${shapeText(value.type.shape)}.`);
  if (Number.isNaN(found)) throw new ModelError(`${value.path}: axis ${axis} of ${shapeText(value.type.shape)} is bound at run, and its size is needed to create the model.`);
  return found;
}

/** How often a layer is repeated: the number given, where it can be one; a ModelError otherwise. */
export function count(times: number): number {
  if (Number.isSafeInteger(times) && times >= 0) return times;
  throw new ModelError(`a layer is repeated a whole number of times, not ${times}.`);
}
