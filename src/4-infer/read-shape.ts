/**
 * Shapes as labels write them -> sizes in the tensor's order: the batch, then C, H, W where axes are named.
 */
import type { Fix, Related } from "../diagnostics/diagnostic.ts";
import { reportInfer } from "../diagnostics/rules/infer.ts";
import type { Details } from "../diagnostics/rules/rule.ts";
import { constant, isSame, multiply, type Dimension } from "../ir/dimension.ts";
import type { Argument, DimensionSyntax } from "../ir/label.ts";
import type { SizeExpression } from "../ir/program.ts";
import { namesInSize } from "../2-interpret/names-in-label.ts";
import { batchDimension, isRunDimension } from "../2-interpret/vocabulary.ts";
import { evaluateSize, unknownSize } from "./evaluate-size.ts";
import { expressSyntax } from "./express-size.ts";
import { sizeText, sourceOf, type Scope } from "./scope.ts";
import { isBatched, type Tensor } from "./tensor.ts";

export interface WrittenShape {
  readonly axes: readonly Argument[];
  /** Axes are named as images' are. */
  readonly spatial: boolean;
}

/** Axis keys in the tensor's order. */
export const axisOrder = ["N", "C", "H", "W"];

/** The axes of a claim in the tensor's order; undefined where they have none (reported). */
export function orderAxes(shape: readonly Argument[], scope: Scope): WrittenShape | undefined {
  if (shape.every(({ key }) => key === undefined)) return { axes: shape, spatial: false };
  const placed = new Map<string, Argument>();
  for (const argument of shape) {
    if (argument.key === undefined) continue;
    const key = argument.key.text.toUpperCase();
    const before = placed.get(key);
    if (!axisOrder.includes(key)) return tell("unknown-axis", argument);
    if (before !== undefined) return tell("repeated-argument", argument, { related: [otherGiven(before)] });
    placed.set(key, argument);
  }
  for (const argument of shape) {
    if (argument.key !== undefined) continue;
    const free = isBatchName(argument) ? "N" : "C";
    const before = placed.get(free);
    if (before !== undefined) return tell("axis-order", free === "N" ? before : argument, { fixes: nameAxes(shape) });
    placed.set(free, argument);
  }
  return { axes: axisOrder.flatMap((key) => placed.get(key) ?? []), spatial: placed.has("W") || placed.has("H") };

  function tell(rule: "unknown-axis" | "repeated-argument" | "axis-order", argument: Argument, details: Details = {}): undefined {
    const key = argument.key?.text ?? "";
    const span = argument.key?.span ?? argument.span;
    scope.tell(rule === "axis-order" ? reportInfer(rule, span, undefined, details) : reportInfer(rule, span, { key }, details));
  }
}

/** Where an argument stands that is given twice. */
export function otherGiven({ span }: Argument): Related {
  return { span, message: { en: "Given here too", zh: "此处也给出" } };
}

/** Unnamed axes among named ones, each named as it says itself (`BlockH`), or a single one by the name that is left. */
function nameAxes(shape: readonly Argument[]): readonly Fix[] {
  const named = new Set(shape.map(({ key }) => key?.text.toUpperCase()));
  const left = ["C", "H", "W"].filter((key) => !named.has(key));
  const unnamed = shape.filter((argument) => argument.key === undefined && !isBatchName(argument));
  const keys = unnamed.flatMap(({ value }) => {
    const own = value.kind === "name" ? /(?:^|\p{Ll})([CHW])$/u.exec(value.name)?.[1] : undefined;
    return left.filter((key) => key === own || (left.length === 1 && unnamed.length === 1));
  });
  if (keys.length === 0 || keys.length !== unnamed.length || new Set(keys).size < keys.length) return [];
  const edits = unnamed.map(({ span }, index) => ({ span: { ...span, end: span.start }, text: `${keys[index]!}=` }));
  return [{ title: { en: `Name ${keys.join(" and ")}`, zh: `写明 ${keys.join("、")}` }, edits, preferred: true }];
}

/** The axes of a claim as it draws them; one that has no name is empty. */
export function drawnOrder(shape: readonly Argument[]): readonly string[] {
  return shape.map((argument) => argument.key?.text.toUpperCase() ?? (isBatchName(argument) ? "N" : ""));
}

/** Also a misspelt one: the first unnamed axis beside named ones can be no other. */
function isBatchName({ value }: Argument): boolean {
  return value.kind === "name" && /^batch/i.test(value.name);
}

/** One axis of a claim; a size that cannot be one is reported, and unknown. */
export function evaluateAxis(syntax: DimensionSyntax, scope: Scope, open: boolean): Dimension {
  const dimension = open ? scope.evaluateOpen(syntax) : evaluateSize(syntax, scope);
  const value = scope.solver.valueOf(dimension);
  if (value === undefined || (Number.isSafeInteger(value) && value >= 1)) return dimension;
  scope.tell(reportInfer("not-a-size", syntax.span, { text: sourceOf(syntax), value: sizeText(value) }));
  return unknownSize(scope);
}

/** A size as an entry of a `shape` attribute: run dimensions alone by name, compounds of them unchecked. */
export function expressAxis(syntax: DimensionSyntax, dimension: Dimension, scope: Scope): SizeExpression {
  if (syntax.kind === "name" && isRunDimension(syntax.name)) return { kind: "run", name: syntax.name };
  const expression = expressSyntax(syntax, dimension, scope);
  return expression.kind !== "run" && holdsRun(expression) ? { kind: "rest" } : expression;
}

function holdsRun(expression: SizeExpression): boolean {
  switch (expression.kind) {
    case "run": return true;
    case "sum": return expression.terms.some(({ value }) => holdsRun(value));
    case "product": return expression.factors.some(({ value }) => holdsRun(value));
    case "floor": return holdsRun(expression.value);
    default: return false;
  }
}

/**
 * The target of a reshape. The batch may be named or left out; a leading -1 before sizes that hold all the other
 * elements is the batch, as in `view(-1, 9216)`.
 */
export function readShapeValue(syntax: DimensionSyntax, input: Tensor, scope: Scope) {
  const items = syntax.kind === "list" ? syntax.items : [{ key: undefined, value: syntax, span: syntax.span }];
  const written = orderAxes(items, scope);
  if (written === undefined) return "bad" as const;
  let axes = written.axes.map(({ value }) => value);
  const batched = isBatched(input, scope);
  const namesBatch = axes[0]?.kind === "name" && axes[0].name === batchDimension;
  if (axes.slice(1).some(mentionsBatch) || (!namesBatch && axes[0] !== undefined && mentionsBatch(axes[0]))) {
    scope.tell(reportInfer("reshape-batch", syntax.span, undefined));
    return "bad" as const;
  }
  if (batched && (namesBatch || leadsOpen(axes, input, scope))) axes = axes.slice(1);
  const sizes = axes.map((axis) => (isOpen(axis) ? constant(-1) : evaluateAxis(axis, scope, false)));
  const expressions = axes.map((axis, i) => (isOpen(axis) ? { kind: "rest" as const } : expressAxis(axis, sizes[i]!, scope)));
  const named = axes.map((axis, i) => (axis.kind === "name" && isRunDimension(axis.name) ? axis.name : sizes[i]!));
  const lead = batched || namesBatch ? [batchDimension] : [];
  const leadExpression = lead.map((name) => ({ kind: "run" as const, name }));
  return { value: [...lead, ...named], expression: [...leadExpression, ...expressions] };
}

function mentionsBatch(syntax: DimensionSyntax): boolean {
  return namesInSize(syntax).some(({ name }) => name === batchDimension);
}

/** `-1` */
function isOpen(syntax: DimensionSyntax): boolean {
  return syntax.kind === "sum" && syntax.terms.length === 1 && syntax.terms[0]!.sign === -1 && syntax.terms[0]!.value.kind === "number" && syntax.terms[0]!.value.text === "1";
}

/** Whether a leading -1 can only be the batch: the sizes after it hold all the elements of one item. */
function leadsOpen(axes: readonly DimensionSyntax[], input: Tensor, scope: Scope): boolean {
  if (axes.length < 2 || !isOpen(axes[0]!) || axes.slice(1).some(isOpen)) return false;
  const product = (sizes: readonly Dimension[]) => scope.solver.resolve(sizes.reduce(multiply, constant(1)));
  return isSame(product(axes.slice(1).map((axis) => evaluateSize(axis, scope))), product(input.shape.slice(1)));
}

