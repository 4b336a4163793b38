/**
 * Whether the tensors of a file are those of a model: every parameter there, nothing else, all of the right shape
 * and of a format that can be loaded. What does not fit is listed, whole, in one ModelError.
 */
import { FLOAT_BYTES } from "./float-formats.ts";
import { ModelError, quoted, shapeText } from "../model-error.ts";
import type { ModelParameter } from "../model-state.ts";
import { nearestName } from "../nearest-name.ts";
import type { StoredTensor } from "./safetensors.ts";

/** Of more pairs of names than this no nearest ones are looked for, so that a hostile file costs nothing. */
const MOST_PAIRS = 1_000_000;

export function checkFit(model: string, entries: readonly ModelParameter[], stored: readonly StoredTensor[]): void {
  const wanted = new Map(entries.map((entry) => [entry.name, entry]));
  const found = new Map(stored.map((tensor) => [tensor.name, tensor]));
  const missing = entries.filter(({ name, element }) => !found.has(name) && element !== "int64").map(({ name }) => name);
  const surplus = stored.filter(({ name }) => !wanted.has(name)).map(({ name }) => name);
  const near = missing.length * surplus.length <= MOST_PAIRS ? nearestParameter : () => undefined;
  const problems = [
    ...missing.map((name) => `${name} is missing${nearText("; the nearest in the file is", near(name, surplus))}`),
    ...surplus.map((name) => `${quoted(name)} is no parameter of the model${nearText("; the nearest is", near(name, missing))}`),
    ...entries.flatMap((entry) => misfit(entry, found.get(entry.name)) ?? []),
  ];
  if (problems.length > 0) throw new ModelError([`The weights do not fit ${model}:`, ...problems].join("\n  "));
}

function misfit({ name, shape, element }: ModelParameter, tensor: StoredTensor | undefined): string | undefined {
  if (tensor === undefined) return undefined;
  if (tensor.shape.length !== shape.length || tensor.shape.some((size, axis) => size !== shape[axis])) {
    return `${name} has shape ${shapeText(tensor.shape)}, and the model wants ${shapeText(shape)}`;
  }
  if (element === "int64") return tensor.format === "I64" ? undefined : `${name} is ${tensor.format}, and the model wants I64`;
  return Object.hasOwn(FLOAT_BYTES, tensor.format) ? undefined : `${name} is ${tensor.format}; ${Object.keys(FLOAT_BYTES).join(", ")} can be loaded`;
}

/** A name that differs by a prefix (`module.conv1.weight`) is nearest, then by edit distance. */
function nearestParameter(name: string, candidates: readonly string[]): string | undefined {
  return candidates.find((other) => other.endsWith(`.${name}`) || name.endsWith(`.${other}`)) ?? nearestName(name, candidates);
}

function nearText(text: string, name: string | undefined): string {
  return name === undefined ? "" : `${text} ${quoted(name)}`;
}
