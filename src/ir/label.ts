/**
 * What a node's label can be, read by grammar alone: whether a word is a layer or a block is not decided here.
 * Every part keeps its place in the user's file.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { ExpressionOperator, ExpressionSyntax } from "./expression.ts";
import type { Span } from "./source.ts";

export type Label = FeatureMapLabel | OperatorLabel | WordLabel | ExpressionLabel | UnknownLabel;

interface LabelBase {
  /** The whole label's place. */
  readonly span: Span;
  /** The label's text as a reader sees it, on one line. */
  readonly text: string;
  /** Slips of writing (a missing comma, an open bracket) that hold if this reading is the one taken. */
  readonly slips: readonly Diagnostic[];
}

/** A claim about the tensor that passes through, an input, an output or a parameter. */
export interface FeatureMapLabel extends LabelBase {
  readonly kind: "featureMap";
  readonly role: "input" | "output" | "parameter" | undefined;
  /** The name that expressions use, with its index: `X[t]`. */
  readonly name: string | undefined;
  /** Undefined where the label has no shape. */
  readonly shape: readonly Argument[] | undefined;
}

export interface OperatorLabel extends LabelBase {
  readonly kind: "operator";
  readonly operator: ExpressionOperator;
}

/** A word, perhaps with suffix, count and arguments: a layer or a block if the word is one. */
export interface WordLabel extends LabelBase {
  readonly kind: "word";
  /** The words to look up, in order: the whole one, then without its suffix. */
  readonly words: readonly Word[];
  /** `x N` after the word. */
  readonly count: DimensionSyntax | undefined;
  readonly arguments: readonly Argument[];
  /** What the label is where the word is neither layer nor block. */
  readonly otherwise: FeatureMapLabel | ExpressionLabel | undefined;
  /** The label is the node's own id, written or implied. */
  readonly ownId: boolean;
}

export interface Word {
  readonly text: string;
  readonly span: Span;
  /** The number split off; undefined for the whole word. */
  readonly suffix: string | undefined;
}

/** A tensor expression, perhaps under a line that names it, perhaps with a shape behind it. */
export interface ExpressionLabel extends LabelBase {
  readonly kind: "expression";
  /** The line above it: a name for other expressions to use, or what it does (`AddNoise`). */
  readonly title: { readonly name: string; readonly span: Span } | undefined;
  /** Undefined where it breaks off (a slip says where). */
  readonly expression: ExpressionSyntax | undefined;
  /** Of the result; under a product with a layer's weight, of that matrix. */
  readonly shape: readonly Argument[] | undefined;
}

export interface UnknownLabel extends LabelBase {
  readonly kind: "unknown";
  /** A number that stands where only a suffix may (`Dropout 0.5`), with the word before it. */
  readonly strayNumber: { readonly word: string; readonly number: string; readonly span: Span } | undefined;
  /** What it would be if a layer's arguments needed no brackets. */
  readonly bare: BareArguments | undefined;
  /** What stands behind the brackets, where a label ends. */
  readonly trailing: TrailingText | undefined;
  /** What stands for the batch where a shape would begin with it: the N of `x: [N, 64]`. */
  readonly batch: Span | undefined;
}

/** A word, and arguments around it without brackets: `Conv2D K=3, P=1`. */
export interface BareArguments {
  readonly word: Word;
  /** Of the arguments; of the whole label where they begin before the word. */
  readonly span: Span;
  /** The sign between the two, where there is one. */
  readonly colon: Span | undefined;
  /** Undefined where they cannot be read. */
  readonly arguments: readonly Argument[] | undefined;
  /** The bracket that closes them, where it is there. */
  readonly close: Span | undefined;
}

/** A word, its brackets, and something more: `Conv2D [K=3], bias=False`. */
export interface TrailingText {
  readonly word: Word;
  /** Nothing stands in the brackets. */
  readonly isEmpty: boolean;
  /** Of the bracket that closes. */
  readonly close: Span;
  /** Of what is more, the comma before it apart. */
  readonly span: Span;
  /** Undefined where it is no list of arguments. */
  readonly arguments: readonly Argument[] | undefined;
}

export interface Argument {
  /** Undefined for a positional argument. */
  readonly key: { readonly text: string; readonly span: Span } | undefined;
  readonly value: DimensionSyntax;
  readonly span: Span;
}

/** A size as it is written. Sums and products are flat, so that depth is that of the brackets alone. */
export type DimensionSyntax =
  | { readonly kind: "number"; readonly text: string; readonly span: Span }
  /** `NFeature`, or with a value of its own, `NFeature(768)`. */
  | { readonly kind: "name"; readonly name: string; readonly value: DimensionSyntax | undefined; readonly span: Span }
  /** `#Layer`, the index of a repeat, from 0. */
  | { readonly kind: "index"; readonly name: string; readonly span: Span }
  | { readonly kind: "sum"; readonly terms: readonly { readonly sign: 1 | -1; readonly value: DimensionSyntax }[]; readonly span: Span }
  | { readonly kind: "product"; readonly factors: readonly { readonly operator: "*" | "/" | "x"; readonly value: DimensionSyntax }[]; readonly span: Span }
  /** `64+6*32=256`: all parts must be equal. */
  | { readonly kind: "equation"; readonly sides: readonly DimensionSyntax[]; readonly span: Span }
  | { readonly kind: "list"; readonly items: readonly Argument[]; readonly span: Span };
