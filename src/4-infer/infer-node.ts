/** A node of a linked diagram -> what it gives, and the statements that compute it. One function for each meaning. */
import type { Diagnostic, Message } from "../diagnostics/diagnostic.ts";
import { reportInfer } from "../diagnostics/rules/infer.ts";
import type { Dimension } from "../ir/dimension.ts";
import type { Argument, FeatureMapLabel } from "../ir/label.ts";
import type { LinkedNode, Meaning } from "../ir/linked.ts";
import type { Apply, AttributeExpression, SizeExpression } from "../ir/program.ts";
import type { Span } from "../ir/source.ts";
import { isBroadcast } from "../ops/broadcast.ts";
import { featureMap } from "../ops/feature-map.ts";
import type { OperationEntry } from "../ops/index.ts";
import type { LabelForm } from "../ops/label-form.ts";
import type { ElementType, Operation } from "../ops/operation.ts";
import { parameter } from "../ops/parameter.ts";
import { nearestName } from "../runtime/nearest-name.ts";
import { operatorOf } from "../3-link/library.ts";
import { isShapeRemark } from "../2-interpret/shape-remark.ts";
import { batchDimension, batchWords, isRunDimension } from "../2-interpret/vocabulary.ts";
import { applyOperation, comesFrom, isSpatialAfter, replaceClaim, type Asker } from "./apply-operation.ts";
import { bindAttributes, checkArguments } from "./bind-attributes.ts";
import { warnChannelsLast } from "./channels-last.ts";
import { tryDrawnAxis } from "./drawn-axis.ts";
import type { FunctionBuilder } from "./function-builder.ts";
import { integerNodes } from "./integer-nodes.ts";
import { drawnOrder, evaluateAxis, expressAxis, orderAxes } from "./read-shape.ts";
import { sourceOf, type Scope } from "./scope.ts";
import { axisName, batchSize, formatShape, isUnbatched, type Tensor } from "./tensor.ts";
import { noteUnread } from "./unread-input.ts";
import { madeOf, wayOfSize } from "./way-of-size.ts";

/** Everything that a node's inference may touch. */
export interface NodeContext {
  readonly builder: FunctionBuilder;
  readonly node: LinkedNode;
  /** In the order of the edges; none of them unknown. */
  readonly inputs: readonly Tensor[];
}

type Of<K extends Meaning["kind"]> = Meaning & { readonly kind: K };

/** An input of the model itself: its claim is what is known of it. */
export function inferModelInput({ builder, node }: NodeContext, label: FeatureMapLabel | undefined): Tensor | undefined {
  const { scope } = builder;
  if (label?.shape === undefined) {
    scope.tell(missingShape(node, label));
    return undefined;
  }
  const written = orderAxes(label.shape, scope);
  if (written === undefined) return undefined;
  if (written.axes[0] !== undefined) warnBatchName(written.axes[0], written.axes.length, scope);
  warnChannelsLast(label.shape, node, scope);
  const shape = written.axes.map(({ value }) => evaluateAxis(value, scope, true));
  const expressions = written.axes.map(({ value }, axis) => expressAxis(value, shape[axis]!, scope));
  const { id } = node.node;
  const element = elementOf(node, scope);
  builder.add({ kind: "input", result: id, id, element, shape: expressions });
  return { element, shape, spatial: written.spatial, value: id, span: label.span, isParameter: false };
}

/** `Input (3x32x32)`: what stands as a remark may be the shape. */
function missingShape({ node: { id }, span }: LinkedNode, label: FeatureMapLabel | undefined): Diagnostic {
  const remark = label?.slips.find(isShapeRemark);
  if (remark === undefined) return reportInfer("input-shape-missing", span, { id });
  const params = { text: sourceOf(remark), shape: remark.fixes[0]!.edits[0]!.text };
  return reportInfer("input-shape-missing", remark.span, { id, remark: params }, { fixes: remark.fixes });
}

/** Of a tensor that only its node tells of. */
function elementOf(node: LinkedNode, scope: Scope): ElementType {
  return integerNodes(scope.linked).has(node) ? "int32" : "float32";
}

/** `[Batch, 8]`, `[BatchSise, 8]`: the batch under a name that is not its own is taken for it. */
function warnBatchName({ value }: Argument, rank: number, scope: Scope): void {
  if (value.kind !== "name" || isRunDimension(value.name) || !standsForBatch(value.name, rank)) return;
  const atom = scope.atom(value.name);
  if (scope.solver.bindings.has(atom)) return;
  scope.solver.bindings.set(atom, batchSize(scope));
  const title = { en: `Write \`${batchDimension}\``, zh: `写作 \`${batchDimension}\`` };
  scope.tell(reportInfer("batch-name", value.span, { name: value.name }, { fixes: [{ title, edits: [{ span: value.span, text: batchDimension }], preferred: true }] }));
}

/** `N` may be a size like any other but in front of images. */
function standsForBatch(name: string, rank: number): boolean {
  return /^batch|^none$/i.test(name) || nearestName(name, [batchDimension], 2) !== undefined || (rank === imageRank && batchWords.has(name.toLowerCase()));
}

const imageRank = 4;

/** A claim: every axis is compared, and what passes through takes the claim's words for its sizes. */
export function inferClaim({ builder, node, inputs }: NodeContext, label: FeatureMapLabel | undefined): Tensor | undefined {
  const { scope } = builder;
  const [input] = inputs;
  if (input === undefined) return undefined;
  if (inputs.length > 1) {
    scope.tell(reportInfer("claim-inputs", node.span, { id: node.node.id, found: node.inputs.map((from) => from.node.id) }));
    return undefined;
  }
  if (label?.shape === undefined) return input;
  const claimed = compareClaim(label.shape, label, input, builder);
  if (claimed === undefined) return believeClaim({ builder, node, inputs }, label);
  const { id } = node.node;
  builder.add({ kind: "apply", result: id, id, operation: featureMap, inputs: [input.value], attributes: { shape: claimed.expressions } });
  const { element, isParameter } = input;
  return { element, shape: claimed.tensor.shape, spatial: claimed.tensor.spatial, value: id, span: label.span, isParameter, from: undefined, drawnAxis: undefined };
}

/** A claim that cannot be compared, for a mistake in it or before it: it is believed, so that what follows is judged by it. */
export function believeClaim({ builder: { scope }, node }: NodeContext, label: FeatureMapLabel | undefined): Tensor | undefined {
  const written = label?.shape === undefined ? undefined : orderAxes(label.shape, scope);
  if (written === undefined) return undefined;
  const shape = written.axes.map(({ value }) => evaluateAxis(value, scope, true));
  return { element: elementOf(node, scope), shape, spatial: written.spatial, value: node.node.id, span: node.span, isParameter: false };
}

interface Claimed {
  readonly tensor: { readonly shape: readonly Dimension[]; readonly spatial: boolean };
  readonly expressions: readonly SizeExpression[];
}

/** Undefined where the claim cannot be compared at all (reported). */
export function compareClaim(shape: readonly Argument[], label: { readonly span: Span }, input: Tensor, builder: FunctionBuilder): Claimed | undefined {
  const { scope } = builder;
  const written = orderAxes(shape, scope);
  if (written === undefined) return undefined;
  if (written.axes.length !== input.shape.length) {
    const claimed = `[${sourceOf({ span: { ...label.span, start: shape[0]?.span.start ?? label.span.start, end: shape.at(-1)?.span.end ?? label.span.end } }).replace(/\s+/g, " ")}]`;
    const trace = wayOfSize([input], { span: label.span, message: { en: `the feature map claims ${claimed}`, zh: `特征图声明 ${claimed}` } }, scope);
    scope.tell(reportInfer("claim-rank", label.span, { claimed, arriving: formatShape(input, scope) }, { related: [comesFrom(input, scope)], trace }));
    return undefined;
  }
  const expressions: SizeExpression[] = [];
  const sizes = written.axes.map(({ value }, axis) => {
    const found = input.shape[axis]!;
    const claimed = evaluateAxis(value, scope, false);
    const holds = scope.equal(claimed, found, value.span);
    if (holds === false) tellClaim(axis, value.span, claimed, found);
    if (holds === undefined) scope.takeForAlike(value);
    scope.openNames(value);
    expressions.push(expressAxis(value, claimed, scope));
    return holds === false && scope.believes === "tensors" ? found : claimed;
  });
  return { tensor: { shape: sizes, spatial: written.spatial || (input.spatial && written.axes.every(({ key }) => key === undefined)) }, expressions };

  function fitsAsDrawn(): boolean {
    const drawn = input.drawnAxis?.shape;
    return drawn?.length === written!.axes.length && written!.axes.every(({ value }, axis) => scope.solver.compare(scope.evaluate(value), drawn[axis]!) !== false);
  }

  function tellClaim(axis: number, span: Span, claimed: Dimension, found: Dimension): void {
    const size = scope.format(found);
    const claim = claimOfAxis(axisName({ ...input, spatial: written!.spatial }, axis), axis, scope.format(claimed));
    const params = { claim, found: size, arriving: formatShape(input, scope) };
    const trace = wayOfSize([input], { span, message: { en: `the feature map claims ${claim.en}`, zh: `特征图声明${claim.zh}` } }, scope);
    const fixes = fitsAsDrawn() ? [input.drawnAxis!.fix] : replaceClaim(span, size);
    scope.tellFalseClaim(reportInfer("claim-mismatch", span, params, { related: [comesFrom(input, scope)], trace, fixes }));
  }
}

/** As it stands behind the verb; Chinese sets a space before letters alone. */
function claimOfAxis(name: string | undefined, axis: number, size: string): Message {
  return name === undefined ? { en: `${size} at axis ${axis}`, zh: `第 ${axis} 轴为 ${size}` } : { en: `${name}=${size}`, zh: ` ${name}=${size}` };
}

/** A node marked as a parameter: a tensor of the diagram's own. */
export function inferParameter({ builder, node }: NodeContext, { label }: Of<"parameter">): Tensor | undefined {
  const { scope } = builder;
  const written = label.shape === undefined ? undefined : orderAxes(label.shape, scope);
  const shape = written?.axes.map(({ value }) => evaluateAxis(value, scope, true));
  const expressions = written?.axes.map(({ value }, axis) => expressAxis(value, shape![axis]!, scope));
  if (shape === undefined || expressions === undefined || expressions.some(({ kind }) => kind === "run" || kind === "rest")) {
    scope.tell(reportInfer("parameter-shape", node.span, { id: node.node.id }));
    return undefined;
  }
  const { id } = node.node;
  builder.add({ kind: "apply", result: id, id, operation: parameter, inputs: [], attributes: { shape: expressions } });
  return { element: "float32", shape, spatial: false, value: id, span: label.span, isParameter: true };
}

/** A layer once; `result` and `id` differ from the node's where it is repeated. */
export function inferLayer({ builder, node, inputs }: NodeContext, layer: Of<"layer">): { readonly tensor: Tensor; readonly apply: Apply } | undefined {
  const { scope } = builder;
  const { label, word, entry } = layer;
  const { operation } = entry;
  const name = entry.label!.words[0]!;
  if (operation.arity === 2) return foldOperands({ builder, node, inputs }, entry, { name, span: word.span, node, form: entry.label, written: new Map() });
  if (!hasItsInputs(node, layer, scope)) return undefined;
  const input = inputs[0]!;
  if (entry.label!.batched === true && isUnbatched(input, scope)) {
    scope.tell(reportInfer("batch-missing", word.span, { layer: name, arriving: formatShape(input, scope) }, { related: [comesFrom(input, scope)] }));
    return undefined;
  }
  const ranks = ranksOf(entry.label!, word.text);
  if (ranks !== undefined && !ranks.includes(input.shape.length)) {
    scope.tell(reportInfer("dimension-rank", word.span, { layer: word.text, ranks, arriving: formatShape(input, scope) }, { related: [comesFrom(input, scope)] }));
    return undefined;
  }
  const bound = bindAttributes(entry, label, input, scope);
  if (bound === undefined) return undefined;
  const asker: Asker = { name, span: word.span, node, form: entry.label, written: bound.written };
  const type = applyOperation(operation, inputs, bound.values, asker, scope);
  if (type === undefined) return undefined;
  if (entry.label!.weight !== undefined && label.count === undefined) builder.weights.set(node.node, { value: node.node.id, shape: entry.label!.weight.map((attribute) => bound.values[attribute] as Dimension) });
  noteUnread(operation, input, type, bound.values, asker, scope);
  const spatial = isSpatialAfter(entry.label, inputs, type, scope) || namesImage(bound.written.get("shape"));
  const drawnAxis = tryDrawnAxis(operation, inputs, bound.values, asker, scope);
  const tensor: Tensor = { element: type.element, shape: type.shape, spatial, value: node.node.id, span: label.span, isParameter: false, from: madeOf(inputs), drawnAxis };
  return { tensor, apply: applyStatement(node.node.id, node.node.id, operation, inputs, bound.expressions) };
}

/** The ranks that a word of a layer tells by itself. */
function ranksOf({ ranks }: LabelForm, word: string): readonly number[] | undefined {
  return ranks && Object.entries(ranks).find(([key]) => key.toLowerCase() === word.toLowerCase())?.[1];
}

function hasItsInputs({ inputs }: LinkedNode, { label, word, entry }: Of<"layer">, scope: Scope): boolean {
  if (entry.operation.arity === 1 ? inputs.length === 1 : inputs.length > 0) return true;
  const sign = inputs.length > 1 && label.arguments.length === 0 ? entry.label!.joinedBy : undefined;
  const fixes = sign === undefined ? [] : [{ title: { en: `Write \`${sign}\``, zh: `写作 \`${sign}\`` }, edits: [{ span: label.words[0]!.span, text: sign }], preferred: true }];
  scope.tell(reportInfer("input-count", word.span, { layer: entry.label!.words[0]!, expected: "one tensor", expectedZh: "一个张量", found: inputs.map((from) => from.node.id) }, { fixes }));
  return false;
}

/** A layer that something unknown arrives at: its label is judged by itself. */
export function checkLayer({ builder: { scope }, node }: NodeContext, layer: Of<"layer">): void {
  const { label, entry } = layer;
  if (entry.operation.arity === 2 || hasItsInputs(node, layer, scope)) checkArguments(entry, label, scope);
}

/** `reshape([W=4, H=4, C=4])` */
function namesImage(shape: Argument | undefined): boolean {
  return shape?.value.kind === "list" && drawnOrder(shape.value.items).some((key) => key === "W" || key === "H");
}

function applyStatement(result: string, id: string, operation: Operation, inputs: readonly Tensor[], attributes: Readonly<Record<string, AttributeExpression>>): Apply {
  return { kind: "apply", result, id, operation, inputs: inputs.map(({ value }) => value), attributes };
}

/** `+ - * @` over the operands in the order in which the file draws them, from the left. */
export function inferOperator(context: NodeContext, { label }: Of<"operator">) {
  const entry = operatorOf(label.operator)!;
  return foldOperands(context, entry, { name: label.operator, span: label.span, node: context.node, form: entry.label, written: new Map() });
}

function foldOperands({ builder, node, inputs }: NodeContext, entry: OperationEntry, asker: Asker): { readonly tensor: Tensor; readonly apply: Apply } | undefined {
  const { scope } = builder;
  const { id } = node.node;
  const most = entry.operation.name === "matmul" ? 2 : Infinity;
  if (inputs.length < 2 || inputs.length > most) {
    const [expected, expectedZh] = most === 2 ? ["two tensors", "两个张量"] : ["two tensors or more", "至少两个张量"];
    scope.tell(reportInfer("input-count", asker.span, { layer: asker.name, expected: expected!, expectedZh: expectedZh!, found: node.inputs.map((from) => from.node.id) }));
    return undefined;
  }
  let left = inputs[0]!;
  let apply: Apply | undefined;
  for (const [index, right] of inputs.slice(1).entries()) {
    if (apply !== undefined) builder.add(apply);
    const type = applyOperation(entry.operation, [left, right], {}, asker, scope);
    if (type === undefined) return undefined;
    const result = index === inputs.length - 2 ? id : builder.nameValue(`${id}#${index}`);
    apply = applyStatement(result, id, entry.operation, [left, right], {});
    const joined: Tensor = { ...type, spatial: isSpatialAfter(entry.label, [left, right], type, scope), value: result, span: asker.span, isParameter: left.isParameter && right.isParameter, from: madeOf([left, right]) };
    if (entry.operation.name !== "matmul") warnBroadcast([left, right], joined, { builder, node }, asker);
    left = joined;
  }
  return { tensor: left, apply: apply! };
}

/** Broadcasting is taken in silence where an operand is a parameter, or a claim on the result says it. */
export function warnBroadcast([first, second]: readonly [Tensor, Tensor], result: Tensor, { builder, node }: Pick<NodeContext, "builder" | "node">, asker: Asker): void {
  const { scope } = builder;
  const { algebra } = scope.solver;
  if (first.isParameter || second.isParameter || builder.isClaimed(node)) return;
  if (!isBroadcast(algebra, first, result) && !isBroadcast(algebra, second, result)) return;
  const params = { layer: asker.name, first: formatShape(first, scope), second: formatShape(second, scope), result: formatShape(result, scope) };
  scope.tell(reportInfer("implicit-broadcast", asker.span, params, { related: [comesFrom(first, scope), comesFrom(second, scope)] }));
}
