/**
 * Linked diagrams -> where a layer of one part meets, in the order of the data, a layer of another, with nothing between
 * but what a rule looks through. Feature maps are always looked through, joins never. Blocks are looked into: a layer
 * that a block ends in meets the one that the next block begins with; such a pair belongs to the diagram that calls them.
 */
import type { LinkedDiagram, LinkedNode } from "../ir/linked.ts";
import type { Role } from "../ops/label-form.ts";
import { repeatOf, roleOf } from "./layers.ts";
import { valueOf } from "./value-of.ts";

export interface Succession {
  readonly first: Role;
  readonly second: Role;
  /** Layers between the two that the rule looks through; those of no known part among them only where it says so. */
  readonly passes: (role: Role | undefined) => boolean;
}

export interface Meeting {
  readonly first: Member;
  readonly second: Member;
}

export interface Member {
  /** The node of the diagram: the layer itself, or the call of the block that it is in. */
  readonly node: LinkedNode;
  readonly layer: LinkedNode;
}

/** What a tensor last came out of: a layer, or the diagram's own input. */
type Source = Member | "input";

/** How a node, or a whole diagram, looks from outside. */
interface Passage {
  /** The layer that meets what arrives. */
  readonly start: LinkedNode | undefined;
  /** The layer that what leaves comes from; "input" where it is what arrived, looked through. */
  readonly end: LinkedNode | "input" | undefined;
}

const opaque: Passage = { start: undefined, end: undefined };

/** Of one rule, over any number of diagrams; each is looked at once. */
export class SuccessionFinder {
  private readonly known = new Map<LinkedDiagram, Passage & { readonly meetings: readonly Meeting[] }>();
  private readonly rule: Succession;

  constructor(rule: Succession) {
    this.rule = rule;
  }

  meetingsIn(diagram: LinkedDiagram): readonly Meeting[] {
    return this.look(diagram).meetings;
  }

  private look(diagram: LinkedDiagram): Passage & { readonly meetings: readonly Meeting[] } {
    const before = this.known.get(diagram);
    if (before !== undefined) return before;
    const [input, output] = [onlyOne(diagram.inputs), onlyOne(diagram.outputs)];
    const sources = new Map<LinkedNode, Source>();
    const meetings: Meeting[] = [];
    let start: LinkedNode | undefined;
    for (const node of diagram.nodes) {
      const passage = this.passageOf(node);
      const taken = onlyOne(node.inputs);
      const arriving = node === input ? "input" : taken === undefined ? undefined : sources.get(taken);
      if (passage.start !== undefined) {
        const second = { node, layer: passage.start };
        if (arriving === "input") start ??= passage.start;
        else if (arriving !== undefined) meetings.push({ first: arriving, second });
        if (isRepeated(node) && typeof passage.end === "object") meetings.push({ first: { node, layer: passage.end }, second });
      }
      const leaving = typeof passage.end === "object" ? { node, layer: passage.end } : passage.end && arriving;
      if (leaving !== undefined) sources.set(node, leaving);
    }
    const last = output === undefined ? undefined : sources.get(output);
    const found = { start, end: typeof last === "object" ? last.layer : last, meetings };
    this.known.set(diagram, found);
    return found;
  }

  private passageOf(node: LinkedNode): Passage {
    const { meaning } = node;
    if (meaning.kind === "featureMap") return { start: undefined, end: "input" };
    if (meaning.kind === "block") return this.look(meaning.block);
    if (meaning.kind !== "layer" || meaning.entry.operation.arity !== 1) return opaque;
    const role = roleOf(node);
    const end = role === this.rule.first ? node : this.rule.passes(role) ? "input" : undefined;
    return { start: role === this.rule.second ? node : undefined, end };
  }
}

function onlyOne<T>(items: readonly T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined;
}

/** A count that is open is taken as several. */
function isRepeated(node: LinkedNode): boolean {
  const count = repeatOf(node);
  return count !== undefined && !(valueOf(count, new Map()) <= 1);
}
