/**
 * Averages windows before a convolution of single pixels rather than behind it: both are linear, so that the result is the same but for
 * rounding, and the convolution has a stride's share of the pixels. Where windows reach into padding, its zeros would get the bias.
 */
import { pairOf } from "../../../ops/attributes.ts";
import type { TensorType } from "../../../ops/operation.ts";
import { elementCount } from "../../../ops/shapes.ts";
import { type PlanGraph, type PlanNode, useCounts } from "../plan-graph.ts";
import { isPointwise } from "./pointwise.ts";

/** The convolution's value is the average's then, of its input's channels. */
export function poolFirst(graph: PlanGraph, types: readonly TensorType<number>[]): { readonly graph: PlanGraph; readonly types: readonly TensorType<number>[] } {
  const uses = useCounts(graph);
  const makers = new Map(graph.nodes.map((node) => [node.value, node]));
  const changed = new Map<number, PlanNode>();
  const newTypes = [...types];
  for (const pool of graph.nodes) {
    const conv = makers.get(pool.inputs[0]!);
    if (conv === undefined || !isUnpaddedAverage(pool) || !isPointwise(conv) || uses.get(conv.value) !== 1 || conv.loop !== pool.loop) continue;
    if (2 * pixels(types[pool.value]!) > pixels(types[conv.value]!)) continue;
    const [before, after] = [types[conv.inputs[0]!]!, types[pool.value]!];
    const type = { ...after, shape: [...after.shape.slice(0, -3), before.shape.at(-3)!, ...after.shape.slice(-2)] };
    newTypes[conv.value] = type;
    changed.set(conv.value, { ...pool, value: conv.value, inputs: conv.inputs, type });
    changed.set(pool.value, { ...conv, value: pool.value, inputs: [conv.value], type: after });
  }
  return { graph: { ...graph, nodes: graph.nodes.map((node) => changed.get(node.value) ?? node) }, types: newTypes };
}

function isUnpaddedAverage({ operation, attributes }: PlanNode): boolean {
  return operation.name === "avgPool2d" && pairOf(attributes, "padding", 0).every((padding) => padding === 0);
}

function pixels({ shape }: TensorType<number>): number {
  return elementCount(shape.slice(-2));
}
