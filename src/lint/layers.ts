/** What rules ask of a node of a linked diagram: the part that it plays, how it is called, how often it is repeated. */
import type { DimensionSyntax } from "../ir/label.ts";
import type { LinkedNode } from "../ir/linked.ts";
import type { Span } from "../ir/source.ts";
import type { Role } from "../ops/label-form.ts";

/** Of a layer that takes one tensor; others, and layers of no known part, have none. */
export function roleOf({ meaning }: LinkedNode): Role | undefined {
  return meaning.kind === "layer" && meaning.entry.operation.arity === 1 ? meaning.entry.label?.role : undefined;
}

/** The count after the word, where it repeats the node. */
export function repeatOf({ meaning }: LinkedNode): DimensionSyntax | undefined {
  if (meaning.kind === "block") return meaning.label.count;
  return meaning.kind === "layer" && meaning.entry.label?.count === undefined ? meaning.label.count : undefined;
}

/** The word with its number, `Conv2D#1`; of other nodes, the id. */
export function nameOf({ node, meaning }: LinkedNode): string {
  const word = meaning.kind === "layer" || meaning.kind === "block" ? meaning.label.words[0] : undefined;
  return word?.text ?? node.id;
}

export function nameSpan({ meaning, span }: LinkedNode): Span {
  return meaning.kind === "layer" || meaning.kind === "block" ? meaning.label.words[0]!.span : span;
}
