/**
 * A model as functions of statements, everything decided: what 4-infer gives and 5-emit prints. One statement for
 * each node of the diagram; a block is one function, called once for each use. Plain data without places.
 */
import type { ElementType, Operation } from "../ops/operation.ts";

export interface Program {
  /** The digraph's name. */
  readonly name: string;
  /** The base name of the file that it was drawn in. */
  readonly file: string;
  /** Sizes that the importing program gives at create, in order of first appearance. */
  readonly options: readonly string[];
  /** A function stands after those that it calls; the last is the model itself. */
  readonly functions: readonly ModelFunction[];
}

export interface ModelFunction {
  /** The digraph's name. */
  readonly name: string;
  /** The sizes that it takes, in order of first appearance. */
  readonly formals: readonly string[];
  /** The values that it takes, node ids; the model itself has `input` statements instead. */
  readonly inputs: readonly string[];
  readonly statements: readonly Statement[];
  readonly outputs: readonly { readonly name: string; readonly value: string }[];
}

/** Gives one value, known in its function as `result`: the node's id, or for a step on the way to it, id and number. */
export type Statement =
  | { readonly kind: "input"; readonly result: string; readonly id: string; readonly element: ElementType; readonly shape: readonly SizeExpression[] }
  /** Noise: an input that may be left out, and is drawn then. */
  | { readonly kind: "randn"; readonly result: string; readonly id: string; readonly shape: readonly SizeExpression[] }
  /** A parameter of the layer that gives `of`, as a tensor with the same storage. */
  | { readonly kind: "parameterOf"; readonly result: string; readonly id: string; readonly of: string; readonly parameter: string }
  | Apply
  | Call
  | Repeat;

export interface Apply {
  readonly kind: "apply";
  readonly result: string;
  readonly id: string;
  /** Its number where turns of a repeat differ and stand one by one; its path is then `id.turn`. */
  readonly turn?: number;
  readonly operation: Operation;
  /** Values, or numbers as operands. */
  readonly inputs: readonly (string | SizeExpression)[];
  /** Those that differ from the operation's defaults, in the order of its specs. */
  readonly attributes: Readonly<Record<string, AttributeExpression>>;
}

export interface Call {
  readonly kind: "call";
  readonly result: string;
  readonly id: string;
  readonly turn?: number;
  /** Index in `Program.functions`. */
  readonly callee: number;
  /** For each of the callee's inputs; of a scan, for each sequence and each state that is given a start. */
  readonly inputs: readonly string[];
  readonly sizes: readonly { readonly name: string; readonly value: SizeExpression }[];
  /** The callee is a cell, and runs once for each step along axis 1. */
  readonly scan?: Scan;
}

/** What a cell's inputs and outputs are to the steps in time. */
export interface Scan {
  /** For each of the callee's inputs. */
  readonly inputs: readonly (ScanSequence | ScanState)[];
  /** The callee's output that is gathered. */
  readonly output: string;
}

interface ScanSequence {
  readonly kind: "sequence";
  /** The callee's input. */
  readonly input: string;
}

interface ScanState {
  readonly kind: "state";
  readonly input: string;
  /** `H` of `H[t-1]`. */
  readonly name: string;
  readonly shape: readonly SizeExpression[];
  /** The start is one of the call's inputs; zeros otherwise. */
  readonly given: boolean;
  /** The callee's output that the next step takes. */
  readonly next: string;
}

/** `count` instances in a row, each with the value before as its input, under ids 0, 1, …; 0 gives the input itself. */
export interface Repeat {
  readonly kind: "repeat";
  readonly result: string;
  readonly id: string;
  readonly count: SizeExpression;
  readonly input: string;
  /** One turn: its input and result are `result`, its id is the turn's number. */
  readonly body: Apply | Call;
}

export type AttributeExpression = SizeExpression | boolean | readonly SizeExpression[];

export type SizeExpression =
  | { readonly kind: "number"; readonly value: number }
  /** A formal, or an option of the model. */
  | { readonly kind: "name"; readonly name: string }
  /** Bound at run; stands alone, in shapes only. */
  | { readonly kind: "run"; readonly name: string }
  /** What is left (`-1`), or, in a claim, any size. */
  | { readonly kind: "rest" }
  /** The size of a value's axis, for sizes that no name tells. */
  | { readonly kind: "size"; readonly value: string; readonly axis: number }
  /** The index of the repeat around it, from 0. */
  | { readonly kind: "index" }
  | { readonly kind: "sum"; readonly terms: readonly { readonly sign: 1 | -1; readonly value: SizeExpression }[] }
  | { readonly kind: "product"; readonly factors: readonly { readonly operator: "*" | "/"; readonly value: SizeExpression }[] }
  | { readonly kind: "floor"; readonly value: SizeExpression };
