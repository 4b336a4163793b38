/** Size expressions and attributes as source text. */
import type { AttributeExpression, SizeExpression } from "../../ir/program.ts";
import { propertyKey, stringLiteral } from "./identifiers.ts";

/** How a function's names are written. */
export interface Names {
  /** A size: a formal or an option. */
  readonly size: (name: string) => string;
  readonly value: (result: string) => string;
  /** The counter of the repeat around it. */
  readonly index: string;
  /** Within a scan: the parts of one step, its states, and what the cell makes of them. */
  readonly step: string;
  readonly states: string;
  readonly made: string;
}

export function printSize(size: SizeExpression, names: Names): string {
  return print(size, names, 0);
}

export function printAttributes(attributes: Readonly<Record<string, AttributeExpression>>, names: Names): string {
  const entries = Object.entries(attributes).map(([name, value]) => printProperty(name, printAttribute(value, names)));
  return `{ ${entries.join(", ")} }`;
}

/** `{ BlockC }` where key and value are the same word. */
export function printProperty(name: string, value: string): string {
  const key = propertyKey(name);
  return key === value ? key : `${key}: ${value}`;
}

function printAttribute(value: AttributeExpression, names: Names): string {
  if (typeof value === "boolean") return String(value);
  if ("kind" in value) return printSize(value, names);
  return `[${value.map((size) => printSize(size, names)).join(", ")}]`;
}

/** `binding`: 0 alone, 1 in a sum after a minus, 2 as a factor, 3 as a divisor. */
function print(size: SizeExpression, names: Names, binding: 0 | 1 | 2 | 3): string {
  switch (size.kind) {
    case "number": return printNumber(size.value, binding);
    case "name": return names.size(size.name);
    case "run": return stringLiteral(size.name);
    case "rest": return "-1";
    case "size": return `nn.size(${names.value(size.value)}, ${size.axis})`;
    case "index": return names.index;
    case "floor": return `Math.floor(${print(size.value, names, 0)})`;
    case "sum": return bracket(binding > 0, size.terms.map(({ sign, value }, i) => `${signText(sign, i)}${print(value, names, sign === 1 ? 0 : 1)}`).join(""));
    case "product": return bracket(binding === 3, size.factors.map(({ operator, value }, i) => (i === 0 ? print(value, names, 2) : ` ${operator} ${print(value, names, operator === "/" ? 3 : 2)}`)).join(""));
  }
}

function printNumber(value: number, binding: number): string {
  const text = String(value);
  return value < 0 ? bracket(binding > 0, text) : text;
}

function signText(sign: 1 | -1, position: number): string {
  if (position === 0) return sign === 1 ? "" : "-";
  return sign === 1 ? " + " : " - ";
}

function bracket(needed: boolean, text: string): string {
  return needed ? `(${text})` : text;
}
