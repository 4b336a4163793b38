/** How an operation is written in ONNX (opset 17): from one call of it, the nodes that stand for it. */
import type { Attributes, TensorType } from "./operation.ts";

export interface OnnxNode {
  readonly opType: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
}

/** A number or list of them is an ONNX INT(S); a float is marked, for `1.0` and `1` are one number here. */
export type OnnxAttribute = number | readonly number[] | string | { readonly float: number };

export interface OnnxCall {
  readonly inputs: readonly string[];
  readonly output: string;
  readonly inputTypes: readonly TensorType<number>[];
  readonly outputType: TensorType<number>;
  readonly attributes: Attributes<number>;
  /** The initializer that holds the operation's parameter of that name. */
  readonly parameter: (name: string) => string;
  /** A new INT64 constant, for operators that take shapes or axes as tensors. */
  readonly int64: (values: readonly number[]) => string;
  /** A new FLOAT constant. */
  readonly float32: (values: readonly number[]) => string;
  /** A new FLOAT constant of no axes, which broadcasts to any shape. */
  readonly scalar: (value: number) => string;
  /** A fresh name for a tensor between two of the nodes. */
  readonly fresh: (suffix: string) => string;
}

export type OnnxForm = (call: OnnxCall) => readonly OnnxNode[];
