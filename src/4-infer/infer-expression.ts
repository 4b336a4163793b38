/**
 * A tensor expression -> statements, one for each operation in it, and what it gives. Parameters that it implies take
 * their shapes from what they are joined with: `X @ W` leaves W's width to whatever tells it further on.
 */
import type { Fix } from "../diagnostics/diagnostic.ts";
import { reportExpression } from "../diagnostics/rules/expression.ts";
import { reportInfer } from "../diagnostics/rules/infer.ts";
import { atomDimension, constant as constantSize, type Dimension, type NameAtom } from "../ir/dimension.ts";
import type { ExpressionOperator, ExpressionSyntax } from "../ir/expression.ts";
import type { WordLabel } from "../ir/label.ts";
import type { Meaning } from "../ir/linked.ts";
import type { AttributeExpression, SizeExpression } from "../ir/program.ts";
import type { Span } from "../ir/source.ts";
import { constant } from "../ops/constant.ts";
import type { OperationEntry } from "../ops/index.ts";
import { neg } from "../ops/neg.ts";
import type { AttributeValue, Operation } from "../ops/operation.ts";
import { parameter } from "../ops/parameter.ts";
import { transpose } from "../ops/transpose.ts";
import { functionOf, operatorOf } from "../3-link/library.ts";
import { applyOperation, isSpatialAfter, type Asker } from "./apply-operation.ts";
import { bindAttributes } from "./bind-attributes.ts";
import { expressSize } from "./express-size.ts";
import { compareClaim, warnBroadcast, type NodeContext } from "./infer-node.ts";
import { evaluateAxis, expressAxis, orderAxes } from "./read-shape.ts";
import { sourceOf } from "./scope.ts";
import type { Tensor } from "./tensor.ts";
import { madeOf } from "./way-of-size.ts";
import { writtenNumber } from "./written-number.ts";

type ExpressionMeaning = Meaning & { readonly kind: "expression" };

/** A parameter whose shape is not known until it is joined with something. */
interface OpenParameter {
  readonly kind: "open";
  readonly name: string;
  readonly span: Span;
  readonly transposed: boolean;
}

type Operand = { readonly kind: "tensor"; readonly tensor: Tensor } | { readonly kind: "number"; readonly expression: SizeExpression; readonly span: Span } | OpenParameter;

/** `note` hears of each parameter that the expression implies. */
export function inferExpression(context: NodeContext, meaning: ExpressionMeaning, note: (name: string) => void): Tensor | undefined {
  return new Formula(context, meaning, note).infer();
}

class Formula {
  private readonly context: NodeContext;
  private readonly meaning: ExpressionMeaning;
  private readonly note: (name: string) => void;
  private steps = 0;
  private draws = 0;
  /** Sizes of parameters that the formula implies, for something further on to tell. */
  private readonly open: NameAtom[] = [];

  constructor(context: NodeContext, meaning: ExpressionMeaning, note: (name: string) => void) {
    this.context = context;
    this.meaning = meaning;
    this.note = note;
  }

  infer(): Tensor | undefined {
    const { expression, label, noise } = this.meaning;
    const { builder, node } = this.context;
    const whole = noise === undefined ? this.read(expression, node.node.id) : this.addNoise(expression, noise);
    const tensor = whole === undefined ? undefined : this.tensorOf(whole, node.node.id);
    if (tensor === undefined) return this.forget();
    const claimed = label.shape === undefined || this.claimsMatrix() ? undefined : compareClaim(label.shape, label, tensor, builder);
    return { ...tensor, ...claimed?.tensor, span: label.span };
  }

  /** After a mistake: nothing tells the open sizes, and that is no mistake more. */
  private forget(): undefined {
    for (const atom of this.open) this.scope.leftOut.delete(atom);
  }

  private get scope() {
    return this.context.builder.scope;
  }

  /** `result` is the name of the statement that computes the part; by default a number counts it. */
  private read(part: ExpressionSyntax, result?: string): Operand | undefined {
    switch (part.kind) {
      case "number": return { kind: "number", expression: { kind: "number", value: part.value }, span: part.span };
      case "name": return this.readName(part);
      case "arriving": return this.arriving(part.span);
      case "weight": return this.readWeight(part, result);
      case "negative": return this.apply(neg, part.value, part.span, result);
      case "transpose": return this.readTranspose(part, result);
      case "chain": return this.readChain(part, result);
      case "call": return this.readCall(part, result);
      case "randn": return this.readNoise(part, result);
    }
  }

  /** Noise can be given from outside, under the node's id where it is the node's whole, else under one made of it. */
  private noiseId(result: string): string {
    const { builder, node: { node: { id } } } = this.context;
    this.draws += 1;
    return result === id ? id : builder.nameValue(`${id}.randn${this.draws === 1 ? "" : this.draws}`);
  }

  private nextResult(): string {
    this.steps += 1;
    return this.context.builder.nameValue(`${this.context.node.node.id}#${this.steps}`);
  }

  private readName({ name, span }: ExpressionSyntax & { kind: "name" }): Operand | undefined {
    const operand = this.meaning.operands.get(name)!;
    if (operand.kind === "node") {
      const at = this.context.node.inputs.findIndex(({ node }) => node === operand.node);
      const tensor = this.context.inputs[at];
      return tensor === undefined ? undefined : { kind: "tensor", tensor };
    }
    if (operand.kind === "dimension") return this.readSize(name, span);
    const known = this.context.builder.parameters.get(name);
    return known === undefined ? { kind: "open", name, span, transposed: false } : { kind: "tensor", tensor: known };
  }

  private readSize(name: string, span: Span): Operand | undefined {
    const size = this.scope.evaluateOpen({ kind: "name", name, value: undefined, span });
    if (!this.scope.solver.isRunSize(size)) return { kind: "number", expression: expressSize(size, this.scope), span };
    this.scope.tell(reportInfer("run-size", span, { layer: "The expression", key: name, size: this.scope.format(size) }));
    return undefined;
  }

  private arriving(span: Span): Operand | undefined {
    const [tensor] = this.context.inputs;
    if (this.context.inputs.length === 1 && tensor !== undefined) return { kind: "tensor", tensor };
    this.scope.tell(reportInfer("input-count", span, { layer: "The operator", expected: "one tensor", expectedZh: "一个张量", found: this.context.node.inputs.map(({ node }) => node.id) }));
    return undefined;
  }

  private readWeight({ layer, span }: ExpressionSyntax & { kind: "weight" }, result = this.nextResult()): Operand | undefined {
    const { builder } = this.context;
    const weight = builder.weights.get(this.meaning.weights.get(layer)!);
    if (weight === undefined) {
      this.scope.tell(reportExpression("weight-missing", span, { layer }));
      return undefined;
    }
    builder.add({ kind: "parameterOf", result, id: result, of: weight.value, parameter: "weight" });
    return { kind: "tensor", tensor: { element: "float32", shape: weight.shape, spatial: false, value: result, span, isParameter: true } };
  }

  private readTranspose({ value, span }: ExpressionSyntax & { kind: "transpose" }, result: string | undefined): Operand | undefined {
    const inner = this.read(value);
    if (inner?.kind === "open") return { ...inner, transposed: !inner.transposed };
    return inner === undefined ? undefined : this.applyTo(transpose, [inner], ".T", span, result);
  }

  private readChain({ first, rest, span }: ExpressionSyntax & { kind: "chain" }, result: string | undefined): Operand | undefined {
    let left = this.read(first);
    for (const [index, { operator, operatorSpan, value }] of rest.entries()) {
      const right = this.read(value);
      if (left === undefined || right === undefined) return undefined;
      left = this.join({ operator, span: operatorSpan, drawn: value }, left, right, index === rest.length - 1 ? result : undefined);
    }
    return left?.kind === "tensor" ? { kind: "tensor", tensor: { ...left.tensor, span } } : left;
  }

  /** `drawn` is the right one. */
  private join({ operator, span, drawn }: { readonly operator: ExpressionOperator; readonly span: Span; readonly drawn: ExpressionSyntax }, left: Operand, right: Operand, result: string | undefined): Operand | undefined {
    const entry = operatorOf(operator)!;
    const divisor = right.kind === "number" && right.expression.kind === "number" ? right.expression.value : writtenNumber(drawn);
    if (operator === "/" && divisor === 0) {
      this.scope.tell(reportExpression("zero-division", drawn.span, undefined));
      return undefined;
    }
    const isMatrix = operator === "@";
    const [a, b] = [this.shapeOpen(left, right, isMatrix ? "rows" : "row"), this.shapeOpen(right, left, isMatrix ? "columns" : "row")];
    if (a === undefined || b === undefined) return undefined;
    const transposed = isMatrix ? this.transposeOf(drawn, a, b) : undefined;
    if (isMatrix && transposed === undefined && this.claimsMatrix() && b.kind === "tensor") compareClaim(this.meaning.label.shape!, this.meaning.label, b.tensor, this.context.builder);
    const joined = this.applyTo(entry.operation, [a, b], operator, span, result, entry, transposed === undefined ? [] : [transposed]);
    if (joined?.kind === "tensor" && !isMatrix && a.kind === "tensor" && b.kind === "tensor") warnBroadcast([a.tensor, b.tensor], joined.tensor, this.context, this.asker(operator, span, entry));
    return joined;
  }

  /** `@ Embedding.w`, where the transpose of that weight fits and it doesn't. */
  private transposeOf(drawn: ExpressionSyntax, left: Operand, right: Operand): Fix | undefined {
    if (drawn.kind !== "weight" || left.kind !== "tensor" || right.kind !== "tensor") return undefined;
    const width = left.tensor.shape.at(-1);
    const [rows, columns] = right.tensor.shape;
    const { solver } = this.scope;
    if (width === undefined || solver.compare(width, rows!) !== false || solver.compare(width, columns!) !== true) return undefined;
    const text = `${sourceOf(drawn)}.T`;
    return { title: { en: `Write \`${text}\``, zh: `写作 \`${text}\`` }, edits: [{ span: { ...drawn.span, start: drawn.span.end }, text: ".T" }], preferred: true, unsafe: true };
  }

  /** The shape behind a product alone, without a batch, is the matrix's. */
  private claimsMatrix(): boolean {
    const { expression, label: { shape } } = this.meaning;
    const [first] = shape ?? [];
    const hasBatch = first?.value.kind === "name" && first.value.name === "BatchSize";
    return expression.kind === "chain" && expression.rest.length === 1 && expression.rest[0]!.operator === "@" && expression.first.kind === "arriving" && shape !== undefined && !hasBatch;
  }

  private readCall({ word, wordSpan, value, arguments: given, span }: ExpressionSyntax & { kind: "call" }, result: string | undefined): Operand | undefined {
    const entry = functionOf(word)!;
    const operand = this.read(value);
    if (operand === undefined) return undefined;
    const input = this.tensorOf(operand);
    if (input === undefined) return undefined;
    const label: WordLabel = { kind: "word", span, text: word, slips: [], words: [{ text: word, span: wordSpan, suffix: undefined }], count: undefined, arguments: given, otherwise: undefined, ownId: false };
    const bound = bindAttributes(entry, label, input, this.scope, (argument) => `${sourceOf({ span }).replace(/\)$/, "")}, ${argument})`);
    if (bound === undefined) return undefined;
    const asker = { ...this.asker(word, wordSpan, entry), written: bound.written };
    return this.record(entry.operation, [{ kind: "tensor", tensor: input }], asker, result, bound.values, bound.expressions);
  }

  private apply(operation: Operation, value: ExpressionSyntax, span: Span, result: string | undefined): Operand | undefined {
    const operand = this.read(value);
    return operand === undefined ? undefined : this.applyTo(operation, [operand], operation.name, span, result);
  }

  private applyTo(operation: Operation, operands: readonly Operand[], name: string, span: Span, result: string | undefined, entry?: OperationEntry, fixes?: readonly Fix[]): Operand | undefined {
    const known = operands.map((operand) => (operand.kind === "open" || (operation.arity === 1 && operand.kind === "number") ? this.materialize(operand) : operand));
    return known.every((operand) => operand !== undefined) ? this.record(operation, known, { ...this.asker(name, span, entry), ...(fixes === undefined ? {} : { fixes }) }, result, {}, {}) : undefined;
  }

  private materialize(operand: Operand): Operand | undefined {
    const tensor = this.tensorOf(operand);
    return tensor === undefined ? undefined : { kind: "tensor", tensor };
  }

  private asker(name: string, span: Span, entry?: OperationEntry): Asker {
    return { name, span, node: this.context.node, form: entry?.label, written: new Map() };
  }

  private record(operation: Operation, operands: readonly Operand[], asker: Asker, result: string | undefined, values: Readonly<Record<string, AttributeValue<Dimension>>>, attributes: Readonly<Record<string, AttributeExpression>>): Operand | undefined {
    const { builder } = this.context;
    const id = result ?? this.nextResult();
    const inputs = operands.map((operand) => (operand.kind === "tensor" ? operand.tensor : numberTensor(asker.span)));
    const type = applyOperation(operation, inputs, values, asker, this.scope);
    if (type === undefined) return undefined;
    builder.add({ kind: "apply", result: id, id, operation, inputs: operands.map((operand) => (operand.kind === "tensor" ? operand.tensor.value : (operand as { readonly expression: SizeExpression }).expression)), attributes });
    const tensors = operands.flatMap((operand) => (operand.kind === "tensor" ? [operand.tensor] : []));
    const spatial = isSpatialAfter(asker.form, inputs, type, this.scope);
    return { kind: "tensor", tensor: { ...type, spatial, value: id, span: asker.span, isParameter: tensors.every(({ isParameter }) => isParameter), from: madeOf(tensors) } };
  }

  /** A tensor of its own, where the whole or a function's operand is a number or a name alone. */
  private tensorOf(operand: Operand, given?: string): Tensor | undefined {
    if (operand.kind === "tensor") return operand.tensor;
    const { builder } = this.context;
    if (operand.kind === "open") return this.tellOpen(operand);
    const result = given ?? this.nextResult();
    builder.add({ kind: "apply", result, id: result, operation: constant, inputs: [], attributes: { value: operand.expression } });
    return { ...numberTensor(operand.span), value: result };
  }

  private tellOpen({ name, span }: OpenParameter): undefined {
    this.scope.tell(reportExpression("parameter-open", span, { name }));
  }

  /** `columns`: on the right of @, `rows`: on its left, `row`: one row that joins the other operand's last axis. */
  private shapeOpen(operand: Operand, other: Operand, role: "columns" | "rows" | "row"): Exclude<Operand, OpenParameter> | undefined {
    if (operand.kind !== "open") return operand;
    const beside = other.kind === "tensor" ? other.tensor.shape.at(role === "rows" ? -2 : -1) : undefined;
    if (beside === undefined || this.scope.solver.isRunSize(beside)) return this.tellOpen(operand);
    const open = () => {
      const atom = this.scope.solver.newAtom(`${operand.name}.${role}`, "missing");
      this.open.push(atom);
      this.scope.leftOut.set(atom, () => this.tellOpen(operand));
      return atomDimension(atom);
    };
    const drawn = role === "row" ? [constantSize(1), beside] : role === "columns" ? [beside, open()] : [open(), beside];
    const tensor = this.addParameter(operand, operand.transposed ? drawn.toReversed() : drawn);
    if (!operand.transposed) return { kind: "tensor", tensor };
    return this.applyTo(transpose, [{ kind: "tensor", tensor }], ".T", operand.span, undefined) as Exclude<Operand, OpenParameter> | undefined;
  }

  /** `W[f]` is the parameter `W.f`. */
  private addParameter({ name, span }: OpenParameter, shape: readonly Dimension[]): Tensor {
    const { builder } = this.context;
    const id = name.replace(/\[(.+)\]$/, ".$1");
    this.note(id);
    const result = builder.nameValue(id);
    builder.add({ kind: "apply", result, id, operation: parameter, inputs: [], attributes: { shape: shape.map((size) => expressSize(size, this.scope)) } });
    const tensor: Tensor = { element: "float32", shape, spatial: false, value: result, span, isParameter: true };
    builder.parameters.set(name, tensor);
    return tensor;
  }

  private readNoise({ shape: given, span }: ExpressionSyntax & { kind: "randn" }, result = this.nextResult()): Operand | undefined {
    const { builder } = this.context;
    const written = orderAxes(given, this.scope);
    if (written === undefined) return undefined;
    const shape = written.axes.map(({ value }) => evaluateAxis(value, this.scope, true));
    const expressions = written.axes.map(({ value }, axis) => expressAxis(value, shape[axis]!, this.scope));
    builder.add({ kind: "randn", result, id: this.noiseId(result), shape: expressions });
    return { kind: "tensor", tensor: { element: "float32", shape, spatial: written.spatial, value: result, span, isParameter: false } };
  }

  /** `+ 0.5 * randn(shape)` under AddNoise: the shape is a claim about what arrives. */
  private addNoise(expression: ExpressionSyntax, { operation }: OperationEntry): Operand | undefined {
    const { builder, node } = this.context;
    const arriving = this.arriving(expression.span);
    const term = expression.kind === "chain" && expression.rest.length === 1 && expression.rest[0]!.operator === "+" ? expression.rest[0]!.value : undefined;
    const factors = term?.kind === "chain" && term.rest.every(({ operator }) => operator === "*") ? [term.first, ...term.rest.map(({ value }) => value)] : term === undefined ? [] : [term];
    const randn = factors.find((factor) => factor.kind === "randn");
    const numbers = factors.flatMap((factor) => (factor.kind === "number" ? [factor.value] : []));
    if (arriving?.kind !== "tensor") return undefined;
    if (randn?.kind !== "randn" || numbers.length !== factors.length - 1 || numbers.some((value) => value < 0)) {
      this.scope.tell(reportExpression("noise-form", expression.span, undefined));
      return undefined;
    }
    compareClaim(randn.shape, randn, arriving.tensor, builder);
    const std = numbers.reduce((product, value) => product * value, 1);
    builder.add({ kind: "apply", result: node.node.id, id: node.node.id, operation, inputs: [arriving.tensor.value], attributes: { std: { kind: "number", value: std } } });
    return { kind: "tensor", tensor: { ...arriving.tensor, value: node.node.id, from: arriving.tensor } };
  }
}

function numberTensor(span: Span): Tensor {
  return { element: "float32", shape: [], spatial: false, value: "", span, isParameter: true };
}
