/**
 * A model as two versions of it are compared: blocks and repeats are unrolled, every node stands under the path that
 * its parameters have. Plain data, that can be compared by `===` and printed as JSON.
 */
import type { ElementType } from "../ops/operation.ts";

/** A number, or an expression over the sizes that nobody has given a value: `BlockC/2`. Equal sizes are `===`. */
export type Size = number | string;
export type Shape = readonly Size[];

export interface FlatModel {
  readonly name: string;
  /** Sizes that the importing program gives, in order of first appearance. */
  readonly options: readonly string[];
  readonly inputs: readonly FlatInput[];
  /** In the order of execution. */
  readonly nodes: readonly FlatNode[];
  readonly outputs: readonly FlatOutput[];
  /** Repeats whose count is an option's: their turns are one, under the index `#`. */
  readonly repeats: readonly { readonly path: string; readonly count: Size }[];
  /** Learned numbers, buffers apart; undefined where the turns of an open repeat hold different ones. */
  readonly parameterCount: Size | undefined;
}

export interface FlatInput {
  readonly name: string;
  readonly element: ElementType;
  readonly shape: Shape;
}

export interface FlatOutput extends FlatInput {
  /** The node or input that gives it, feature maps looked through. */
  readonly source: string;
}

export interface FlatNode {
  readonly path: string;
  /** The path's node ids and turns, from the outermost. */
  readonly parts: readonly string[];
  readonly operation: string;
  /** All of the operation's, defaults included, in its order; a feature map's claim is its shape alone. */
  readonly attributes: readonly FlatAttribute[];
  /** Paths of nodes and names of inputs, in order; feature maps change nothing and are looked through. */
  readonly inputs: readonly string[];
  /** The order of its inputs changes nothing. */
  readonly unordered: boolean;
  readonly shape: Shape;
  readonly parameters: readonly FlatParameter[];
}

export interface FlatAttribute {
  readonly name: string;
  readonly value: FlatValue;
  /** Nothing says so: it is the operation's default. */
  readonly usual: boolean;
}

export type FlatValue = Size | boolean | Shape;

export interface FlatParameter {
  /** The whole path, as in PyTorch's state_dict. */
  readonly name: string;
  /** Its last part, the operation's name for it; empty where the node itself is the parameter. */
  readonly own: string;
  readonly shape: Shape;
  readonly element: "float32" | "int64";
  /** How often it is there, for each open repeat around it. */
  readonly times: Shape;
}
