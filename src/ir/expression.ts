/**
 * A tensor expression as it is written: `σ(X[t] @ W[f] + b[f])`. What its names and functions stand for is decided
 * by 3-link. Chains are flat lists, so that depth is that of the brackets alone.
 */
import type { Argument } from "./label.ts";
import type { Span } from "./source.ts";

export type ExpressionSyntax =
  | { readonly kind: "number"; readonly value: number; readonly span: Span }
  /** With its index, spaces left out: `H[t-1]`. */
  | { readonly kind: "name"; readonly name: string; readonly span: Span }
  /** What arrives at the node, on the left of a label that begins with an operator. */
  | { readonly kind: "arriving"; readonly span: Span }
  /** `Embedding.w` */
  | { readonly kind: "weight"; readonly layer: string; readonly span: Span }
  | { readonly kind: "negative"; readonly value: ExpressionSyntax; readonly span: Span }
  /** `.T` */
  | { readonly kind: "transpose"; readonly value: ExpressionSyntax; readonly span: Span }
  /** Operators of one precedence, from the left. */
  | { readonly kind: "chain"; readonly first: ExpressionSyntax; readonly rest: readonly ChainLink[]; readonly span: Span }
  | { readonly kind: "call"; readonly word: string; readonly wordSpan: Span; readonly value: ExpressionSyntax; readonly arguments: readonly Argument[]; readonly span: Span }
  | { readonly kind: "randn"; readonly shape: readonly Argument[]; readonly span: Span };

export type ExpressionOperator = "+" | "-" | "*" | "/" | "@";

interface ChainLink {
  readonly operator: ExpressionOperator;
  readonly operatorSpan: Span;
  readonly value: ExpressionSyntax;
}

/** Its parts, the whole first, in the order in which they are written. */
export function* partsOfExpression(whole: ExpressionSyntax): Generator<ExpressionSyntax> {
  yield whole;
  if ("value" in whole && typeof whole.value === "object") yield* partsOfExpression(whole.value);
  if (whole.kind !== "chain") return;
  yield* partsOfExpression(whole.first);
  for (const { value } of whole.rest) yield* partsOfExpression(value);
}
