/** Typed reading of attribute records by the operations' files and the kernels; defaults are given by the caller. */
import type { Algebra, Attributes } from "./operation.ts";

/** A `size` or `extent` over dimensions, or the default where it is left out. */
export function size<D>(algebra: Algebra<D>, attributes: Attributes<D>, name: string, otherwise = 1): D {
  const value = attributes[name];
  return value === undefined ? algebra.constant(otherwise) : (value as D);
}

/** A pair over dimensions, height first, or the default in both places where it is left out. */
export function pair<D>(algebra: Algebra<D>, attributes: Attributes<D>, name: string, otherwise: number): readonly [D, D] {
  const value = attributes[name];
  if (value === undefined) return [algebra.constant(otherwise), algebra.constant(otherwise)];
  return value as unknown as readonly [D, D];
}

export function flag<D>(attributes: Attributes<D>, name: string, otherwise: boolean): boolean {
  return (attributes[name] as boolean | undefined) ?? otherwise;
}

/** An axis counted from 0, or undefined where it is none of the rank's; `-1` is the last, as in PyTorch. */
export function axis<D>(algebra: Algebra<D>, attributes: Attributes<D>, name: string, rank: number, otherwise = 0): number | undefined {
  const written = writtenAxis(algebra, attributes, name, otherwise);
  return written >= -rank && written < rank ? (written + rank) % rank : undefined;
}

/** The axis as the attribute says it: an axis is always known, also while other dimensions are not. */
export function writtenAxis<D>(algebra: Algebra<D>, attributes: Attributes<D>, name: string, otherwise = 0): number {
  return algebra.value(size(algebra, attributes, name, otherwise)) ?? otherwise;
}

/** What a `shape` says: dimensions, with those named that are bound at run. */
export function dimensions<D>(algebra: Algebra<D>, attributes: Attributes<D>, name: string): readonly D[] {
  const entries = attributes[name] as readonly (D | string)[];
  return entries.map((entry) => (typeof entry === "string" ? algebra.named(entry) : entry));
}

/** A numeric attribute; NaN where it has no default and is left out. */
export function numberOf(attributes: Attributes<number>, name: string, otherwise = NaN): number {
  return (attributes[name] as number | undefined) ?? otherwise;
}

/** A numeric pair, height first. */
export function pairOf(attributes: Attributes<number>, name: string, otherwise: number): readonly [number, number] {
  return (attributes[name] as readonly [number, number] | undefined) ?? [otherwise, otherwise];
}

/** A numeric pair that is always given. */
export function extents(attributes: Attributes<number>, name: string): readonly [number, number] {
  return pairOf(attributes, name, 1);
}

/** A numeric axis of a tensor whose rank is known to have it. */
export function axisOf(attributes: Attributes<number>, name: string, rank: number, otherwise = 0): number {
  return (numberOf(attributes, name, otherwise) + rank) % rank;
}
