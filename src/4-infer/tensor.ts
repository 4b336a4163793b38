/** Tensors as inference knows them: a type over symbolic sizes, and which axes are images'. */
import { atomDimension, constant, isSame, namesIn, type Dimension } from "../ir/dimension.ts";
import type { Span } from "../ir/source.ts";
import type { ElementType, TensorType } from "../ops/operation.ts";
import { batchDimension } from "../2-interpret/vocabulary.ts";
import type { DrawnAxis } from "./drawn-axis.ts";
import type { Scope } from "./scope.ts";

export interface Tensor extends TensorType<Dimension> {
  readonly element: ElementType;
  readonly shape: readonly Dimension[];
  /** Its last axes are (C, H, W) or (C, W). */
  readonly spatial: boolean;
  /** The name under which generated code has it. */
  readonly value: string;
  /** What made it: the node's label. */
  readonly span: Span;
  /** The tensor that it was made of, where one alone decides its sizes; of several, the one with the longest way. */
  readonly from?: Tensor | undefined;
  /** What it would be if a written axis were counted as feature maps are drawn. */
  readonly drawnAxis?: DrawnAxis | undefined;
  /** A parameter, or made of parameters alone: broadcasting it needs no word. */
  readonly isParameter: boolean;
}

export function isBatched({ shape: [first] }: Tensor, scope: Scope): boolean {
  return first !== undefined && isSame(scope.solver.resolve(first), batchSize(scope));
}

/** Whether it is known to have no batch axis. */
export function isUnbatched(tensor: Tensor, scope: Scope): boolean {
  const names = [...namesIn(scope.solver.resolve(tensor.shape[0] ?? constant(1)))];
  return !isBatched(tensor, scope) && names.every((atom) => scope.solver.roleOf(atom) !== "unknown");
}

export function batchSize(scope: Scope): Dimension {
  return atomDimension(scope.solver.runAtom(batchDimension));
}

/** The number of the first axis after the batch. */
export function firstAxis(tensor: Tensor, scope: Scope): number {
  return isBatched(tensor, scope) ? 1 : 0;
}

/** The axis that holds channels or classes: C of images, else the last. */
export function channelAxis(tensor: Tensor, scope: Scope): number {
  return tensor.spatial ? firstAxis(tensor, scope) : Math.max(0, tensor.shape.length - 1);
}

/** `(BatchSize, 64, 56, 56)` */
export function formatShape({ shape }: TensorType<Dimension>, scope: Scope): string {
  return `(${shape.map((size) => scope.format(size)).join(", ")})`;
}

/** The name of an axis in messages: C, H and W of images, else its number. */
export function axisName(tensor: Tensor, axis: number): string | undefined {
  const fromEnd = tensor.shape.length - axis;
  const names = tensor.spatial ? ["W", "H", "C"] : [];
  return names[fromEnd - 1];
}
