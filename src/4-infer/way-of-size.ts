/**
 * The way of a size, for reports: the tensors from where it was last decided, at an input or a feature map that says its
 * shape, to where another size was claimed.
 */
import type { Related } from "../diagnostics/diagnostic.ts";
import type { Span } from "../ir/source.ts";
import type { Scope } from "./scope.ts";
import { formatShape, type Tensor } from "./tensor.ts";

/** Steps that are told: a reader follows no longer way, and a chain of mistakes would tell it once for each. */
const mostSteps = 32;

/** What stands at the end of the way: a claim, or a layer's demand. */
export interface Claimant {
  readonly span: Span;
  /** `featmap0 claims (BatchSize, 64, 55, 55)` */
  readonly message: Related["message"];
}

/** Nothing where the way has one step only, which the report names anyhow. */
export function wayOfSize(tensors: readonly Tensor[], claimant: Claimant, scope: Scope): readonly Related[] {
  const steps = longestWay(tensors);
  if (steps.length < 2) return [];
  return [...steps.map((tensor) => stepOf(tensor, scope)), claimant];
}

/** Of several tensors, the one with the longest way. */
export function madeOf(tensors: readonly Tensor[]): Tensor | undefined {
  return tensors.length > 1 ? longestWay(tensors).at(-1) : tensors[0];
}

function longestWay(tensors: readonly Tensor[]): readonly Tensor[] {
  const ways = tensors.map((tensor) => {
    const way = [tensor];
    for (let at = tensor.from; at !== undefined && way.length < mostSteps; at = at.from) way.unshift(at);
    return way;
  });
  return ways.reduce((longest, way) => (way.length > longest.length ? way : longest), []);
}

function stepOf(tensor: Tensor, scope: Scope): Related {
  const shape = formatShape(tensor, scope);
  return { span: tensor.span, message: { en: `${tensor.value} gives ${shape}`, zh: `${tensor.value} 给出 ${shape}` } };
}
