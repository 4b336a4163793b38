/**
 * The types of what belongs to a scan, over any kind of sizes: what a step sees of a sequence, and what all steps
 * give together. What must fit is checked over numbers, where those are known.
 */
import type { TensorType } from "../ops/operation.ts";
import type { GraphNode, ScanBody } from "./graph.ts";
import { shapeText } from "./model-error.ts";

/** The axis of steps: the batch comes first. */
export const STEP_AXIS = 1;

export function ofOneStep<D>({ element, shape }: TensorType<D>): TensorType<D> {
  return { element, shape: shape.toSpliced(STEP_AXIS, 1) };
}

export function ofAllSteps<D>({ element, shape }: TensorType<D>, steps: D): TensorType<D> {
  return { element, shape: shape.toSpliced(STEP_AXIS, 0, steps) };
}

/** Adds the types of a scan's values, those of its step among them, to those of the graph around. */
export function typeScan<D>(value: number, { over, sequences, states, nodes, output }: ScanBody, types: TensorType<D>[], typeNode: (node: GraphNode) => void): void {
  for (const { all, each } of sequences) types[each] = ofOneStep(types[all]!);
  for (const { first, before, last } of states) types[before] = types[last] = types[first]!;
  for (const node of nodes) typeNode(node);
  types[value] = ofAllSteps(types[output]!, types[over[0]!]!.shape[STEP_AXIS]!);
}

/** Why these are no sequences of one length, or undefined. */
export function sequencesProblem(sequences: readonly { readonly path: string; readonly type: TensorType<number> }[]): string | undefined {
  if (sequences.length === 0) return "a scan needs a sequence to go over";
  const short = sequences.find(({ type }) => type.shape.length <= STEP_AXIS);
  if (short !== undefined) return `${short.path} ${shapeText(short.type.shape)} has no axis ${STEP_AXIS} of steps`;
  const first = sequences.find(({ type }) => !Number.isNaN(type.shape[STEP_AXIS]));
  const other = first && sequences.find(({ type }) => differ(type.shape[STEP_AXIS]!, first.type.shape[STEP_AXIS]!));
  if (first === undefined || other === undefined) return undefined;
  return `axis ${STEP_AXIS} of ${first.path} is ${first.type.shape[STEP_AXIS]}, and that of ${other.path} is ${other.type.shape[STEP_AXIS]}; ` +
    "sequences must have equally many steps";
}

/** Why a step cannot start from what the one before has left, or undefined. */
export function stateProblem(name: string, before: TensorType<number>, after: TensorType<number>): string | undefined {
  const fits = before.element === after.element && before.shape.length === after.shape.length && !before.shape.some((size, axis) => differ(size, after.shape[axis]!));
  if (fits) return undefined;
  return `the state ${name} is ${before.element} ${shapeText(before.shape)} before a step and ${after.element} ${shapeText(after.shape)} after it; it must stay as it is`;
}

function differ(a: number, b: number): boolean {
  return !Number.isNaN(a) && !Number.isNaN(b) && a !== b;
}
