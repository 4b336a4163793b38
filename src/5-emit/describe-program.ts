/**
 * A program -> the graph that its module would describe, without a module: for the targets that are written from
 * graphs (ONNX) and for tables about them. Options must be given.
 */
import type { Apply, AttributeExpression, Call, ModelFunction, Program, Scan, SizeExpression, Statement } from "../ir/program.ts";
import type { AttributeValue } from "../ops/operation.ts";
import { defineModel, describe } from "../runtime/describe.ts";
import type { Graph, Value } from "../runtime/graph.ts";
import { float32, int32 } from "../runtime/input-type.ts";
import { count, input, size, type Net } from "../runtime/net.ts";
import { parameterOf } from "../runtime/parameter-of.ts";
import { randn } from "../runtime/randn.ts";
import { scan } from "../runtime/scan.ts";

export function describeProgram(program: Program, options: Readonly<Record<string, number>>): Graph {
  const definition = defineModel({
    format: 1,
    name: program.name,
    dims: program.options,
    describe: (net: Net, given: Readonly<Record<string, number>>) => {
      const main = program.functions.at(-1)!;
      const values = run(program, main, net, new Map(Object.entries(given)), new Map());
      return Object.fromEntries(main.outputs.map(({ name, value }) => [name, values.get(value)!]));
    },
  });
  return describe(definition, options);
}

type Sizes = ReadonlyMap<string, number>;

interface Frame {
  readonly program: Program;
  readonly net: Net;
  readonly sizes: Sizes;
  readonly values: Map<string, Value>;
  readonly index: number | undefined;
}

function run(program: Program, made: ModelFunction, net: Net, sizes: Sizes, values: Map<string, Value>): ReadonlyMap<string, Value> {
  const frame: Frame = { program, net, sizes, values, index: undefined };
  for (const statement of made.statements) values.set(statement.result, step(statement, frame));
  return values;
}

function step(statement: Statement, frame: Frame): Value {
  switch (statement.kind) {
    case "input": {
      const type = statement.element === "float32" ? float32 : int32;
      return input(frame.net, statement.id, type(...statement.shape.map((part) => shapeEntry(part, frame))));
    }
    case "randn": return randn(frame.net, statement.id, { shape: statement.shape.map((part) => shapeEntry(part, frame)) });
    case "parameterOf": return parameterOf(frame.net, statement.id, frame.values.get(statement.of)!, statement.parameter);
    case "apply": return statement.turn === undefined ? apply(statement, frame.net, statement.id, frame) : apply(statement, frame.net.scope(statement.id), String(statement.turn), frame);
    case "call": return statement.turn === undefined ? call(statement, frame.net, statement.id, frame) : call(statement, frame.net.scope(statement.id), String(statement.turn), frame);
    case "repeat": {
      frame.values.set(statement.result, frame.values.get(statement.input)!);
      const times = count(evaluate(statement.count, frame));
      const scope = frame.net.scope(statement.id);
      for (let index = 0; index < times; index++) {
        const turn = { ...frame, index };
        const { body } = statement;
        frame.values.set(statement.result, body.kind === "apply" ? apply(body, scope, String(index), turn) : call(body, scope, String(index), turn));
      }
      return frame.values.get(statement.result)!;
    }
  }
}

function apply({ operation, inputs, attributes }: Apply, net: Net, id: string, frame: Frame): Value {
  const given = Object.entries(attributes).map(([name, value]) => [name, attributeValue(value, frame)] as const);
  return net.record(operation, id, inputs.map((input) => (typeof input === "string" ? frame.values.get(input)! : evaluate(input, frame))), Object.fromEntries(given));
}

function call(statement: Call, net: Net, id: string, frame: Frame): Value {
  if (statement.scan !== undefined) return scanCell(statement, statement.scan, net, id, frame);
  const [output] = invoke(statement, net.scope(id), statement.inputs.map((input) => frame.values.get(input)!), frame).values();
  return output!;
}

/** The callee's outputs by name. */
function invoke({ callee, sizes }: Call, net: Net, inputs: readonly Value[], frame: Frame): ReadonlyMap<string, Value> {
  const made = frame.program.functions[callee]!;
  const given = new Map(sizes.map(({ name, value }) => [name, evaluate(value, frame)]));
  const values = run(frame.program, made, net, given, new Map(made.inputs.map((name, index) => [name, inputs[index]!])));
  return new Map(made.outputs.map(({ name, value }) => [name, values.get(value)!]));
}

function scanCell(statement: Call, { inputs, output }: Scan, net: Net, id: string, frame: Frame): Value {
  const arriving = statement.inputs.map((input) => frame.values.get(input)!);
  const given = inputs.filter((input) => input.kind === "sequence" || input.given);
  const states = inputs.filter((input) => input.kind === "state");
  const sequences = Object.fromEntries(given.flatMap((input, index) => (input.kind === "sequence" ? [[input.input, arriving[index]!]] : [])));
  const starts = Object.fromEntries(states.map((state) => [state.name, state.given ? arriving[given.indexOf(state)]! : state.shape.map((part) => shapeEntry(part, frame))]));
  return scan(net, id, sequences, starts, (cell, step, before) => {
    const made = invoke(statement, cell, inputs.map((input) => (input.kind === "sequence" ? step[input.input]! : before[input.name]!)), frame);
    return { output: made.get(output)!, states: Object.fromEntries(states.map(({ name, next }) => [name, made.get(next)!])) };
  });
}

function attributeValue(value: AttributeExpression, frame: Frame): AttributeValue<number> {
  if (typeof value === "boolean") return value;
  return "kind" in value ? evaluate(value, frame) : value.map((part) => shapeEntry(part, frame));
}

function shapeEntry(part: SizeExpression, frame: Frame): number | string {
  return part.kind === "run" ? part.name : evaluate(part, frame);
}

function evaluate(part: SizeExpression, frame: Frame): number {
  switch (part.kind) {
    case "number": return part.value;
    case "name": return frame.sizes.get(part.name)!;
    case "run": return Number.NaN;
    case "rest": return -1;
    case "size": return size(frame.values.get(part.value)!, part.axis);
    case "index": return frame.index!;
    case "floor": return Math.floor(evaluate(part.value, frame));
    case "sum": return part.terms.reduce((sum, { sign, value }) => sum + sign * evaluate(value, frame), 0);
    case "product": return part.factors.reduce((product, { operator, value }) => (operator === "*" ? product * evaluate(value, frame) : product / evaluate(value, frame)), 1);
  }
}
