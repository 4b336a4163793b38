/** A size as it is written -> the sizes of both axes: an outermost x makes a pair, height first, and so does a list of two. */
import type { DimensionSyntax } from "../ir/label.ts";

/** One size or two; undefined where it is written as more. */
export function splitPair(syntax: DimensionSyntax): readonly DimensionSyntax[] | undefined {
  if (syntax.kind === "list") return syntax.items.length === 2 ? syntax.items.map(({ value }) => value) : undefined;
  if (syntax.kind !== "product") return [syntax];
  const at = syntax.factors.findIndex(({ operator }) => operator === "x");
  if (at < 0) return [syntax];
  if (syntax.factors.some(({ operator }, index) => operator === "x" && index !== at)) return undefined;
  return [productOf(syntax.factors.slice(0, at)), productOf([{ ...syntax.factors[at]!, operator: "*" }, ...syntax.factors.slice(at + 1)])];
}

function productOf(factors: (DimensionSyntax & { kind: "product" })["factors"]): DimensionSyntax {
  const [first, last] = [factors[0]!.value, factors.at(-1)!.value];
  return factors.length === 1 ? first : { kind: "product", factors, span: { ...first.span, end: last.span.end } };
}
