/**
 * A program -> a flat model: its functions followed from the model into every block and turn, with sizes as
 * expressions over what is open. Does for all values of the options at once what describing does for one.
 */
import { add, constant, decimal, divide, floorDivide, isSame, multiply, namesIn, numberOf, subtract, type Dimension } from "../ir/dimension.ts";
import type { Apply, AttributeExpression, Call, ModelFunction, Program, Repeat, Scan, SizeExpression, Statement } from "../ir/program.ts";
import { add as addition } from "../ops/add.ts";
import { featureMap } from "../ops/feature-map.ts";
import { mul } from "../ops/mul.ts";
import type { AttributeSpec, AttributeValue, Attributes, ElementType, Operation, TensorType } from "../ops/operation.ts";
import { productOf } from "../ops/shapes.ts";
import { BATCH_COUNTER } from "../runtime/state-names.ts";
import type { FlatAttribute, FlatInput, FlatModel, FlatNode, FlatParameter, FlatValue, Shape } from "./flat-model.ts";
import { parametersOf } from "./parameter-shapes.ts";
import { toSize, type Symbols } from "./symbols.ts";

/** Both sides of a comparison take the same symbols. */
export function flattenProgram(program: Program, symbols: Symbols): FlatModel {
  const flattening: Flattening = { program, symbols, inputs: [], nodes: [], repeats: [], parameterCount: constant(0) };
  const main = program.functions.at(-1)!;
  const values = new Map<string, Value>();
  const sizes = new Map(program.options.map((name) => [name, symbols.named(name)]));
  runFunction(main, { flattening, path: [], sizes, values, index: undefined, times: [] });
  return {
    name: program.name,
    options: program.options,
    inputs: flattening.inputs,
    nodes: flattening.nodes,
    outputs: main.outputs.map(({ name, value }) => ({ name, source: values.get(value)!.source, ...typeOf(values.get(value)!) })),
    repeats: flattening.repeats,
    parameterCount: isTold(flattening.parameterCount, program) ? toSize(flattening.parameterCount) : undefined,
  };
}

function isTold(size: Dimension, { options }: Program): boolean {
  return !Number.isNaN(numberOf(size)) && [...namesIn(size)].every(({ name }) => options.includes(name));
}

interface Flattening {
  readonly program: Program;
  readonly symbols: Symbols;
  readonly inputs: FlatInput[];
  readonly nodes: FlatNode[];
  readonly repeats: FlatModel["repeats"][number][];
  parameterCount: Dimension;
}

interface Value extends TensorType<Dimension> {
  readonly source: string;
  /** Of a sum on the way to a longer one: what it adds up so far. */
  readonly operands?: readonly string[];
}

interface Frame {
  readonly flattening: Flattening;
  readonly path: readonly string[];
  readonly sizes: ReadonlyMap<string, Dimension>;
  readonly values: Map<string, Value>;
  /** The turn of the repeat around, from 0. */
  readonly index: Dimension | undefined;
  /** Counts of the open repeats around. */
  readonly times: readonly Dimension[];
}

const openTurn = "#";
const unordered: ReadonlySet<string> = new Set([addition.name, mul.name]);

function runFunction({ statements }: ModelFunction, frame: Frame): void {
  for (const [index, statement] of statements.entries()) {
    frame.values.set(statement.result, isPartial(statement, statements[index + 1]) ? fold(statement, frame) : step(statement, frame));
  }
}

/** `a + b + c` is one node of the diagram and two statements. */
function isPartial(statement: Statement, next: Statement | undefined): statement is Apply {
  return statement.kind === "apply" && next?.kind === "apply" && statement.turn === undefined && next.turn === undefined
    && statement.id === next.id && statement.operation === next.operation;
}

function fold({ operation, inputs }: Apply, frame: Frame): Value {
  const arriving = inputs.map((input) => operandOf(input, frame));
  return { ...resultOf(operation, arriving, {}, frame), source: "", operands: arriving.flatMap(sourcesOf) };
}

function sourcesOf({ source, operands }: Value): readonly string[] {
  return operands ?? [source];
}

/** A number as an operand is a tensor of no axes. */
function operandOf(input: Apply["inputs"][number], frame: Frame): Value {
  if (typeof input === "string") return frame.values.get(input)!;
  return { source: String(toSize(evaluate(input, frame))), element: "float32", shape: [] };
}

function step(statement: Statement, frame: Frame): Value {
  switch (statement.kind) {
    case "input": return takeInput(statement, frame);
    case "randn": return takeInput({ ...statement, element: "float32", id: [...frame.path, statement.id].join(".") }, frame);
    case "parameterOf": return parameterOf(statement, frame);
    case "repeat": return repeat(statement, frame);
    default: {
      const { turn } = statement;
      return applyOrCall(statement, turn === undefined ? [statement.id] : [statement.id, String(turn)], turn === undefined ? frame : { ...frame, index: constant(turn) });
    }
  }
}

/** The weight of a layer: the value that it is known by says whose. */
function parameterOf({ of, parameter }: Statement & { kind: "parameterOf" }, frame: Frame): Value {
  const { nodes, symbols } = frame.flattening;
  const { source } = frame.values.get(of)!;
  const shape = nodes.findLast(({ path }) => path === source)?.parameters.find(({ own }) => own === parameter)?.shape ?? [];
  return { source: `${source}.${parameter}`, element: "float32", shape: shape.map((size) => (typeof size === "number" ? constant(size) : symbols.named(size))) };
}

function takeInput({ id, element, shape }: Pick<Statement & { kind: "input" }, "id" | "element" | "shape">, frame: Frame): Value {
  const { inputs, symbols } = frame.flattening;
  const sizes = shape.map((size, axis) => (size.kind === "rest" ? symbols.named(`${id}.${axis}`) : evaluate(size, frame)));
  const value = { source: id, element, shape: sizes };
  inputs.push({ name: id, ...typeOf(value) });
  return value;
}

function applyOrCall(statement: Apply | Call, ids: readonly string[], frame: Frame): Value {
  return statement.kind === "apply" ? apply(statement, [...frame.path, ...ids], frame) : call(statement, [...frame.path, ...ids], frame);
}

function call({ callee, inputs, sizes, scan }: Call, path: readonly string[], frame: Frame): Value {
  const { flattening, times } = frame;
  const made = flattening.program.functions[callee]!;
  const arriving = inputs.map((input) => frame.values.get(input)!);
  const values = scan === undefined ? new Map(made.inputs.map((name, index) => [name, arriving[index]!])) : stepValues(scan, arriving, path, frame);
  const given = new Map(sizes.map(({ name, value }) => [name, evaluate(value, frame)]));
  runFunction(made, { flattening, path, sizes: given, values, index: undefined, times });
  const output = made.outputs.find(({ name }) => name === scan?.output) ?? made.outputs[0]!;
  const result = values.get(output.value)!;
  return scan === undefined ? result : { ...result, shape: result.shape.toSpliced(1, 0, arriving[0]!.shape[1]!) };
}

/** What a cell takes at one step: its nodes stand for those of all steps. */
function stepValues({ inputs }: Scan, arriving: readonly Value[], path: readonly string[], frame: Frame): Map<string, Value> {
  const given = inputs.filter((input) => input.kind === "sequence" || input.given);
  return new Map(inputs.map((input) => {
    const value = arriving[given.indexOf(input)];
    if (input.kind === "sequence") return [input.input, { ...value!, shape: value!.shape.toSpliced(1, 1) }];
    const start: Value = { source: [...path, input.name].join("."), element: "float32", shape: input.shape.map((size) => evaluate(size, frame)) };
    return [input.input, value ?? start];
  }));
}

function repeat(statement: Repeat, frame: Frame): Value {
  const { id, result, input, body } = statement;
  const count = evaluate(statement.count, frame);
  const known = numberOf(count);
  frame.values.set(result, frame.values.get(input)!);
  if (known === undefined) return repeatOpen(statement, count, frame);
  for (let turn = 0; turn < known; turn++) frame.values.set(result, applyOrCall(body, [id, String(turn)], { ...frame, index: constant(turn) }));
  return frame.values.get(result)!;
}

/** One turn stands for all: what it changes has another size in each. */
function repeatOpen({ id, result, body }: Repeat, count: Dimension, frame: Frame): Value {
  const { flattening } = frame;
  const { symbols } = flattening;
  const path = [...frame.path, id];
  const name = path.join(".");
  const before = frame.values.get(result)!;
  const trial: Flattening = { ...flattening, inputs: [], nodes: [], repeats: [] };
  const turn: Frame = { ...frame, index: symbols.named(`${openTurn}${name}`), times: [...frame.times, count] };
  const after = applyOrCall(body, [id, openTurn], { ...turn, flattening: trial });
  const shape = before.shape.map((size, axis) => (after.shape[axis] !== undefined && isSame(size, after.shape[axis]) ? size : symbols.named(`${name}[${axis}]`)));
  flattening.repeats.push({ path: name, count: toSize(count) });
  frame.values.set(result, { ...before, shape });
  const { source, element } = applyOrCall(body, [id, openTurn], turn);
  return { source, element, shape };
}

function apply({ operation, inputs, attributes: written }: Apply, parts: readonly string[], frame: Frame): Value {
  const { flattening, times } = frame;
  const { symbols } = flattening;
  const arriving = inputs.map((input) => operandOf(input, frame));
  const attributes: Attributes<Dimension> = Object.fromEntries(Object.entries(written).map(([name, value]) => [name, attributeValue(value, frame)]));
  const type = resultOf(operation, arriving, attributes, frame);
  const path = parts.join(".");
  const parameters = parametersOf(operation, attributes, symbols);
  for (const { shape } of parameters.filter(({ buffer }) => !buffer)) {
    flattening.parameterCount = add(flattening.parameterCount, productOf(symbols.algebra, [...times, ...shape]));
  }
  const isClaim = operation.name === featureMap.name;
  const named = (own: string) => (own === "" ? path : `${path}.${own}`);
  const flatTimes = times.map(toSize);
  flattening.nodes.push({
    path,
    parts,
    operation: operation.name,
    attributes: isClaim ? [] : flatAttributes(operation, attributes),
    inputs: arriving.flatMap(sourcesOf),
    unordered: unordered.has(operation.name),
    shape: type.shape.map(toSize),
    parameters: [
      ...parameters.map(({ name, shape }): FlatParameter => ({ name: named(name), own: name, shape: shape.map(toSize), element: "float32", times: flatTimes })),
      ...(operation.countsBatches === true ? [{ name: named(BATCH_COUNTER), own: BATCH_COUNTER, shape: [], element: "int64" as const, times: flatTimes }] : []),
    ],
  });
  return { ...type, source: isClaim ? arriving[0]!.source : path };
}

/** The compiler has applied the same rules already: nothing is refused that it has let through. */
function resultOf(operation: Operation, inputs: readonly Value[], attributes: Attributes<Dimension>, { flattening }: Frame): TensorType<Dimension> {
  const result = operation.shape(flattening.symbols.algebra, inputs, attributes);
  return "type" in result ? result.type : { element: "float32", shape: inputs[0]?.shape ?? [] };
}

function flatAttributes(operation: Operation, given: Attributes<Dimension>): readonly FlatAttribute[] {
  return Object.entries<AttributeSpec>(operation.attributes).flatMap(([name, spec]): readonly FlatAttribute[] => {
    const value = given[name];
    const usual = spec.default;
    if (value !== undefined) return [{ name, value: flatValue(value), usual: false }];
    return usual === undefined ? [] : [{ name, value: usual, usual: true }];
  });
}

function flatValue(value: AttributeValue<Dimension>): FlatValue {
  if (typeof value === "boolean" || typeof value === "string") return value;
  return "terms" in value ? toSize(value) : value.map((part) => (typeof part === "string" ? part : toSize(part)));
}

function typeOf({ element, shape }: Value): { readonly element: ElementType; readonly shape: Shape } {
  return { element, shape: shape.map(toSize) };
}

function attributeValue(value: AttributeExpression, frame: Frame): AttributeValue<Dimension> {
  if (typeof value === "boolean") return value;
  return "kind" in value ? evaluate(value, frame) : value.map((part) => (part.kind === "run" ? part.name : evaluate(part, frame)));
}

function evaluate(size: SizeExpression, frame: Frame): Dimension {
  const { symbols } = frame.flattening;
  switch (size.kind) {
    case "number": return numberDimension(size.value, symbols);
    case "name": return frame.sizes.get(size.name)!;
    case "run": return symbols.named(size.name);
    case "rest": return constant(-1);
    case "size": return frame.values.get(size.value)!.shape[size.axis]!;
    case "index": return frame.index!;
    case "sum": return size.terms.reduce((sum, { sign, value }) => (sign === 1 ? add : subtract)(sum, evaluate(value, frame)), constant(0));
    case "product": {
      const [above, below] = fraction(size.factors, frame);
      return divide(above, below);
    }
    case "floor": {
      const [above, below] = size.value.kind === "product" ? fraction(size.value.factors, frame) : [evaluate(size.value, frame), constant(1)];
      return floorDivide(above, below);
    }
  }
}

/** The fraction that a number stands for; one that is no short decimal stands for itself. */
function numberDimension(value: number, symbols: Symbols): Dimension {
  if (Number.isSafeInteger(value)) return constant(value);
  const [digits, exponent = "0"] = String(value).split("e") as [string, string?];
  const scale = constant(10 ** Math.abs(Number(exponent)));
  const exact = (Number(exponent) < 0 ? divide : multiply)(decimal(digits), scale);
  return Number.isNaN(numberOf(exact)) ? symbols.named(String(value)) : exact;
}

function fraction(factors: (SizeExpression & { kind: "product" })["factors"], frame: Frame): readonly [above: Dimension, below: Dimension] {
  const product = (wanted: "*" | "/") => factors.filter(({ operator }) => operator === wanted).reduce((made, { value }) => multiply(made, evaluate(value, frame)), constant(1));
  return [product("*"), product("/")];
}
