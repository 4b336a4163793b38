/** A label as one line of text, for tables of tests: what kind it is, and its parts with sizes fully bracketed. */
import { readDiagrams } from "../../src/1-read/read-diagrams.ts";
import { readNodeLabel } from "../../src/2-interpret/read-node-label.ts";
import type { ExpressionSyntax } from "../../src/ir/expression.ts";
import type { Argument, DimensionSyntax, Label } from "../../src/ir/label.ts";

export function readLabel(text: string, id = "n"): Label {
  const quoted = (part: string) => `"${part.replaceAll('"', '\\"')}"`;
  const { diagrams } = readDiagrams({ path: "t.dot", text: `digraph G { ${quoted(id)} [label=${quoted(text)}] }` });
  return readNodeLabel(diagrams[0]!.nodes[0]!, diagrams[0]!);
}

export function showLabel(label: Label): string {
  const slips = label.slips.map(({ rule }) => ` !${rule}`).join("");
  return showKind(label) + slips;
}

function showKind(label: Label): string {
  switch (label.kind) {
    case "featureMap": return ["map", label.role, label.name, label.shape && showArguments(label.shape)].filter((part) => part !== undefined).join(" ");
    case "operator": return `operator ${label.operator}`;
    case "expression": return "expression";
    case "unknown": return label.strayNumber === undefined ? "unknown" : `stray ${label.strayNumber.word}|${label.strayNumber.number}`;
    case "word": {
      const words = label.words.map(({ text, suffix }) => text + (suffix === undefined ? "" : `#${suffix}`)).join("|");
      const count = label.count === undefined ? "" : ` x ${showSize(label.count)}`;
      const otherwise = label.otherwise === undefined ? "" : ` or ${showLabel(label.otherwise)}`;
      return `word ${words}${count}${label.arguments.length === 0 ? "" : ` ${showArguments(label.arguments)}`}${otherwise}`;
    }
  }
}

/** Fully bracketed, a chain as its left-to-right tree. */
export function showExpression(part: ExpressionSyntax): string {
  switch (part.kind) {
    case "number": return String(part.value);
    case "name": return part.name;
    case "arriving": return "_";
    case "weight": return `${part.layer}.w`;
    case "negative": return `-${showExpression(part.value)}`;
    case "transpose": return `${showExpression(part.value)}.T`;
    case "chain": return part.rest.reduce((left, { operator, value }) => `{${left}${operator}${showExpression(value)}}`, showExpression(part.first));
    case "call": return `${part.word}(${[showExpression(part.value), ...(part.arguments.length === 0 ? [] : [showArguments(part.arguments)])].join(", ")})`;
    case "randn": return `randn${showArguments(part.shape)}`;
  }
}

function showArguments(given: readonly Argument[]): string {
  return `[${given.map(({ key, value }) => (key === undefined ? "" : `${key.text}=`) + showSize(value)).join(", ")}]`;
}

function showSize(size: DimensionSyntax): string {
  switch (size.kind) {
    case "number": return size.text;
    case "name": return size.name + (size.value === undefined ? "" : `(${showSize(size.value)})`);
    case "index": return size.name;
    case "sum": return `{${size.terms.map(({ sign, value }, i) => (sign === 1 ? (i === 0 ? "" : "+") : "-") + showSize(value)).join("")}}`;
    case "product": return `{${size.factors.map(({ operator, value }, i) => (i === 0 ? "" : operator) + showSize(value)).join("")}}`;
    case "equation": return size.sides.map(showSize).join("=");
    case "list": return showArguments(size.items);
  }
}
