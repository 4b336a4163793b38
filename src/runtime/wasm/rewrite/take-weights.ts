/**
 * Lets a product with a parameter, or with one that is transposed, have it as its own weight, as a linear layer has: it is packed when the
 * plan is made, and bias and residual can be added with it.
 */
import type { GraphParameter } from "../../graph.ts";
import { type PlanGraph, type PlanNode, useCounts } from "../plan-graph.ts";

interface Weight {
  readonly parameter: GraphParameter;
  readonly holds: NonNullable<PlanNode["weight"]>;
}

export function takeWeights(graph: PlanGraph): PlanGraph {
  /** By the value that it gives, or that shows it transposed. */
  const weights = new Map<number, Weight>();
  const nodes = graph.nodes.map((node) => {
    const weight = weightOf(node, weights);
    if (weight !== undefined) weights.set(node.value, weight);
    const taken = node.operation.name === "matmul" ? weights.get(node.inputs[1]!) : undefined;
    return taken === undefined ? node : withWeight(node, taken);
  });
  const uses = useCounts({ ...graph, nodes });
  return { ...graph, nodes: nodes.filter(({ value }) => !weights.has(value) || uses.has(value)) };
}

function weightOf({ operation, parameters: [parameter], inputs: [x] }: PlanNode, weights: ReadonlyMap<number, Weight>): Weight | undefined {
  if (operation.name === "parameter") return parameter!.spec.shape.length === 2 ? { parameter: parameter!, holds: "columns" } : undefined;
  const source = operation.name === "transpose" ? weights.get(x!) : undefined;
  return source && { ...source, holds: source.holds === "rows" ? "columns" : "rows" };
}

function withWeight(node: PlanNode, { parameter: { name, spec, shared }, holds }: Weight): PlanNode {
  return { ...node, inputs: node.inputs.slice(0, 1), weight: holds, parameters: [{ name, spec: { ...spec, name: "weight" }, ...shared && { shared } }] };
}
