/** A diagram whose words are decided: what 3-link makes of a Diagram and its labels. Still without shapes. */
import type { OperationEntry } from "../ops/index.ts";
import type { Diagram, DiagramNode } from "./diagram.ts";
import type { FeatureMapLabel, OperatorLabel, Word, WordLabel } from "./label.ts";
import type { Span } from "./source.ts";

export interface LinkedDiagram {
  readonly diagram: Diagram;
  /** The digraph's id, or the file's name for an anonymous one. */
  readonly name: string;
  /** In order of the data: a node stands after all that it takes, otherwise in order of declaration. */
  readonly nodes: readonly LinkedNode[];
  /** Nodes without an edge in, in order of declaration (parameters are none). */
  readonly inputs: readonly LinkedNode[];
  /** Nodes without an edge out, in order of declaration. */
  readonly outputs: readonly LinkedNode[];
  /** Free names in order of first appearance, those included that called blocks leave unbound. */
  readonly formals: readonly Formal[];
  /** Its data flows in a circle (reported already): what depends on that has no shapes. */
  readonly hasLoop: boolean;
  /** A node of it, or of a block that it uses, is not understood (reported already): its inputs, outputs and formals may be more. */
  readonly isPartial: boolean;
}

export interface Formal {
  readonly name: string;
  readonly span: Span;
}

export interface LinkedNode {
  readonly node: DiagramNode;
  /** The label's place, or the node's where it has none. */
  readonly span: Span;
  /** Ends of the edges that come in, in the order in which the file draws them. */
  readonly inputs: readonly LinkedNode[];
  readonly meaning: Meaning;
}

export type Meaning =
  /** `label` is undefined for a node that is drawn without one. */
  | { readonly kind: "featureMap"; readonly label: FeatureMapLabel | undefined }
  | { readonly kind: "parameter"; readonly label: FeatureMapLabel }
  | { readonly kind: "operator"; readonly label: OperatorLabel }
  | { readonly kind: "layer"; readonly label: WordLabel; readonly word: Word; readonly entry: OperationEntry }
  | { readonly kind: "block"; readonly label: WordLabel; readonly word: Word; readonly block: LinkedDiagram }
  /** Reported already; nothing is known of what it gives. */
  | { readonly kind: "unknown" };
