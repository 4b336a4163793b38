/**
 * What describing a model records: a graph in single assignment, built through `Net`. No data is touched. Sizes
 * bound at run are NaN here (and spread as NaN does); `bindRunDimensions` repeats the shape rules with numbers.
 */
import type { Attributes, ElementType, Operation, ParameterSpec, TensorType } from "../ops/operation.ts";

/** A size, or the name of one that is bound at run. */
export type Dimension = number | string;

/** A tensor in a graph. `shape[axis]` is NaN where it is bound at run. */
export interface Value {
  readonly index: number;
  /** The path of the node that gives it, for messages. */
  readonly path: string;
  readonly type: TensorType<number>;
}

/** Whole numbers from 0 to one less than this, since the embedding under that path has as many rows. */
export interface IndexLimit {
  readonly below: number;
  readonly path: string;
}

export interface GraphInput {
  readonly name: string;
  readonly element: ElementType;
  /** Strings are run dimensions; `-1` takes any size. */
  readonly shape: readonly Dimension[];
  readonly value: number;
  /** What its numbers may be, where they are indices. */
  readonly limit?: IndexLimit | undefined;
}

export interface GraphParameter {
  /** The whole path, as in PyTorch's state_dict: `convblock1.conv1.weight`. */
  readonly name: string;
  readonly spec: ParameterSpec;
}

export interface GraphNode {
  /** The index of the value that it gives. */
  readonly value: number;
  readonly operation: Operation;
  /** Scopes and node id, joined by dots: `convblock1.conv1`. */
  readonly path: string;
  readonly inputs: readonly number[];
  readonly attributes: Attributes<number>;
  readonly parameters: readonly GraphParameter[];
  readonly type: TensorType<number>;
}

export interface Graph {
  readonly name: string;
  readonly inputs: readonly GraphInput[];
  /** In order of execution. */
  readonly nodes: readonly GraphNode[];
  readonly outputs: readonly { readonly name: string; readonly value: number }[];
  /** Every parameter, in order of first use. */
  readonly parameters: readonly GraphParameter[];
}
