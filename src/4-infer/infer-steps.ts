/**
 * A cell along the time axis: which of what arrives are sequences and which are states, what a step of them is, and
 * that a step gives each state as it took it.
 */
import { reportExpression } from "../diagnostics/rules/expression.ts";
import { reportInfer } from "../diagnostics/rules/infer.ts";
import type { Dimension } from "../ir/dimension.ts";
import type { Cell, LinkedDiagram, LinkedNode } from "../ir/linked.ts";
import type { Scan, SizeExpression } from "../ir/program.ts";
import type { Span } from "../ir/source.ts";
import type { NodeContext } from "./infer-node.ts";
import { evaluateAxis, orderAxes } from "./read-shape.ts";
import type { Scope } from "./scope.ts";
import { formatShape, type Tensor } from "./tensor.ts";

export interface Steps {
  /** What the cell's inputs get: of a sequence one step of it; a state that starts at zeros has none. */
  readonly arriving: ReadonlyMap<LinkedNode, Tensor>;
  /** How many there are. */
  readonly length: Dimension;
}

/**
 * The steps of a call whose tensors have one axis more than the cell's inputs draw; undefined where all inputs arrive
 * as they are drawn (a step by itself), "misfit" where it is neither.
 */
export function stepsOf(block: LinkedDiagram, { sequences }: Cell, inputs: readonly Tensor[], scope: Scope): Steps | "misfit" | undefined {
  const takers = inputs.length === block.inputs.length ? block.inputs : sequences;
  const arriving = new Map(takers.flatMap((node, index) => (inputs[index] === undefined ? [] : [[node, inputs[index]] as const])));
  const isLonger = sequences.map((node) => arriving.get(node)?.shape.length === (rankOf(node, scope) ?? Number.NaN) + 1);
  if (takers === block.inputs && !isLonger.includes(true)) return undefined;
  const length = arriving.get(sequences[0]!)?.shape[1];
  if (length === undefined || inputs.length !== takers.length || isLonger.includes(false)) return "misfit";
  for (const node of sequences) arriving.set(node, stepOf(arriving.get(node)!));
  return { arriving, length };
}

function stepOf(sequence: Tensor): Tensor {
  return { ...sequence, shape: sequence.shape.toSpliced(1, 1), from: sequence };
}

/** How many axes a node's shape draws. */
function rankOf({ meaning }: LinkedNode, scope: Scope): number | undefined {
  const shape = meaning.kind === "featureMap" ? meaning.label?.shape : undefined;
  return shape === undefined ? undefined : orderAxes(shape, scope)?.axes.length;
}

/** `scope` is the cell's. */
export function tellSequence(block: LinkedDiagram, inputs: readonly Tensor[], name: string, span: Span, scope: Scope): void {
  const { sequences, states } = block.cell!;
  const shapeless = sequences.find(({ meaning }) => meaning.kind !== "featureMap" || meaning.label?.shape === undefined);
  if (shapeless !== undefined) return tellShapeless(shapeless, scope);
  const caller = scope.site!.scope;
  const step = sequences.map(({ node, meaning }) => (meaning.kind === "featureMap" && meaning.label !== undefined ? meaning.label.text : node.id)).join(", ");
  const arriving = inputs.map((input) => formatShape(input, caller)).join(", ");
  caller.tell(reportExpression("cell-sequence", span, { cell: name, step, arriving, states: states.map(({ previous }) => previous.node.id) }));
}

function tellShapeless({ node, span }: LinkedNode, scope: Scope): void {
  scope.tell(reportInfer("input-shape-missing", span, { id: node.id }));
}

/** A state that no edge brings: zeros, of the shape that its label draws. */
export function startState({ builder, node }: NodeContext): Tensor | undefined {
  const { scope } = builder;
  const label = node.meaning.kind === "featureMap" ? node.meaning.label : undefined;
  if (label?.shape === undefined) {
    tellShapeless(node, scope);
    return undefined;
  }
  const written = orderAxes(label.shape, scope);
  if (written === undefined) return undefined;
  const shape = written.axes.map(({ value }) => evaluateAxis(value, scope, false));
  return { element: "float32", shape, spatial: written.spatial, value: node.node.id, span: node.span, isParameter: false };
}

/** Each state leaves the step in the shape in which it came. */
export function checkStates({ states }: Cell, tensors: ReadonlyMap<LinkedNode, Tensor>, scope: Scope): void {
  for (const { name, previous, next } of states) {
    const [before, after] = [tensors.get(previous), tensors.get(next)];
    if (before === undefined || after === undefined) continue;
    const fits = before.shape.length === after.shape.length && before.shape.every((size, axis) => scope.equal(size, after.shape[axis]!, next.span) !== false);
    if (fits) continue;
    const related = [{ span: previous.span, message: { en: `It comes as ${formatShape(before, scope)}`, zh: `它以 ${formatShape(before, scope)} 到来` } }];
    scope.tell(reportExpression("state-shape", next.span, { name, before: formatShape(before, scope), after: formatShape(after, scope) }, { related }));
  }
}

/** What a model gives; of a cell that stands alone, every state as well. */
export function stepOutputs({ outputs, cell }: LinkedDiagram): readonly LinkedNode[] {
  return [...new Set([...outputs, ...(cell?.states ?? []).map(({ next }) => next)])];
}

/** What a call of a block gives: its end, and of steps each state for the next. */
export function outputsOf({ outputs, cell }: LinkedDiagram, isScan: boolean): readonly LinkedNode[] {
  return isScan ? [...new Set([outputs[0]!, ...cell!.states.map(({ next }) => next)])] : outputs;
}

/** `sizesOf` gives the shape of a node of the cell in the caller's words. */
export function scanOf({ inputs, outputs, cell }: LinkedDiagram, { arriving }: Steps, sizesOf: (node: LinkedNode) => readonly SizeExpression[]): Scan {
  return {
    inputs: inputs.map((node) => {
      const state = cell!.states.find(({ previous }) => previous === node);
      if (state === undefined) return { kind: "sequence", input: node.node.id };
      return { kind: "state", input: node.node.id, name: state.name, shape: sizesOf(node), given: arriving.has(node), next: state.next.node.id };
    }),
    output: outputs[0]!.node.id,
  };
}
