/** The sizes of kernels/src/f32-multiply-4x8-simd128.ts: tiles of 4 rows in blocks of 64 numbers, and a product of 4 x 8. */
export const tileRows = 4;
export const tileTerms = 64;
export const productBytes = 128;

/** Of a tile whose rows have so many numbers. */
export function tileBytes(length: number): number {
  return Math.ceil(length / tileTerms) * tileTerms * tileRows * 4;
}
