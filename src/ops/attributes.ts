/** Typed reading of attribute records by the operations' files. */
import type { Algebra, Attributes } from "./operation.ts";

/** A `size` or `extent`, or the default where it is left out. */
export function size<D>(algebra: Algebra<D>, attributes: Attributes<D>, name: string, otherwise = 1): D {
  const value = attributes[name];
  return value === undefined ? algebra.constant(otherwise) : (value as D);
}

/** A pair, height first, or the default in both places where it is left out. */
export function pair<D>(algebra: Algebra<D>, attributes: Attributes<D>, name: string, otherwise: number): readonly [D, D] {
  const value = attributes[name];
  if (value === undefined) return [algebra.constant(otherwise), algebra.constant(otherwise)];
  return value as unknown as readonly [D, D];
}

export function flag<D>(attributes: Attributes<D>, name: string, otherwise: boolean): boolean {
  return (attributes[name] as boolean | undefined) ?? otherwise;
}

/** A numeric pair, height first. */
export function pairOf(attributes: Attributes<number>, name: string, otherwise: number): readonly [number, number] {
  return (attributes[name] as readonly [number, number] | undefined) ?? [otherwise, otherwise];
}

/** A numeric pair that is always given. */
export function extents(attributes: Attributes<number>, name: string): readonly [number, number] {
  return pairOf(attributes, name, 1);
}
