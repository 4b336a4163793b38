/**
 * What a model's `describe` writes into: every call records one node of the graph, gives it a type by the
 * operation's shape rule, and names its parameters. Touches no data. What does not fit is a ModelError with the
 * node's path.
 */
import { constant } from "../ops/constant.ts";
import type { Attributes, Operation } from "../ops/operation.ts";
import { attributeProblem } from "./check-attributes.ts";
import type { GraphInput, GraphNode, GraphParameter, Value } from "./graph.ts";
import type { InputType } from "./input-type.ts";
import { ModelError, quoted, shapeText } from "./model-error.ts";
import { outputType } from "./shape-rule.ts";
import { BATCH_COUNTER, RESERVED_NAME } from "./state-names.ts";

/** What is recorded so far; `describe` makes one, and all scopes of one model write into it. */
export interface Recording {
  readonly model: string;
  readonly inputs: GraphInput[];
  readonly nodes: GraphNode[];
  readonly values: Value[];
  /** Every name that the state has so far, and the path of the node that has it. */
  readonly names: Map<string, string>;
}

const NO_RUN_DIMENSIONS: ReadonlyMap<string, number> = new Map();

export class Net {
  readonly #recording: Recording;
  readonly #path: string;

  constructor(recording: Recording, path = "") {
    this.#recording = recording;
    this.#path = path;
  }

  /** The net of a block that stands under this id: what it records is named `id.…`. */
  scope(id: string): Net {
    return new Net(this.#recording, this.#join(id));
  }

  /** An input of the model, under its node's id. */
  input(id: string, { element, shape }: InputType): Value {
    const { model, inputs } = this.#recording;
    const name = this.#join(id);
    if (inputs.some((other) => other.name === name)) throw new ModelError(`${model}: there are two inputs ${quoted(name)}.`);
    if (!shape.every((size) => size === -1 || size !== "" && (typeof size === "string" || Number.isSafeInteger(size) && size >= 1))) {
      throw new ModelError(`${model}, ${name}: the shape ${shapeText(shape)} must hold sizes of at least 1, names, or -1.`);
    }
    const value = this.#addValue(name, { element, shape: shape.map((size) => (typeof size === "string" || size === -1 ? NaN : size)) });
    inputs.push({ name, element, shape, value: value.index });
    return value;
  }

  /** One use of an operation under this id; gives the tensor that it makes. A number is a tensor of no axes. */
  record(operation: Operation, id: string, given: readonly (Value | number)[], attributes: Attributes<number> = {}): Value {
    const { model, nodes } = this.#recording;
    const path = this.#join(id);
    const inputs = given.map((input, index) => (typeof input === "number" ? this.record(constant, `${id}.${index}`, [], { value: input }) : input));
    this.#checkInputs(operation, path, inputs);
    const problem = attributeProblem(operation, attributes);
    if (problem !== undefined) throw new ModelError(`${model}, ${path}: ${problem}.`);
    const use = { model, path, operation, attributes, inputPaths: inputs.map((input) => input.path), inputTypes: inputs.map((input) => input.type) };
    const type = outputType(use, NO_RUN_DIMENSIONS);
    const parameters = this.#nameParameters(operation, path, attributes);
    const value = this.#addValue(path, type);
    nodes.push({ value: value.index, operation, path, inputs: inputs.map(({ index }) => index), attributes, parameters, type });
    return value;
  }

  #join(id: string): string {
    return this.#path === "" ? id : `${this.#path}.${id}`;
  }

  #addValue(path: string, type: Value["type"]): Value {
    const { values } = this.#recording;
    const value = { index: values.length, path, type };
    values.push(value);
    return value;
  }

  #checkInputs({ name, arity }: Operation, path: string, inputs: readonly Value[]): void {
    const { model, values } = this.#recording;
    if (arity === "many" ? inputs.length === 0 : inputs.length !== arity) {
      throw new ModelError(`${model}, ${path}: ${name} takes ${arity === "many" ? "at least 1" : arity} inputs, and gets ${inputs.length}.`);
    }
    for (const input of inputs) {
      if (values[input.index] !== input) throw new ModelError(`${model}, ${path}: an input was made by another net.`);
    }
  }

  /** A parameter's name is its node's path, then PyTorch's own; the parameter that a node is has the path alone. */
  #nameParameters(operation: Operation, path: string, attributes: Attributes<number>): GraphParameter[] {
    const parameters = (operation.parameters?.(attributes) ?? []).map((spec) => ({ name: spec.name === "" ? path : `${path}.${spec.name}`, spec }));
    for (const { name } of parameters) this.#reserveName(name, path);
    if (operation.countsBatches) this.#reserveName(`${path}.${BATCH_COUNTER}`, path);
    return parameters;
  }

  #reserveName(name: string, path: string): void {
    const { model, names } = this.#recording;
    const other = names.get(name);
    if (other !== undefined) throw new ModelError(`${model}: ${quoted(other)} and ${quoted(path)} both have a parameter ${quoted(name)}.`);
    if (name === RESERVED_NAME) throw new ModelError(`${model}, ${path}: a safetensors file keeps the name ${RESERVED_NAME} for itself.`);
    names.set(name, path);
  }
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
