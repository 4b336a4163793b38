/** Whether a node's tensor is made of another's, by the edges that are drawn. */
import type { DiagramEdge, DiagramNode } from "../ir/diagram.ts";

/** Edges followed in all the questions about one diagram: past it the answer is no, and a loop is told as any other. */
const mostFollowed = 100_000;

/** `into`: the edges into each node. */
export function makingOf(into: ReadonlyMap<DiagramNode, readonly DiagramEdge[]>): (node: DiagramNode, other: DiagramNode) => boolean {
  let followed = 0;
  return (node, other) => {
    const seen = new Set([node]);
    for (const next of seen) {
      if (next === other) return true;
      for (const { from } of into.get(next) ?? []) {
        followed += 1;
        if (followed > mostFollowed) return false;
        seen.add(from);
      }
    }
    return false;
  };
}
