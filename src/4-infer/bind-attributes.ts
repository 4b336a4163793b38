/**
 * A layer's arguments -> the attributes of its operation, by the data of its label form: keys, positions, defaults,
 * and what the arriving tensor decides. Says which arguments are unknown, surplus, missing or no values.
 */
import type { Diagnostic, Fix } from "../diagnostics/diagnostic.ts";
import { reportInfer } from "../diagnostics/rules/infer.ts";
import { atomDimension, constant, type Dimension } from "../ir/dimension.ts";
import type { Argument, DimensionSyntax, WordLabel } from "../ir/label.ts";
import type { AttributeExpression } from "../ir/program.ts";
import type { Span } from "../ir/source.ts";
import type { OperationEntry } from "../ops/index.ts";
import type { KeySpec, LabelForm } from "../ops/label-form.ts";
import type { AttributeKind, AttributeSpec, AttributeValue } from "../ops/operation.ts";
import { unknownSize } from "./evaluate-size.ts";
import { expressSize, expressSyntax } from "./express-size.ts";
import { paddingWord } from "./padding-word.ts";
import { axisOrder, otherGiven, orderAxes, readShapeValue } from "./read-shape.ts";
import { sizeText, sourceOf, type Scope } from "./scope.ts";
import { splitPair } from "./split-pair.ts";
import { channelAxis, firstAxis, type Tensor } from "./tensor.ts";
import { tellUnknownKey } from "./unknown-key.ts";

export interface BoundAttributes {
  /** By the attribute's name; those left to their defaults are not in it. */
  readonly values: Readonly<Record<string, AttributeValue<Dimension>>>;
  readonly expressions: Readonly<Record<string, AttributeExpression>>;
  /** The written argument of an attribute. */
  readonly written: ReadonlyMap<string, Argument>;
}

interface Bound {
  readonly value: AttributeValue<Dimension>;
  readonly expression: AttributeExpression;
}

/** `write` is how one more argument would stand there. */
export function bindAttributes(entry: OperationEntry, label: WordLabel, input: Tensor, scope: Scope, write = inBrackets): BoundAttributes | undefined {
  const form = entry.label!;
  const name = form.words[0]!;
  const given = assignKeys(form, name, label, scope);
  if (given === undefined) return undefined;
  const values: Record<string, AttributeValue<Dimension>> = {};
  const expressions: Record<string, AttributeExpression> = {};
  const written = new Map<string, Argument>();
  for (const { attribute, spec, key, keySpec } of writableOf(entry)) {
    const argument = given.get(key) ?? given.get(keySpec.sameAs ?? "");
    const tellMissing = () => scope.tell(missingArgument(key, form, label, write));
    const bound = argument === undefined ? silent(key, keySpec, input, scope, tellMissing) : readValue(key, keySpec, argument, input, scope);
    if (bound === "missing") tellMissing();
    if (bound === "missing" || bound === "bad") return undefined;
    // Whole numbers, as they arrive, are refused altogether where this comes too late.
    const isRefused = argument === undefined && input.element === "int32";
    if (bound !== undefined && !isRefused && !isTimely(key, spec.kind, bound.value, argument?.value.span ?? label.words[0]!.span, name, scope)) return undefined;
    if (argument !== undefined && given.has(key)) written.set(attribute, argument);
    if (bound === undefined || isDefault(bound.value, spec, scope)) continue;
    values[attribute] = bound.value;
    expressions[attribute] = bound.expression;
  }
  return { values, expressions, written };
}

interface Writable {
  readonly attribute: string;
  readonly spec: AttributeSpec;
  readonly key: string;
  readonly keySpec: KeySpec;
}

const writables = new WeakMap<OperationEntry, readonly Writable[]>();

/** The attributes of an operation that a label can write. */
function writableOf(entry: OperationEntry): readonly Writable[] {
  const known = writables.get(entry);
  if (known !== undefined) return known;
  const keys = Object.entries(entry.label!.keys);
  const found = Object.entries(entry.operation.attributes).flatMap(([attribute, spec]) => {
    const [key, keySpec] = keys.find(([, candidate]) => candidate.attribute === attribute) ?? [];
    return key === undefined || keySpec === undefined ? [] : [{ attribute, spec, key, keySpec }];
  });
  writables.set(entry, found);
  return found;
}

/** What each run decides comes too late for a layer; a shape alone may hold it. */
function isTimely(key: string, kind: AttributeKind, value: AttributeValue<Dimension>, span: Span, layer: string, scope: Scope): boolean {
  if (kind === "shape" || typeof value !== "object") return true;
  const parts = "terms" in value ? [value] : value;
  const late = parts.find((part): part is Dimension => typeof part === "object" && scope.solver.isRunSize(part as Dimension));
  if (late === undefined) return true;
  scope.tell(reportInfer("run-size", span, { layer, key, size: scope.format(late) }));
  return false;
}

/** What a layer's arguments get wrong whatever arrives. */
export function checkArguments({ label: form }: OperationEntry, label: WordLabel, scope: Scope): void {
  const name = form!.words[0]!;
  const given = assignKeys(form!, name, label, scope);
  if (given === undefined) return;
  if (label.count === undefined) for (const [key, argument] of given) checkValue(key, form!.keys[key]!, argument, scope);
  const missing = Object.entries(form!.keys).find(([key, spec]) => isRequired(spec) && !given.has(key) && !given.has(spec.sameAs ?? ""));
  if (missing !== undefined) scope.tell(missingArgument(missing[0], form!, label, inBrackets));
}

function inBrackets(argument: string): string {
  return `[${argument}]`;
}

/** What a value gets wrong whatever arrives. */
function checkValue(key: string, { kind }: KeySpec, { value, span }: Argument, scope: Scope): void {
  if (kind === "flag") readFlag(key, value, scope);
  if (kind === "size" || kind === "extent" || kind === "rate") checkNumber(key, kind, scope.evaluate(value), span, scope);
  if (kind !== "sizePair" && kind !== "extentPair") return;
  for (const part of splitPair(value) ?? []) checkNumber(key, kind === "sizePair" ? "size" : "extent", scope.evaluate(part), part.span, scope);
}

/** A number behind the word is only a name; `MaxPool 2` may mean another, and `MaxPool 2x2` can mean no other. */
function missingArgument(key: string, form: LabelForm, { words: [whole, stem], count, arguments: given, ownId }: WordLabel, write: (argument: string) => string): Diagnostic {
  const params = { layer: form.words[0]!, key, keys: Object.keys(form.keys), written: write(`${key}=…`) };
  const { span, text } = whole!;
  if (stem === undefined || ownId || given.length > 0 || form.positional[0]?.[0] !== key || !/^\s*\d+$/.test(text.slice(stem.text.length))) return reportInfer("missing-argument", span, params);
  const number = { file: span.file, start: span.end - /\d+$/.exec(text)![0].length, end: count?.span.end ?? span.end };
  const argument = `[${sourceOf({ span: number })}]`;
  const fix = { title: { en: `Write ${argument}`, zh: `写作 ${argument}` }, edits: [{ span: number, text: argument }], preferred: count !== undefined };
  return reportInfer("missing-argument", span, params, { fixes: [fix] });
}

/** Nothing but the label decides it. */
function isRequired({ default: fallback, arriving, solved }: KeySpec): boolean {
  return fallback === undefined && arriving === undefined && solved !== true;
}

/** Which argument each key has; undefined where an argument has no place (reported). */
function assignKeys(form: LabelForm, name: string, label: WordLabel, scope: Scope): ReadonlyMap<string, Argument> | undefined {
  const keys = Object.keys(form.keys);
  const given = new Map<string, Argument>();
  let complete = true;
  const assign = (key: string, argument: Argument) => {
    const before = given.get(key);
    if (before !== undefined) scope.tell(reportInfer("repeated-argument", argument.span, { key }, { related: [otherGiven(before)] }));
    complete &&= before === undefined;
    given.set(key, argument);
  };
  const isPositional = ({ key }: Argument) => key === undefined || (takesShape(form) && axisOrder.includes(key.text.toUpperCase()));
  for (const argument of label.arguments) {
    if (isPositional(argument)) continue;
    const written = argument.key!.text.toLowerCase();
    const key = keys.find((candidate) => candidate.toLowerCase() === written);
    if (key === undefined) complete = tellUnknownKey(name, argument, form, scope);
    else assign(key, argument);
  }
  const positional = label.arguments.filter(isPositional);
  const gathered = gatherShape(form, positional);
  const row = form.positional.find(({ length }) => length === gathered.length);
  if (gathered.length > 0 && row === undefined) {
    const surplus = gathered[form.positional.length === 0 ? 0 : Math.min(form.positional.at(-1)!.length, gathered.length - 1)]!;
    scope.tell(reportInfer("surplus-argument", surplus.span, { layer: name, text: sourceOf(surplus), keys }, { fixes: asInTorch(form, gathered, given) }));
    return undefined;
  }
  for (const [index, argument] of gathered.entries()) assign(row![index]!, argument);
  for (const [key, argument] of given) {
    const word = form.keys[key]!.kind === "extentPair" ? paddingWord(key, argument, given) : undefined;
    if (word !== undefined) scope.tell(word);
    complete &&= word === undefined;
  }
  if (label.count !== undefined && form.count !== undefined) assign(form.count, { key: undefined, value: label.count, span: label.count.span });
  return complete ? given : undefined;
}

/** Positions named as PyTorch's constructor has them; certain where nothing that is required stays open. */
function asInTorch(form: LabelForm, positional: readonly Argument[], given: ReadonlyMap<string, Argument>): readonly Fix[] {
  const order = form.torchOrder?.slice(0, positional.length) ?? [];
  if (order.length < positional.length || order.some((key) => given.has(key))) return [];
  const required = Object.keys(form.keys).filter((key) => isRequired(form.keys[key]!));
  const edits = positional.map(({ span }, index) => ({ span: { ...span, end: span.start }, text: `${order[index]!}=` }));
  const named = positional.map((argument, index) => `${order[index]!}=${sourceOf(argument)}`).join(", ");
  const title = { en: `Name them in PyTorch's order: ${named}`, zh: `按 PyTorch 的顺序写出键：${named}` };
  return [{ title, edits, preferred: required.every((key) => order.includes(key) || given.has(key)) }];
}

function takesShape(form: LabelForm): boolean {
  const kind = form.keys[form.positional[0]?.[0] ?? ""]?.kind;
  return kind === "shape" || kind === "sizes";
}

/** A shape's key takes any number of positions, `W=4` among them: they become one list. */
function gatherShape(form: LabelForm, positional: readonly Argument[]): readonly Argument[] {
  if (!takesShape(form) || positional.length === 0 || (positional.length === 1 && positional[0]!.value.kind === "list")) return positional;
  const span = { ...positional[0]!.span, end: positional.at(-1)!.span.end };
  return [{ key: undefined, value: { kind: "list", items: positional, span }, span }];
}

/** The value of a key that the label does not write. */
function silent(key: string, spec: KeySpec, input: Tensor, scope: Scope, tellMissing: () => void): Bound | "missing" | undefined {
  if (spec.default !== undefined) return undefined;
  switch (spec.arriving) {
    case "channels": return ofSize(input.shape[firstAxis(input, scope)], scope);
    case "features": return spec.kind === "sizes" ? ofSizes(input.shape.slice(-1), scope) : ofSize(input.shape.at(-1), scope);
    case "channelAxis": case "classAxis": return ofNumber(channelAxis(input, scope));
    case "firstAxis": return ofNumber(firstAxis(input, scope));
    case undefined: return spec.solved === true ? leftOut(key, scope, tellMissing) : "missing";
  }
}

/** A size for a claim further on to decide. */
function leftOut(key: string, scope: Scope, tell: () => void): Bound {
  const atom = scope.solver.newAtom(key, "missing");
  scope.leftOut.set(atom, tell);
  return ofSize(atomDimension(atom), scope);
}

function ofSize(size: Dimension | undefined, scope: Scope): Bound {
  const value = size ?? unknownSize(scope);
  return { value, expression: expressSize(value, scope) };
}

function ofSizes(sizes: readonly Dimension[], scope: Scope): Bound {
  return { value: sizes, expression: sizes.map((size) => expressSize(size, scope)) };
}

function ofNumber(value: number): Bound {
  return { value: constant(value), expression: { kind: "number", value } };
}

function readValue(key: string, spec: KeySpec, { value, span }: Argument, input: Tensor, scope: Scope): Bound | "bad" {
  switch (spec.kind) {
    case "flag": return readFlag(key, value, scope);
    case "sizePair": case "extentPair": return readPair(key, spec.kind, value, scope);
    case "sizes": return readSizes(key, value, scope);
    case "shape": return readShapeValue(value, input, scope);
    case "axis": return readAxis(key, value, input, scope);
    case "size": case "extent": case "rate": case "amount": case "number": return readNumber(key, spec, value, span, scope);
  }
}

function readNumber(key: string, spec: KeySpec, syntax: DimensionSyntax, span: Span, scope: Scope): Bound | "bad" {
  const claims = spec.arriving !== undefined;
  const value = claims ? scope.evaluate(syntax) : scope.evaluateOpen(syntax);
  if (!checkNumber(key, spec.kind, value, span, scope)) return "bad";
  return { value, expression: expressSyntax(syntax, value, scope) };
}

/** `K=3` is 3 both ways; an outermost x makes a pair, height first. */
function readPair(key: string, kind: AttributeKind, syntax: DimensionSyntax, scope: Scope): Bound | "bad" {
  const parts = splitPair(syntax);
  if (parts === undefined) return tellBad(key, "one number or two", "一个或两个数", syntax, scope);
  const values = parts.map((part) => scope.evaluateOpen(part));
  const each = kind === "sizePair" ? "size" : "extent";
  if (!values.every((value, i) => checkNumber(key, each, value, parts[i]!.span, scope))) return "bad";
  const expressions = parts.map((part, i) => expressSyntax(part, values[i]!, scope));
  return { value: [values[0]!, values.at(-1)!], expression: [expressions[0]!, expressions.at(-1)!] };
}

/** Sizes of the last axes, those of an image in the tensor's order however they are drawn. */
function readSizes(key: string, syntax: DimensionSyntax, scope: Scope): Bound | "bad" {
  const items = syntax.kind === "list" ? syntax.items : [{ key: undefined, value: syntax, span: syntax.span }];
  const written = orderAxes(items, scope)?.axes.map((axis) => axis.value);
  if (written === undefined) return "bad";
  const values = written.map((part) => scope.evaluate(part));
  if (!values.every((value, i) => checkNumber(key, "size", value, written[i]!.span, scope))) return "bad";
  return { value: values, expression: written.map((part, i) => expressSyntax(part, values[i]!, scope)) };
}

function readFlag(key: string, syntax: DimensionSyntax, scope: Scope): Bound | "bad" {
  const text = syntax.kind === "name" ? syntax.name.toLowerCase() : syntax.kind === "number" ? syntax.text : "";
  const value = ["true", "yes", "1"].includes(text) ? true : ["false", "no", "none", "0"].includes(text) ? false : undefined;
  return value === undefined ? tellBad(key, "true or false", " true 或 false", syntax, scope) : { value, expression: value };
}

/** A whole number, negative from the end; or the name of an axis, C, H or W. */
function readAxis(key: string, syntax: DimensionSyntax, input: Tensor, scope: Scope): Bound | "bad" {
  const fromEnd = syntax.kind === "name" && input.spatial ? ["W", "H", "C"].indexOf(syntax.name.toUpperCase()) : -1;
  if (fromEnd >= 0) return ofNumber(input.shape.length - 1 - fromEnd);
  const number = syntax.kind === "name" ? undefined : scope.solver.valueOf(scope.evaluate(syntax));
  return number === undefined || !Number.isInteger(number) ? tellBad(key, "the number of an axis", "轴的序号", syntax, scope) : ofNumber(number);
}

/** What a kind's numbers are; those of a `late` kind may be known at create alone. */
const numbers: Readonly<Partial<Record<AttributeKind, { readonly late: boolean; readonly accepts: (value: number) => boolean; readonly en: string; readonly zh: string }>>> = {
  size: { late: true, accepts: (value) => Number.isSafeInteger(value) && value >= 1, en: "a whole number of at least 1", zh: "至少为 1 的整数" },
  extent: { late: true, accepts: (value) => Number.isSafeInteger(value) && value >= 0, en: "a whole number of at least 0", zh: "至少为 0 的整数" },
  rate: { late: false, accepts: (value) => value >= 0 && value <= 1, en: "a number from 0 to 1", zh: " 0 到 1 之间的数" },
  amount: { late: false, accepts: (value) => value >= 0 && value < Infinity, en: "a number of at least 0", zh: "至少为 0 的数" },
};

function checkNumber(key: string, kind: AttributeKind, value: Dimension, span: Span, scope: Scope): boolean {
  const wanted = numbers[kind];
  const number = scope.solver.valueOf(value);
  if (wanted === undefined || (number === undefined ? wanted.late : wanted.accepts(number))) return true;
  scope.tell(reportInfer("bad-value", span, { key, wanted: wanted.en, wantedZh: wanted.zh, found: number === undefined ? scope.format(value) : sizeText(number) }));
  return false;
}

function tellBad(key: string, wanted: string, wantedZh: string, syntax: DimensionSyntax, scope: Scope): "bad" {
  scope.tell(reportInfer("bad-value", syntax.span, { key, wanted, wantedZh, found: `\`${sourceOf(syntax)}\`` }));
  return "bad";
}

function isDefault(value: AttributeValue<Dimension>, { default: standard }: AttributeSpec, scope: Scope): boolean {
  if (standard === undefined) return false;
  if (typeof value === "boolean" || typeof standard === "boolean") return value === standard;
  const numbers = [value].flat().map((part) => (typeof part === "object" ? scope.solver.valueOf(part as Dimension) : undefined));
  const wanted = [standard].flat();
  return numbers.length === wanted.length && numbers.every((number, i) => number === wanted[i]);
}

