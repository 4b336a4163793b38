/** The names under which expressions know the nodes of a diagram: what stands first in their labels, or their ids. */
import type { DiagramEdge, DiagramNode } from "../ir/diagram.ts";
import type { Label, WordLabel } from "../ir/label.ts";

export type NodeLabels = ReadonlyMap<DiagramNode, Label>;

export class NodeNames {
  readonly labels: NodeLabels;
  private byName: ReadonlyMap<string, readonly DiagramNode[]> | undefined;
  private readonly isKnownWord: (label: WordLabel) => boolean;

  /** `isKnownWord`: the label's word is a layer or a block, and so no name. */
  constructor(labels: NodeLabels, isKnownWord: (label: WordLabel) => boolean) {
    this.labels = labels;
    this.isKnownWord = isKnownWord;
  }

  nameOf(node: DiagramNode): string {
    return this.writtenName(this.labels.get(node)) ?? node.id;
  }

  /** Whether its label says its name; else that is its id. */
  isWritten(node: DiagramNode): boolean {
    return this.writtenName(this.labels.get(node)) !== undefined;
  }

  private writtenName(label: Label | undefined): string | undefined {
    if (label?.kind === "featureMap") return label.name;
    if (label?.kind === "expression") return label.title?.name;
    return label?.kind === "word" && label.otherwise !== undefined && !this.isKnownWord(label) ? this.writtenName(label.otherwise) : undefined;
  }

  /** Those that carry the name in their label or as their id. */
  named(name: string): readonly DiagramNode[] {
    return this.index().get(name) ?? [];
  }

  /** Every name, for messages. */
  get all(): readonly string[] {
    return [...this.index().keys()];
  }

  /** Made when an expression asks for it first. */
  private index(): ReadonlyMap<string, readonly DiagramNode[]> {
    if (this.byName !== undefined) return this.byName;
    const byName = new Map<string, DiagramNode[]>();
    for (const node of this.labels.keys()) {
      const name = this.nameOf(node);
      const before = byName.get(name);
      if (before === undefined) byName.set(name, [node]);
      else before.push(node);
    }
    this.byName = byName;
    return byName;
  }

  /** The edge from `H[t]` back to `H[t-1]` draws what these names say already: data takes it a step later. */
  isRecurrence({ from, to }: DiagramEdge): boolean {
    const previous = previousStep(this.nameOf(to));
    return previous !== undefined && this.nameOf(from) === `${previous}[t]`;
  }
}

/** `H` of `H[t-1]`. */
export function previousStep(name: string): string | undefined {
  return name.endsWith("]") ? /^(.+)\[t-1\]$/i.exec(name)?.[1] : undefined;
}

/** `X` of `X[t]`. */
export function thisStep(name: string): string | undefined {
  return /^(.+)\[t\]$/i.exec(name)?.[1];
}
