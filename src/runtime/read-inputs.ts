/**
 * From what the caller gives `run` to the inputs' data and shapes, in the graph's order. Binds the run dimensions;
 * the shape of an array without one follows from its length where at most one of its sizes is open, that of an input
 * which is left out from the others.
 */
import type { TensorData } from "./backend.ts";
import type { Dimension, Graph, GraphInput } from "./graph.ts";
import { ModelError, shapeText } from "./model-error.ts";
import { namedValues } from "./named-values.ts";
import { incomingTensor, type IncomingTensor } from "./tensor.ts";

export interface BoundInputs {
  /** Undefined where an input that has a default is left out. */
  readonly data: readonly (TensorData | undefined)[];
  readonly shapes: readonly (readonly number[])[];
}

export function readInputs(graph: Graph, given: unknown): BoundInputs {
  const values = namedValues(graph.name, "input", graph.inputs.map(({ name }) => name), given, (index) => graph.inputs[index]!.default !== undefined);
  const tensors = graph.inputs.map(({ name, element }, index) => {
    return values[index] === undefined ? undefined : incomingTensor(`${graph.name}, ${name}`, element, values[index]);
  });
  const binding = new RunBinding();
  const shapes: (readonly number[] | undefined)[] = tensors.map((tensor, index) => {
    if (tensor?.shape !== undefined) binding.match(tensor.owner, graph.inputs[index]!.shape, tensor.shape);
    return tensor?.shape;
  });
  let open = tensors.flatMap((tensor, index) => (tensor !== undefined && tensor.shape === undefined ? [{ tensor, index }] : []));
  while (open.length > 0) {
    const still = open.filter(({ tensor, index }) => {
      shapes[index] = binding.infer(tensor, graph.inputs[index]!.shape);
      return shapes[index] === undefined;
    });
    if (still.length === open.length) throw undecided(still[0]!.tensor, graph.inputs[still[0]!.index]!.shape);
    open = still;
  }
  tensors.forEach((tensor, index) => {
    if (tensor !== undefined) checkIndices(graph.inputs[index]!, tensor, shapes[index]!);
  });
  return {
    data: tensors.map((tensor) => tensor?.data),
    shapes: shapes.map((shape, index) => shape ?? binding.complete(`${graph.name}, ${graph.inputs[index]!.name}`, graph.inputs[index]!.shape)),
  };
}

/** Every number that is an index names a row that is there. */
function checkIndices({ limit }: GraphInput, { owner, data }: IncomingTensor, shape: readonly number[]): void {
  if (limit === undefined) return;
  const { below, path } = limit;
  const wrong = data.findIndex((index) => index < 0 || index >= below);
  if (wrong < 0) return;
  throw new ModelError(`${owner}: ${data[wrong]} at ${shapeText(placeOf(wrong, shape))} is no index of ${path}, whose vocabulary is ${below}: indices are whole numbers from 0 to ${below - 1}.`);
}

/** The index of each axis. */
function placeOf(position: number, shape: readonly number[]): readonly number[] {
  const place: number[] = [];
  for (const size of shape.toReversed()) {
    place.unshift(position % size);
    position = Math.floor(position / size);
  }
  return place;
}

function undecided({ owner, data }: IncomingTensor, declared: readonly Dimension[]): ModelError {
  return new ModelError(`${owner}: the shape ${declaredText(declared)} does not follow from the length ${data.length} of an array; give a tensor { data, shape }.`);
}

/** The sizes of run dimensions so far, with the input that bound each. */
class RunBinding {
  readonly #sizes = new Map<string, { readonly size: number; readonly owner: string }>();

  match(owner: string, declared: readonly Dimension[], found: readonly number[]): void {
    if (declared.length !== found.length) {
      throw new ModelError(`${owner} takes the shape ${declaredText(declared)}, and gets ${shapeText(found)}.`);
    }
    declared.forEach((dimension, axis) => {
      if (typeof dimension === "string") this.#bind(owner, dimension, axis, found[axis]!);
      else if (dimension !== -1 && dimension !== found[axis]) {
        throw new ModelError(`${owner}: axis ${axis} must be ${dimension}, and is ${found[axis]}; it takes the shape ${declaredText(declared)}, and gets ${shapeText(found)}.`);
      }
    });
  }

  /** The shape of an array, or undefined while more than one of its sizes is open. */
  infer({ owner, data }: IncomingTensor, declared: readonly Dimension[]): readonly number[] | undefined {
    const sizes = declared.map((dimension) => (typeof dimension === "string" ? this.#sizes.get(dimension)?.size : dimension === -1 ? undefined : dimension));
    const known = sizes.reduce<number>((product, size) => product * (size ?? 1), 1);
    const open = sizes.filter((size) => size === undefined).length;
    if (open > 1) return undefined;
    const rest = data.length / known;
    if (!Number.isSafeInteger(rest) || rest < 1 || (open === 0 && rest !== 1)) {
      throw new ModelError(`${owner}: the array has ${data.length} numbers, and the shape ${declaredText(declared)} holds ${open === 0 ? "" : "a multiple of "}${known}.`);
    }
    const shape = sizes.map((size) => size ?? rest);
    this.match(owner, declared, shape);
    return shape;
  }

  /** The shape of an input that is left out. */
  complete(owner: string, declared: readonly Dimension[]): readonly number[] {
    return declared.map((dimension) => {
      const size = typeof dimension === "string" ? this.#sizes.get(dimension)?.size : dimension;
      if (size !== undefined && size !== -1) return size;
      throw new ModelError(`${owner} was left out, and no input tells its shape ${declaredText(declared)}: give it as a tensor { data, shape }.`);
    });
  }

  #bind(owner: string, name: string, axis: number, size: number): void {
    const bound = this.#sizes.get(name);
    if (bound === undefined) this.#sizes.set(name, { size, owner });
    else if (bound.size !== size) throw new ModelError(`${owner}: axis ${axis} (${name}) is ${size}, and ${bound.owner} has ${bound.size} there.`);
  }
}

function declaredText(declared: readonly Dimension[]): string {
  return shapeText(declared.map((dimension) => (dimension === -1 ? "any" : dimension)));
}
