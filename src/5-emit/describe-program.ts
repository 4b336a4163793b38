/**
 * A program -> the graph that its module would describe, without a module: for the targets that are written from
 * graphs (ONNX) and for tables about them. Options must be given.
 */
import type { Apply, AttributeExpression, Call, ModelFunction, Program, SizeExpression, Statement } from "../ir/program.ts";
import type { AttributeValue } from "../ops/operation.ts";
import { defineModel, describe } from "../runtime/describe.ts";
import type { Graph, Value } from "../runtime/graph.ts";
import { float32, int32 } from "../runtime/input-type.ts";
import { count, input, size, type Net } from "../runtime/net.ts";

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
    case "apply": return statement.turn === undefined ? apply(statement, frame.net, statement.id, frame) : apply(statement, frame.net.scope(statement.id), String(statement.turn), frame);
    case "call": {
      const scope = frame.net.scope(statement.id);
      return call(statement, statement.turn === undefined ? scope : scope.scope(String(statement.turn)), frame);
    }
    case "repeat": {
      frame.values.set(statement.result, frame.values.get(statement.input)!);
      const times = count(evaluate(statement.count, frame));
      const scope = frame.net.scope(statement.id);
      for (let index = 0; index < times; index++) {
        const turn = { ...frame, index };
        const { body } = statement;
        frame.values.set(statement.result, body.kind === "apply" ? apply(body, scope, String(index), turn) : call(body, scope.scope(String(index)), turn));
      }
      return frame.values.get(statement.result)!;
    }
  }
}

function apply({ operation, inputs, attributes }: Apply, net: Net, id: string, frame: Frame): Value {
  const given = Object.entries(attributes).map(([name, value]) => [name, attributeValue(value, frame)] as const);
  return net.record(operation, id, inputs.map((name) => frame.values.get(name)!), Object.fromEntries(given));
}

function call({ callee, inputs, sizes }: Call, net: Net, frame: Frame): Value {
  const made = frame.program.functions[callee]!;
  const values = new Map(made.inputs.map((name, index) => [name, frame.values.get(inputs[index]!)!]));
  const given = new Map(sizes.map(({ name, value }) => [name, evaluate(value, frame)]));
  run(frame.program, made, net, given, values);
  return values.get(made.outputs[0]!.value)!;
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
