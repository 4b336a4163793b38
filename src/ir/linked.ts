/** A diagram whose words are decided: what 3-link makes of a Diagram and its labels. Still without shapes. */
import type { OperationEntry } from "../ops/index.ts";
import type { Diagram, DiagramNode } from "./diagram.ts";
import type { ExpressionSyntax } from "./expression.ts";
import type { ExpressionLabel, FeatureMapLabel, OperatorLabel, Word, WordLabel } from "./label.ts";
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
  /** Undefined for a diagram that takes no state. */
  readonly cell: Cell | undefined;
  /** Free names in order of first appearance, those included that called blocks leave unbound. */
  readonly formals: readonly Formal[];
  /** Its data flows in a circle (reported already): what depends on that has no shapes. */
  readonly hasLoop: boolean;
  /** A node of it, or of a block that it uses, is not understood, or a state lacks its successor (reported already): its inputs, outputs and formals may be more. */
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

/** What a name in an expression stands for. */
export type Operand =
  /** One of the node's inputs. */
  | { readonly kind: "node"; readonly node: DiagramNode }
  /** A size that the diagram writes. */
  | { readonly kind: "dimension" }
  /** A parameter of the diagram, shared by all who write its name. */
  | { readonly kind: "parameter" };

/** A diagram of one step in time. */
export interface Cell {
  /** Inputs at `[t]`. */
  readonly sequences: readonly LinkedNode[];
  readonly states: readonly CellState[];
}

export interface CellState {
  /** `H` of `H[t-1]`. */
  readonly name: string;
  /** The input at `[t-1]`. */
  readonly previous: LinkedNode;
  readonly next: LinkedNode;
}

export type Meaning =
  /** `label` is undefined for a node that is drawn without one. */
  | { readonly kind: "featureMap"; readonly label: FeatureMapLabel | undefined }
  | { readonly kind: "parameter"; readonly label: FeatureMapLabel }
  | { readonly kind: "operator"; readonly label: OperatorLabel }
  | { readonly kind: "layer"; readonly label: WordLabel; readonly word: Word; readonly entry: OperationEntry }
  | { readonly kind: "block"; readonly label: WordLabel; readonly word: Word; readonly block: LinkedDiagram }
  | {
    readonly kind: "expression";
    readonly label: ExpressionLabel;
    readonly expression: ExpressionSyntax;
    /** The layer that the expression spells out: `AddNoise`. */
    readonly noise: OperationEntry | undefined;
    /** What each name stands for. */
    readonly operands: ReadonlyMap<string, Operand>;
    /** By the layer's name as written, the node whose weight is meant. */
    readonly weights: ReadonlyMap<string, DiagramNode>;
  }
  /** Reported already; nothing is known of what it gives. */
  | { readonly kind: "unknown" };
