/**
 * `DenseLayer x NLayers`: turn after turn, each with its own weights and the turn before as its input. Where the
 * count is known every turn is inferred, for sizes may grow; where it is an option the first one stands for all,
 * and the sizes that it changes are known when the module runs.
 */
import { reportInfer } from "../diagnostics/rules/infer.ts";
import { constant, isSame } from "../ir/dimension.ts";
import type { DimensionSyntax } from "../ir/label.ts";
import type { Apply, Call } from "../ir/program.ts";
import { expressSyntax } from "./express-size.ts";
import { warnIndexNames } from "./index-names.ts";
import type { NodeContext } from "./infer-node.ts";
import { noteParameters, type Inference } from "./infer-shapes.ts";
import { sizeText } from "./scope.ts";
import type { Tensor } from "./tensor.ts";

const mostTurns = 10_000;

type Turn = { readonly tensor: Tensor; readonly apply: Apply | Call };

export function inferRepeat(context: NodeContext, inference: Inference, count: DimensionSyntax, once: (turn: NodeContext) => Turn | undefined): Tensor | undefined {
  const { builder, node, inputs } = context;
  const { scope } = builder;
  const { solver } = scope;
  if ("label" in node.meaning && node.meaning.label?.kind === "word") warnIndexNames(node.meaning.label, scope);
  const times = scope.evaluateOpen(count);
  const known = solver.valueOf(times);
  if (known !== undefined && !(Number.isInteger(known) && known >= 0 && known <= mostTurns)) {
    scope.tell(reportInfer("repeat-count", count.span, { count: sizeText(known), most: mostTurns }));
    return undefined;
  }
  const layer = "word" in node.meaning ? `${node.meaning.word.text} x N` : "x N";
  if (solver.isRunSize(times)) {
    scope.tell(reportInfer("run-size", count.span, { layer, key: "N", size: scope.format(times) }));
    return undefined;
  }
  const [input] = inputs;
  if (inputs.length !== 1 || input === undefined) {
    scope.tell(reportInfer("input-count", count.span, { layer, expected: "one tensor", expectedZh: "一个张量", found: node.inputs.map((from) => from.node.id) }));
    return undefined;
  }
  const { id } = node.node;
  const turns: Turn[] = [];
  let current = input;
  const grows = known === 0 ? [] : axesThatGrow(context, input, once);
  // Where the count is open, the second turn shows whether a turn takes what it gives.
  for (let turn = 0; turn < (known ?? 2); turn++) {
    const made = inferTurn(context, current, turn, grows, once);
    if (made === undefined) return undefined;
    turns.push(made);
    noteParameters(made.apply, node, `${id}.${turn}`, builder, inference);
    current = made.tensor;
  }
  const [first] = turns;
  if (first === undefined) return input;
  if (known === undefined || turns.every(({ apply }) => isSameTurn(apply, first.apply))) {
    builder.add({ kind: "repeat", result: id, id, count: expressSyntax(count, times, scope), input: input.value, body: first.apply });
  } else {
    addTurns(turns, input.value, context);
  }
  const shape = current.shape.map((size, axis) => {
    const before = input.shape[axis];
    if (before !== undefined && isSame(solver.resolve(before), solver.resolve(size))) return before;
    return builder.nameAxis(id, axis, known === undefined ? undefined : solver.resolve(size));
  });
  return { ...current, shape, value: id, from: input };
}

/** Which sizes a turn changes: they are told apart from turn to turn. */
function axesThatGrow(context: NodeContext, input: Tensor, once: (turn: NodeContext) => Turn | undefined): readonly boolean[] {
  const { solver } = context.builder.scope;
  const after = inferTurn(context, input, 0, [], once)?.tensor.shape ?? [];
  return input.shape.map((size, axis) => {
    const changed = after[axis];
    return changed === undefined || after.length !== input.shape.length || !isSame(solver.resolve(size), solver.resolve(changed));
  });
}

/** One turn; sizes that grow are told as those of the value that the repeat carries. */
function inferTurn({ builder, node }: NodeContext, current: Tensor, turn: number, grows: readonly boolean[], once: (turn: NodeContext) => Turn | undefined): Turn | undefined {
  const { scope } = builder;
  const { id } = node.node;
  const outer = scope.loop;
  scope.loop = { name: "#", atom: scope.solver.newAtom("#", "index", constant(turn)), value: id };
  const shape = current.shape.map((size, axis) => (grows[axis] === true ? builder.nameAxis(id, axis, scope.solver.resolve(size)) : size));
  const made = once({ builder, node, inputs: [{ ...current, shape, value: id }] });
  scope.loop = outer;
  return made;
}

function isSameTurn(a: Apply | Call, b: Apply | Call): boolean {
  return a.kind === b.kind && JSON.stringify(a) === JSON.stringify(b);
}

/** Turns that differ stand one by one. */
function addTurns(turns: readonly Turn[], input: string, { builder, node }: NodeContext): void {
  const { id } = node.node;
  let before = input;
  for (const [turn, { apply }] of turns.entries()) {
    const result = turn === turns.length - 1 ? id : builder.nameValue(`${id}#${turn}`);
    builder.add({ ...apply, result, inputs: [before], turn });
    before = result;
  }
}
