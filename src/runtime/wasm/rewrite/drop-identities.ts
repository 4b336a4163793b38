/** Leaves out claims of shapes, dropout and noise, which in evaluation mode give what they take; readers read their input instead. */
import type { PlanGraph, PlanNode } from "../plan-graph.ts";

const identities: ReadonlySet<string> = new Set(["featureMap", "dropout", "addNoise"]);

export function dropIdentities(graph: PlanGraph): PlanGraph {
  const sources = new Map<number, number>();
  const source = (value: number) => sources.get(value) ?? value;
  const nodes: PlanNode[] = [];
  for (const node of graph.nodes) {
    if (identities.has(node.operation.name)) sources.set(node.value, source(node.inputs[0]!));
    else nodes.push({ ...node, inputs: node.inputs.map(source) });
  }
  return { ...graph, nodes, outputs: graph.outputs.map(({ name, value }) => ({ name, value: source(value) })) };
}
