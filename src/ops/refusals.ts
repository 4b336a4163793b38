/**
 * The refusals that many shape rules share. Each gives a failure, or undefined where there is nothing to refuse,
 * so that rules read as a chain of `??` that ends in the type.
 */
import { size } from "./attributes.ts";
import type { Algebra, Attributes, Failure, TensorType } from "./operation.ts";

export type Refusal<D> = { readonly failure: Failure<D> } | undefined;

/** Every input must be float32. */
export function refuseIntegers<D>(inputs: readonly TensorType<D>[]): Refusal<D> {
  const input = inputs.findIndex(({ element }) => element !== "float32");
  if (input < 0) return undefined;
  return { failure: { kind: "element", input, expected: "float32", found: inputs[input]!.element } };
}

/** The input's rank must be one of those expected, the usual one first. */
export function refuseRank<D>(inputs: readonly TensorType<D>[], input: number, expected: readonly number[]): Refusal<D> {
  const found = inputs[input]!.shape.length;
  return expected.includes(found) ? undefined : { failure: { kind: "rank", input, expected, found } };
}

/** The first input's axis must have the size that the attribute states. */
export function refuseSize<D>(algebra: Algebra<D>, inputs: readonly TensorType<D>[], attributes: Attributes<D>, attribute: string, axis: number): Refusal<D> {
  const expected = size(algebra, attributes, attribute);
  const found = inputs[0]!.shape[axis]!;
  if (algebra.equal(expected, found) !== false) return undefined;
  return { failure: { kind: "size", attribute, input: 0, axis, expected, found } };
}

/** Two inputs' axes must have the same size. */
export function refuseDifference<D>(algebra: Algebra<D>, inputs: readonly TensorType<D>[], pair: readonly [number, number], axes: readonly [number, number]): Refusal<D> {
  const sizes = [inputs[pair[0]]!.shape[axes[0]]!, inputs[pair[1]]!.shape[axes[1]]!] as const;
  return algebra.equal(...sizes) === false ? { failure: { kind: "inputs", inputs: pair, axes, sizes } } : undefined;
}

/** The first input's last axes must have the sizes that the attribute lists. */
export function refuseLastSizes<D>(algebra: Algebra<D>, inputs: readonly TensorType<D>[], attributes: Attributes<D>, attribute: string): Refusal<D> {
  const listed = attributes[attribute] as readonly D[];
  const { shape } = inputs[0]!;
  const before = shape.length - listed.length;
  if (before < 0) return refuseRank(inputs, 0, [listed.length + 1, listed.length]);
  for (const [index, expected] of listed.entries()) {
    const found = shape[before + index]!;
    if (algebra.equal(expected, found) === false) return { failure: { kind: "size", attribute, input: 0, axis: before + index, expected, found } };
  }
  return undefined;
}
