/**
 * The sizes of kernels/src/f32-multiply-8-simd128.ts: tiles of `tileRows` rows in blocks of 64 numbers, and a product of as many rows of
 * eight. `tileRows` is the plan's: see kernel-module.ts.
 */
export const tileTerms = 64;

/** Of a tile whose rows have so many numbers. */
export function tileBytes(length: number, tileRows: number): number {
  return Math.ceil(length / tileTerms) * tileTerms * tileRows * 4;
}

/** Of a product. */
export function productBytes(tileRows: number): number {
  return tileRows * 32;
}
