/** One use of an operation: its shape rule over symbolic sizes, and what is wrong with it in the reader's terms. */
import type { Fix, Related } from "../diagnostics/diagnostic.ts";
import { reportInfer } from "../diagnostics/rules/infer.ts";
import type { Dimension } from "../ir/dimension.ts";
import type { Argument } from "../ir/label.ts";
import type { LinkedNode } from "../ir/linked.ts";
import type { Span } from "../ir/source.ts";
import { dimensions } from "../ops/attributes.ts";
import type { LabelForm } from "../ops/label-form.ts";
import type { Attributes, Failure, Operation, TensorType } from "../ops/operation.ts";
import { tryDrawnAxis, type DrawnAxis } from "./drawn-axis.ts";
import { integerNodes } from "./integer-nodes.ts";
import { mendReshape } from "./mend-reshape.ts";
import { orderAxes } from "./read-shape.ts";
import type { Scope } from "./scope.ts";
import { firstAxis, formatShape, type Tensor } from "./tensor.ts";
import { wayOfSize } from "./way-of-size.ts";

/** Who asks for the operation, for messages. */
export interface Asker {
  /** As the label calls it: `Conv2D`, `+`. */
  readonly name: string;
  readonly span: Span;
  readonly node: LinkedNode;
  readonly form: LabelForm | undefined;
  /** The written argument of an attribute. */
  readonly written: ReadonlyMap<string, Argument>;
  /** What would make inputs fit that differ. */
  readonly fixes?: readonly Fix[];
}

export function applyOperation(operation: Operation, inputs: readonly Tensor[], attributes: Attributes<Dimension>, asker: Asker, scope: Scope): TensorType<Dimension> | undefined {
  const result = operation.shape(scope.solver.algebra, inputs, attributes);
  scope.settle(asker.span);
  for (const { value } of asker.written.values()) scope.openNames(value);
  if ("type" in result) {
    if (!result.type.shape.some((size) => Number.isNaN(scope.solver.valueOf(size)))) return result.type;
    scope.tell(reportInfer("size-too-large", asker.span, { layer: asker.name }, { related: inputs.map((input) => comesFrom(input, scope)) }));
    return undefined;
  }
  tellFailure(result.failure, inputs, asker, scope, tryDrawnAxis(operation, inputs, attributes, asker, scope));
  return recover(operation, result.failure, inputs, attributes, asker, scope);
}

/** After a reported misfit a layer gives what it says it gives, so that what follows is judged by that; or, where it gives what it takes, what arrives. */
function recover(operation: Operation, failure: Failure<Dimension>, inputs: readonly Tensor[], attributes: Attributes<Dimension>, { form }: Asker, { solver, believes }: Scope): TensorType<Dimension> | undefined {
  if (failure.kind === "elements") return { ...inputs[0]!, shape: dimensions(solver.algebra, attributes, "shape") };
  if (failure.kind !== "size") return undefined;
  if (believes === "tensors" && givesWhatItTakes(form)) return inputs[0];
  const fitting = inputs.map((input, index) => (index === failure.input ? { ...input, shape: input.shape.with(failure.axis, failure.expected) } : input));
  const again = operation.shape(solver.algebra, fitting, attributes);
  return "type" in again ? again.type : undefined;
}

/** Its sizes only state what arrives. */
function givesWhatItTakes(form: LabelForm | undefined): boolean {
  return form?.axes === "same";
}

function tellFailure(failure: Failure<Dimension>, inputs: readonly Tensor[], asker: Asker, scope: Scope, drawn: DrawnAxis | undefined): void {
  const axisFixes = drawn === undefined ? [] : [drawn.fix];
  const layer = asker.name;
  const place = (attribute: string) => asker.written.get(attribute)?.value.span ?? asker.span;
  const input = inputs["input" in failure ? failure.input : 0]!;
  const arriving = formatShape(input, scope);
  const wayTo = (tensors: readonly Tensor[], span: Span) => wayOfSize(tensors, { span, message: { en: `it arrives at ${layer}`, zh: `到达 ${layer}` } }, scope);
  const from = (span = asker.span) => ({ related: [comesFrom(input, scope)], trace: wayTo([input], span) });
  const format = (size: Dimension) => scope.format(size);
  switch (failure.kind) {
    case "size": {
      const key = Object.entries(asker.form?.keys ?? {}).find(([, spec]) => spec.attribute === failure.attribute)?.[0] ?? failure.attribute;
      const span = listedSize(asker.written.get(failure.attribute), failure.axis - input.shape.length, scope) ?? place(failure.attribute);
      const params = { layer, key, claimed: format(failure.expected), found: format(failure.found), arriving };
      const diagnostic = reportInfer("size-mismatch", span, params, { ...from(span), fixes: replaceSize(span, params.found, asker.written.has(failure.attribute)) });
      return givesWhatItTakes(asker.form) ? scope.tellFalseClaim(diagnostic) : scope.tell(diagnostic);
    }
    case "elements": {
      const span = place("shape");
      const params = { wanted: format(failure.wanted), found: format(failure.found), arriving };
      return scope.tell(reportInfer("reshape-size", span, params, { ...from(span), fixes: mendReshape(asker.node, asker.written.get("shape"), failure.found, failure.wanted, scope) }));
    }
    case "rank":
      return scope.tell(reportInfer("rank", asker.span, { layer, expected: failure.expected, arriving }, from()));
    case "inputs": {
      const [a, b] = failure.inputs.map((index) => inputs[index]!) as [Tensor, Tensor];
      const sizes = [format(failure.sizes[0]), format(failure.sizes[1])] as const;
      const params = { layer, first: formatShape(a, scope), second: formatShape(b, scope), axis: failure.axes[0], sizes };
      return scope.tell(reportInfer("inputs-differ", asker.span, params, { related: [comesFrom(a, scope), comesFrom(b, scope)], trace: wayTo([a, b], asker.span), fixes: [...axisFixes, ...(asker.fixes ?? [])] }));
    }
    case "kernel":
      return scope.tell(reportInfer("kernel-too-large", place("kernel"), { layer, kernel: format(failure.kernel), available: format(failure.available), arriving }, from()));
    case "padding":
      return scope.tell(reportInfer("padding-too-large", place("padding"), { layer, padding: format(failure.padding), kernel: format(failure.kernel) }));
    case "division":
      return failure.attribute === "shape"
        ? scope.tell(reportInfer("reshape-size", place("shape"), { wanted: `${format(failure.divisor)}*n`, found: format(failure.size), arriving }, from()))
        : scope.tell(reportInfer("indivisible-groups", place(failure.attribute), { groups: format(failure.divisor), size: format(failure.size), of: failure.of === "inChannels" ? "In" : "Out" }));
    case "open":
      return scope.tell(reportInfer("open-size", place(failure.attribute), undefined));
    case "axis":
      return scope.tell(reportInfer("axis-out-of-range", place("dim"), { axis: failure.axis, arriving }, { ...from(), fixes: axisFixes }));
    case "element":
      return scope.tell(reportInfer("element-type", asker.span, { layer, expected: failure.expected, arriving }, { ...from(), related: [comesFrom(input, scope), ...(failure.expected === "float32" ? takenAsIndices(asker.node.inputs[failure.input], scope) : [])] }));
  }
}

/** Where a tensor was made, and its shape. */
export function comesFrom(tensor: Tensor, scope: Scope): Related {
  const shape = formatShape(tensor, scope);
  return { span: tensor.span, message: { en: `This gives ${shape}`, zh: `这里给出 ${shape}` } };
}

/** Of sizes that one argument lists, the one of that axis, counted from the end. */
function listedSize(argument: Argument | undefined, axis: number, scope: Scope): Span | undefined {
  return argument?.value.kind === "list" ? orderAxes(argument.value.items, scope)?.axes.at(axis)?.value.span : undefined;
}

/** The embedding for which an input's numbers are whole. */
function takenAsIndices(node: LinkedNode | undefined, scope: Scope): readonly Related[] {
  const taker = node && integerNodes(scope.linked).get(node);
  return taker === undefined ? [] : [{ span: taker.span, message: { en: "Its numbers are whole because they are taken as indices here", zh: "这里把它的数作为序号，因此它们是整数" } }];
}

/** The written size replaced by the one that arrives, where that is a number: another network is computed then. */
export function replaceSize(span: Span, found: string, isWritten: boolean): readonly Fix[] {
  return isWritten ? replaceClaim(span, found).map((fix) => ({ ...fix, unsafe: true })) : [];
}

/** The same of a claim, which computes nothing. */
export function replaceClaim(span: Span, found: string): readonly Fix[] {
  return /^\d+$/.test(found) ? [{ title: { en: `Write ${found}`, zh: `写作 ${found}` }, edits: [{ span, text: found }], preferred: true }] : [];
}

/** After an operation: whether its last axes are still images'. */
export function isSpatialAfter(form: LabelForm | undefined, inputs: readonly Tensor[], type: TensorType<Dimension>, scope: Scope): boolean {
  const [first] = inputs;
  if (form === undefined || first === undefined || form.axes === "plain") return false;
  if (form.axes === "spatial") return true;
  return inputs.some((input) => input.spatial && input.shape.length - firstAxis(input, scope) >= 2) && type.shape.length >= 2;
}

