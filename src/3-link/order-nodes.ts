/**
 * Puts nodes in the order of the data: each after all that it takes, otherwise as declared. An explicit stack, so
 * that a chain of any length has an order. A loop is given back as its nodes.
 */
import type { DiagramNode } from "../ir/diagram.ts";

export interface Order {
  readonly nodes: readonly DiagramNode[];
  /** Each loop met, first node last again. */
  readonly loops: readonly (readonly DiagramNode[])[];
}

export function orderNodes(nodes: readonly DiagramNode[], inputsOf: (node: DiagramNode) => readonly DiagramNode[]): Order {
  const done = new Set<DiagramNode>();
  const open = new Map<DiagramNode, number>();
  const ordered: DiagramNode[] = [];
  const loops: DiagramNode[][] = [];
  for (const start of nodes) {
    const stack = done.has(start) ? [] : [start];
    while (stack.length > 0) {
      const node = stack.at(-1)!;
      const next = open.get(node) ?? 0;
      const input = inputsOf(node)[next];
      open.set(node, next + 1);
      if (input === undefined) {
        stack.pop();
        open.delete(node);
        done.add(node);
        ordered.push(node);
      } else if (open.has(input)) {
        loops.push([...stack.slice(stack.indexOf(input)), input].reverse());
      } else if (!done.has(input)) {
        stack.push(input);
      }
    }
  }
  return { nodes: ordered, loops };
}
