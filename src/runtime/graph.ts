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
  /** What a run takes where it is given nothing: a state starts at zeros, noise is drawn. Without it, the input must be given. */
  readonly default?: "zeros" | "normal";
  /** What its numbers may be, where they are indices. */
  readonly limit?: IndexLimit | undefined;
}

export interface GraphParameter {
  /** The whole path, as in PyTorch's state_dict: `convblock1.conv1.weight`. */
  readonly name: string;
  readonly spec: ParameterSpec;
  /** Another node's parameter, which this one uses as well. */
  readonly shared?: true;
  /** The counter that is stored behind it: batch norm's `num_batches_tracked`. */
  readonly counter?: string;
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
  /** A scan's alone. Its inputs are then the sequences, the states before the first step, and what the steps use of the graph around. */
  readonly body?: ScanBody;
}

/** One step of a scan. Values are numbered throughout the graph, so that a step's nodes read values of the graph around as they are. */
export interface ScanBody {
  /** In order of execution. */
  readonly nodes: readonly GraphNode[];
  /** The sequences that it was given, which have equally many steps, whatever of their elements is worked on before the loop. */
  readonly over: readonly number[];
  /** Each step sees one element [batch, …] of a sequence [batch, steps, …]. There is at least one. */
  readonly sequences: readonly { readonly all: number; readonly each: number }[];
  readonly states: readonly ScanState[];
  /** What a step gives, [batch, …]; the scan's own value is all of them, [batch, steps, …]. */
  readonly output: number;
}

export interface ScanState {
  /** Its name in the step; the model's input and output have the scan's path in front. */
  readonly name: string;
  /** What the first step starts from, and what the last one has left: values of the graph around. */
  readonly first: number;
  readonly last: number;
  /** What a step finds, and what it leaves. */
  readonly before: number;
  readonly after: number;
}

export interface GraphOutput {
  readonly name: string;
  readonly value: number;
  /** The last value of a scan's state. */
  readonly state?: true;
}

export interface Graph {
  readonly name: string;
  readonly inputs: readonly GraphInput[];
  /** In order of execution. */
  readonly nodes: readonly GraphNode[];
  /** The diagram's, then the states'. */
  readonly outputs: readonly GraphOutput[];
  /** Every parameter once, in the order of the description. */
  readonly parameters: readonly GraphParameter[];
}

/** The nodes, each scan's own behind it: all that have a path and parameters. */
export function allNodes({ nodes }: Pick<Graph, "nodes">): readonly GraphNode[] {
  return nodes.flatMap((node) => [node, ...(node.body?.nodes ?? [])]);
}
