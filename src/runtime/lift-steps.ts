/**
 * Takes out of a scan's step what does not depend on its states. What is the same in all steps is done once, before
 * them; what goes from sequences to a sequence row by row is done for all steps at once, so that `X[t] @ W` becomes
 * one matrix product. Records into the graph around; gives what is left of the step.
 */
import type { GraphNode, ScanBody, ScanState } from "./graph.ts";
import { addValue, type Recording } from "./net.ts";
import { outputType } from "./shape-rule.ts";

export interface RecordedStep extends Omit<ScanBody, "states"> {
  readonly states: readonly Omit<ScanState, "last">[];
}

export interface LiftedStep extends RecordedStep {
  /** Values of the graph around that the step's nodes read. */
  readonly captured: readonly number[];
}

export function liftSteps(around: Recording, step: RecordedStep): LiftedStep {
  /** What each step has another of, by the step's value: the sequence. */
  const stepped = new Map(step.sequences.map(({ all, each }) => [each, all]));
  /** What depends on states. */
  const looped = new Set(step.states.map(({ before }) => before));
  const nodes: GraphNode[] = [];
  for (const node of step.nodes) {
    if (liftNode(around, node, stepped, looped)) continue;
    nodes.push(node);
    looped.add(node.value);
  }
  const read = new Set([...nodes.flatMap(({ inputs }) => inputs), step.output, ...step.states.map(({ after }) => after)]);
  const sequences = [...stepped].map(([each, all]) => ({ each, all }));
  const used = sequences.filter(({ each }) => read.has(each));
  const captured = [...read].filter((value) => !stepped.has(value) && !looped.has(value));
  return { ...step, nodes, sequences: used.length > 0 ? used : sequences.slice(0, 1), captured };
}

function liftNode(around: Recording, node: GraphNode, stepped: Map<number, number>, looped: ReadonlySet<number>): boolean {
  const { operation, inputs, attributes, path } = node;
  if (inputs.some((input) => looped.has(input))) return false;
  const isStepped = inputs.some((input) => stepped.has(input));
  if (!isStepped) {
    // Another draw, or another count, for each step.
    if (operation.draws || operation.countsBatches) return false;
    around.nodes.push(node);
    return true;
  }
  const typeOf = (value: number) => around.values[value]!.type;
  const forAll = operation.overSteps?.(inputs.map((input) => ({ type: typeOf(input), stepped: stepped.has(input) })), attributes);
  if (forAll === undefined) return false;
  const allInputs = inputs.map((input) => stepped.get(input) ?? input);
  const use = { model: around.model, path, operation, attributes: forAll, inputPaths: allInputs.map((input) => around.values[input]!.path), inputTypes: allInputs.map(typeOf) };
  const all = addValue(around, path, outputType(use, new Map()));
  around.nodes.push({ ...node, value: all.index, inputs: allInputs, attributes: forAll, type: all.type });
  stepped.set(node.value, all.index);
  return true;
}
