/**
 * Which nodes of a diagram carry whole numbers: those that an embedding takes, through feature maps, views and blocks.
 * A label doesn't say it, so what arrives at an embedding is traced back to the inputs. Whether other layers take
 * them too is not asked here.
 */
import type { LinkedDiagram, LinkedNode } from "../ir/linked.ts";
import { embedding } from "../ops/embedding.ts";

const known = new WeakMap<LinkedDiagram, ReadonlyMap<LinkedNode, LinkedNode>>();

/** By the node: the embedding, or the call of a block with one in it, for which its numbers are whole. */
export function integerNodes(diagram: LinkedDiagram): ReadonlyMap<LinkedNode, LinkedNode> {
  const before = known.get(diagram);
  if (before !== undefined) return before;
  const takers = new Map<LinkedNode, LinkedNode>();
  known.set(diagram, takers);
  for (const node of diagram.nodes.toReversed()) {
    const { meaning, inputs } = node;
    if (meaning.kind === "block") {
      const inside = integerNodes(meaning.block);
      for (const [index, input] of meaning.block.inputs.entries()) mark(inputs[index], inside.has(input) ? node : undefined);
    } else if (meaning.kind === "layer" && meaning.entry.operation === embedding) mark(inputs[0], node);
    else if (passesOn(node)) mark(inputs[0], takers.get(node));
  }
  return takers;

  function mark(node: LinkedNode | undefined, taker: LinkedNode | undefined): void {
    if (node !== undefined && taker !== undefined && !takers.has(node)) takers.set(node, taker);
  }
}

function passesOn({ meaning }: LinkedNode): boolean {
  return meaning.kind === "featureMap" || (meaning.kind === "layer" && meaning.entry.label?.role === "view");
}
