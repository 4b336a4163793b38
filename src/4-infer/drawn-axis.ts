/**
 * A written `axis` counts in (N, C, H, W). Where that fails, the drawer may have counted in the order in which the
 * feature maps are drawn, `[BatchSize, W, H, C]`: that reading is tried, and offered where it fits.
 */
import type { Fix } from "../diagnostics/diagnostic.ts";
import { constant, type Dimension } from "../ir/dimension.ts";
import type { LinkedNode } from "../ir/linked.ts";
import type { Attributes, Operation, TensorType } from "../ops/operation.ts";
import type { Asker } from "./apply-operation.ts";
import { axisOrder, drawnOrder } from "./read-shape.ts";
import type { Scope } from "./scope.ts";
import type { Tensor } from "./tensor.ts";

/** What the operation would give with the axis as drawn, and the repair that says so. */
export interface DrawnAxis {
  readonly shape: readonly Dimension[];
  readonly fix: Fix;
}

export function tryDrawnAxis(operation: Operation, inputs: readonly Tensor[], attributes: Attributes<Dimension>, { written }: Asker, scope: Scope): DrawnAxis | undefined {
  const argument = written.get("dim");
  const axis = argument === undefined ? undefined : scope.solver.valueOf(attributes["dim"] as Dimension);
  if (argument === undefined || axis === undefined) return undefined;
  for (const order of drawnOrders(scope.linked.nodes)) {
    const meant = axisOrder.filter((key) => order.includes(key)).indexOf(order.at(axis) ?? "");
    if (order.length !== inputs[0]!.shape.length || meant < 0 || meant === axis) continue;
    const type = tryShape(operation, inputs, { ...attributes, dim: constant(meant) }, scope);
    if (type === undefined) continue;
    const title = { en: `Write ${meant}, which is ${order.at(axis)} in (${axisOrder.join(", ")})`, zh: `写作 ${meant}，即 (${axisOrder.join(", ")}) 中的 ${order.at(axis)}` };
    return { shape: type.shape, fix: { title, edits: [{ span: argument.value.span, text: String(meant) }], preferred: true, unsafe: true } };
  }
  return undefined;
}

/** By comparing alone, so that no name is bound by a mere trial. */
function tryShape(operation: Operation, inputs: readonly Tensor[], attributes: Attributes<Dimension>, { solver }: Scope): TensorType<Dimension> | undefined {
  const result = operation.shape({ ...solver.algebra, equal: (a, b) => solver.compare(a, b) }, inputs, attributes);
  return "type" in result ? result.type : undefined;
}

function drawnOrders(nodes: readonly LinkedNode[]): readonly (readonly string[])[] {
  const orders = nodes.flatMap(({ meaning }) => (meaning.kind === "featureMap" && meaning.label?.shape !== undefined ? [drawnOrder(meaning.label.shape)] : []));
  return [...new Map(orders.map((order) => [order.join(), order])).values()];
}
