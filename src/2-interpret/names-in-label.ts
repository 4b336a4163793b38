/** The dimension names that a label writes, in order of appearance. */
import { partsOfExpression } from "../ir/expression.ts";
import type { Argument, DimensionSyntax, ExpressionLabel, Label } from "../ir/label.ts";
import type { Span } from "../ir/source.ts";

export interface NameUse {
  readonly name: string;
  readonly span: Span;
  /** `NFeature(768)` gives one. */
  readonly value: DimensionSyntax | undefined;
}

const none: readonly NameUse[] = [];

export function namesInLabel(label: Label): readonly NameUse[] {
  const given = label.kind === "word" ? label.arguments : label.kind === "featureMap" ? (label.shape ?? []) : label.kind === "expression" ? shapesIn(label) : [];
  const uses: NameUse[] = [];
  if (label.kind === "word" && label.count !== undefined) addNames(label.count, uses);
  for (const { value } of given) addNames(value, uses);
  return uses;
}

function shapesIn({ expression, shape }: ExpressionLabel): readonly Argument[] {
  const drawn = expression === undefined ? [] : [...partsOfExpression(expression)].flatMap((part) => (part.kind === "randn" ? part.shape : []));
  return [...drawn, ...(shape ?? [])];
}

export function namesInSize(size: DimensionSyntax): readonly NameUse[] {
  if (size.kind === "number") return none;
  const uses: NameUse[] = [];
  addNames(size, uses);
  return uses;
}

function addNames(size: DimensionSyntax, uses: NameUse[]): void {
  if (size.kind === "number") return;
  const pending: DimensionSyntax[] = [size];
  for (let syntax = pending.pop(); syntax !== undefined; syntax = pending.pop()) {
    if (syntax.kind === "name") uses.push({ name: syntax.name, span: syntax.span, value: syntax.value });
    for (const part of partsOfSize(syntax).toReversed()) pending.push(part);
  }
}

/** The sizes that a size is written with. */
export function partsOfSize(syntax: DimensionSyntax): readonly DimensionSyntax[] {
  switch (syntax.kind) {
    case "sum": return syntax.terms.map(({ value }) => value);
    case "product": return syntax.factors.map(({ value }) => value);
    case "equation": return syntax.sides;
    case "list": return syntax.items.map(({ value }) => value);
    default: return [];
  }
}
