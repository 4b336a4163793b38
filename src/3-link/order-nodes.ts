/**
 * Puts nodes in the order of the data: each after all that it takes, otherwise as declared. An explicit stack, so
 * that a chain of any length has an order. A loop is given back as its nodes.
 */
import type { DiagramNode } from "../ir/diagram.ts";

export interface Order {
  readonly nodes: readonly DiagramNode[];
  /** Loops met, first node last again; a handful where there are more. */
  readonly loops: readonly (readonly DiagramNode[])[];
  /** Nodes that take what is made of them: one at least of each loop. */
  readonly circular: ReadonlySet<DiagramNode>;
}

const mostLoops = 10;

/** `inputAt` gives a node's inputs by their number from 0. */
export function orderNodes(nodes: readonly DiagramNode[], inputAt: (node: DiagramNode, index: number) => DiagramNode | undefined): Order {
  const done = new Set<DiagramNode>();
  const open = new Map<DiagramNode, number>();
  const ordered: DiagramNode[] = [];
  const loops: DiagramNode[][] = [];
  const circular = new Set<DiagramNode>();
  for (const start of nodes) {
    const stack = done.has(start) || take(start) ? [] : [start];
    while (stack.length > 0) {
      const node = stack.at(-1)!;
      const next = open.get(node) ?? 0;
      const input = inputAt(node, next);
      open.set(node, next + 1);
      if (input === undefined) {
        stack.pop();
        open.delete(node);
        done.add(node);
        ordered.push(node);
      } else if (open.has(input)) {
        circular.add(node);
        if (loops.length < mostLoops) loops.push([...stack.slice(stack.indexOf(input)), input].reverse());
      } else if (!done.has(input) && !take(input)) {
        stack.push(input);
      }
    }
  }
  return { nodes: ordered, loops, circular };

  /** Whether all that it takes is there. */
  function take(node: DiagramNode): boolean {
    let index = 0;
    for (let input = inputAt(node, index); input !== undefined; input = inputAt(node, ++index)) if (!done.has(input)) return false;
    done.add(node);
    ordered.push(node);
    return true;
  }
}
