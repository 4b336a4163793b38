/** Where a run writes its results: arrays of the caller's, or new ones, in the graph's order. */
import type { TensorType } from "../ops/operation.ts";
import { elementCount, isSameShape } from "../ops/shapes.ts";
import { allocateTensor } from "./allocate.ts";
import type { TensorData } from "./backend.ts";
import type { Graph } from "./graph.ts";
import { ModelError, shapeText } from "./model-error.ts";
import { namedValues } from "./named-values.ts";
import { incomingTensor, type Tensor } from "./tensor.ts";

/**
 * Arrays of the caller's, each of the output's size and none of them shared with an input or another output; undefined
 * for a state that is left out.
 */
export function readOutputs(graph: Graph, types: readonly TensorType<number>[], given: unknown, inputs: readonly TensorData[]): readonly (TensorData | undefined)[] {
  const values = namedValues(graph.name, "output", graph.outputs.map(({ name }) => name), given, (index) => graph.outputs[index]!.state === true);
  const outputs = graph.outputs.map(({ name }, index) => {
    if (values[index] === undefined) return undefined;
    const { element, shape } = types[index]!;
    const { owner, data, shape: stated } = incomingTensor(`${graph.name}, ${name}`, element, values[index]);
    if (data.length !== elementCount(shape) || (stated !== undefined && !isSameShape(stated, shape))) {
      throw new ModelError(`${owner} has the shape ${shapeText(shape)}, and is to be written to ${stated === undefined ? `${data.length} numbers` : shapeText(stated)}.`);
    }
    return data;
  });
  outputs.forEach((data, index) => {
    const meets = (other: TensorData | undefined) => data !== undefined && other !== undefined && overlap(data, other);
    if (inputs.some(meets) || outputs.some((other, before) => before < index && meets(other))) {
      throw new ModelError(`${graph.name}, ${graph.outputs[index]!.name} is to be written to memory that an input or another output uses.`);
    }
  });
  return outputs;
}

/** Tensors for the outputs, by name; the object has no prototype, so that every name is safe. */
export function newOutputs(graph: Graph, types: readonly TensorType<number>[]): Record<string, Tensor> {
  const outputs = Object.create(null) as Record<string, Tensor>;
  graph.outputs.forEach(({ name }, index) => {
    const { element, shape } = types[index]!;
    outputs[name] = { element, shape, data: allocateTensor(element, elementCount(shape), `${graph.name}, ${name}`) };
  });
  return outputs;
}

function overlap(a: TensorData, b: TensorData): boolean {
  return a.buffer === b.buffer && a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength;
}
