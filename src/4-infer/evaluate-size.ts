/** A size as written -> a polynomial over the names of its scope. Says what is false or cannot be a size. */
import { reportInfer } from "../diagnostics/rules/infer.ts";
import { atomDimension, constant, decimal, divide, multiply, negate, sum, type Dimension } from "../ir/dimension.ts";
import type { DimensionSyntax } from "../ir/label.ts";
import { sourceOf, type Scope } from "./scope.ts";

export function evaluateSize(syntax: DimensionSyntax, scope: Scope): Dimension {
  switch (syntax.kind) {
    case "number":
      return decimal(syntax.text);
    case "name":
      scope.lastUse.set(syntax.name, syntax.span);
      return atomDimension(scope.atom(syntax.name));
    case "index":
      return evaluateIndex(syntax.name, syntax, scope);
    case "sum":
      return sum(syntax.terms.map(({ sign, value }) => (sign === 1 ? evaluateSize(value, scope) : negate(evaluateSize(value, scope)))));
    case "product":
      return evaluateProduct(syntax, scope);
    case "equation":
      return evaluateEquation(syntax, scope);
    case "list":
      scope.tell(reportInfer("not-a-size", syntax.span, { text: sourceOf(syntax), value: sourceOf(syntax) }));
      return unknownSize(scope);
  }
}

/** A size that was reported: equal to anything, so that one mistake is told once. */
export function unknownSize(scope: Scope): Dimension {
  return atomDimension(scope.solver.newAtom("?", "unknown"));
}

function evaluateIndex(name: string, syntax: DimensionSyntax, scope: Scope): Dimension {
  if (scope.loop !== undefined) return atomDimension(scope.loop.atom);
  scope.tell(reportInfer("index-outside-repeat", syntax.span, { name }));
  return unknownSize(scope);
}

function evaluateProduct(syntax: DimensionSyntax & { kind: "product" }, scope: Scope): Dimension {
  let product = constant(1);
  for (const { operator, value } of syntax.factors) {
    const factor = evaluateSize(value, scope);
    if (operator !== "/") product = multiply(product, factor);
    else if (scope.solver.valueOf(factor) === 0) return tellZero(syntax, scope);
    else product = divide(product, factor);
  }
  if (syntax.factors.some(({ operator }) => operator === "/")) {
    scope.promiseWhole(syntax, product);
    const value = scope.solver.valueOf(product);
    if (value !== undefined && !Number.isInteger(value)) return unknownSize(scope);
  }
  return product;
}

function tellZero(syntax: DimensionSyntax, scope: Scope): Dimension {
  scope.tell(reportInfer("not-a-size", syntax.span, { text: sourceOf(syntax), value: "a division by 0" }));
  return unknownSize(scope);
}

/** All sides must be equal; the last is the result, as in `C=64+6*32=256`. */
function evaluateEquation({ sides }: DimensionSyntax & { kind: "equation" }, scope: Scope): Dimension {
  const values = sides.map((side) => evaluateSize(side, scope));
  let holds = true;
  for (let i = 1; i < sides.length; i++) {
    const [left, right] = [sides[i - 1]!, sides[i]!];
    if (scope.equal(values[i - 1]!, values[i]!, right.span) !== false) continue;
    holds = false;
    const params = { left: sourceOf(left), leftValue: scope.format(values[i - 1]!), right: sourceOf(right), rightValue: scope.format(values[i]!) };
    const title = { en: `Write ${params.leftValue}`, zh: `写作 ${params.leftValue}` };
    const fixes = /^\d+$/.test(params.leftValue) ? [{ title, edits: [{ span: right.span, text: params.leftValue }], preferred: true, unsafe: true as const }] : [];
    const related = [{ span: left.span, message: { en: `This is ${params.leftValue}`, zh: `这里等于 ${params.leftValue}` } }];
    scope.tell(reportInfer("false-equation", right.span, params, { related, fixes }));
  }
  return holds ? values.at(-1)! : unknownSize(scope);
}
