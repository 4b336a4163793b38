/**
 * Applies an operation's shape rule to numbers: the type of its output, or a ModelError that says in which model, at
 * which node, what differs and by how much.
 */
import type { Attributes, Failure, Operation, TensorType } from "../ops/operation.ts";
import { ModelError, shapeText } from "./model-error.ts";
import { numericAlgebra } from "./numeric-algebra.ts";

/** One use of an operation, with the names under which messages speak of it and of its inputs. */
export interface OperationUse {
  readonly model: string;
  readonly path: string;
  readonly operation: Operation;
  readonly attributes: Attributes<number>;
  readonly inputPaths: readonly string[];
  readonly inputTypes: readonly TensorType<number>[];
}

export function outputType(use: OperationUse, runDimensions: ReadonlyMap<string, number>): TensorType<number> {
  const result = use.operation.shape(numericAlgebra(runDimensions), use.inputTypes, use.attributes);
  if ("failure" in result) throw refusal(use, failureText(result.failure, use), runDimensions);
  const { shape } = result.type;
  const wrong = shape.findIndex((size) => !Number.isNaN(size) && !(Number.isSafeInteger(size) && size >= 1));
  if (wrong >= 0) {
    throw refusal(use, `axis ${wrong} of its output ${shapeText(shape)} must be a whole number of at least 1`, runDimensions);
  }
  if (shape.reduce((product, size) => product * (Number.isNaN(size) ? 1 : size), 1) > Number.MAX_SAFE_INTEGER) {
    throw refusal(use, `its output ${shapeText(shape)} is too large to count`, runDimensions);
  }
  return result.type;
}

function refusal(use: OperationUse, reason: string, runDimensions: ReadonlyMap<string, number>): ModelError {
  const bound = [...runDimensions].map(([name, size]) => `${name}=${size}`).join(", ");
  return new ModelError(`${use.model}, ${use.path}: ${reason}${bound === "" ? "" : ` (with ${bound})`}.`);
}

function failureText(failure: Failure<number>, { operation, inputPaths, inputTypes }: OperationUse): string {
  const input = (index: number) => {
    const shape = inputTypes[index]?.shape;
    return `${inputPaths[index] ?? "its input"}${shape === undefined ? "" : ` ${shapeText(shape)}`}`;
  };
  switch (failure.kind) {
    case "rank":
      return `${operation.name} takes a tensor of ${failure.expected.join(" or ")} axes, and ${input(failure.input)} has ${failure.found}`;
    case "size":
      return `${failure.attribute} is ${failure.expected}, and axis ${failure.axis} of ${input(failure.input)} is ${failure.found}`;
    case "inputs":
      return `axis ${failure.axes[0]} of ${input(failure.inputs[0])} is ${failure.sizes[0]}, and axis ${failure.axes[1]} of ` +
        `${input(failure.inputs[1])} is ${failure.sizes[1]}; they must be equal`;
    case "kernel":
      return `the kernel spans ${failure.kernel} along axis ${failure.axis}, and the padded input has ${failure.available}`;
    case "division":
      return `${failure.attribute} (${failure.divisor}) does not divide ${failure.of} (${failure.size})`;
    case "padding":
      return `the padding along axis ${failure.axis} is ${failure.padding}, more than half of the kernel's ${failure.kernel}`;
    case "open":
      return `${failure.attribute} leaves the size of axis ${failure.axis} open (-1), and it cannot be solved`;
    case "elements":
      return `the shape holds ${failure.wanted} elements, and ${input(0)} has ${failure.found}`;
    case "axis":
      return `there is no axis ${failure.axis} in a tensor of ${failure.rank} axes`;
    case "element":
      return `${operation.name} takes ${failure.expected}, and ${input(failure.input)} is ${failure.found}`;
  }
}
