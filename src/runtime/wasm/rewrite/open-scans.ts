/**
 * Lays the steps of scans open: the nodes of one step follow each other in the graph, between a node that begins the loop, whose
 * inputs are the sequences and the states' first values, and one that ends it, which takes the step's output and the states' next
 * values and gives what all steps have given. What is read of the graph around is read as it is.
 */
import type { GraphNode } from "../../graph.ts";
import type { PlanGraph, PlanNode } from "../plan-graph.ts";

export function openScans(nodes: readonly GraphNode[]): PlanGraph["nodes"] {
  return nodes.flatMap((node): readonly PlanNode[] => {
    const { body } = node;
    if (body === undefined) return [planned(node)];
    const { sequences, states, output } = body;
    return [
      { ...planned(node), scan: "begin", value: sequences[0]!.each, inputs: [...sequences.map(({ all }) => all), ...states.map(({ first }) => first)] },
      ...body.nodes.map((inner) => ({ ...planned(inner), loop: body })),
      { ...planned(node), scan: "end", inputs: [output, ...states.map(({ after }) => after)] },
    ];
  });
}

function planned(node: GraphNode): PlanNode {
  return { ...node, operations: [node.operation.name] };
}
