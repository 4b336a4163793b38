/**
 * c[row][column] = sum over k of a[row][k] * b[k][column], 4 rows x 8 columns: the product that convolutions and linear
 * layers are made of.
 * a is [K/64][4][64], so that one pointer with constant offsets serves four rows, and rows are written in whole vectors;
 * the last block of 64 may be filled in part. b is [K][8], c is [4][8].
 * The sum runs over k in ascending order in one chain from zero, so that its bits depend on nothing but the operands.
 * One k for each iteration: unrolled further, older V8 runs out of registers and halves the speed.
 */
import { multiplyAdd } from "./multiply-add";

/** Bytes of a block: 4 rows of 64 numbers. */
export const BLOCK_BYTES: usize = 1024;
/** Bytes from a row of a block to the next. */
export const ROW_BYTES: usize = 256;
/** Vectors in a row of a block. */
export const ROW_VECTORS: i32 = 16;
/** Bytes of b for one k. */
export const PANEL_BYTES: usize = 32;
/** Bytes of c. */
export const TILE_BYTES: usize = 128;

/** Bytes of a tile of 4 rows with `count` numbers each. */
export function tileBytes(count: i32): usize {
  return <usize>((count + 63) >> 6) * BLOCK_BYTES;
}

export function multiplyTile(a: usize, b: usize, count: i32, c: usize): void {
  let a0 = f32x4.splat(0), b0 = f32x4.splat(0);
  let a1 = a0, a2 = a0, a3 = a0, b1 = b0, b2 = b0, b3 = b0;
  const end = b + <usize>count * PANEL_BYTES;
  do {
    const blockEnd = min(b + 64 * PANEL_BYTES, end);
    do {
      const wa = v128.load(b), wb = v128.load(b, 16);
      const x0 = v128.load32_splat(a), x1 = v128.load32_splat(a, 256), x2 = v128.load32_splat(a, 512), x3 = v128.load32_splat(a, 768);
      a0 = multiplyAdd(x0, wa, a0); b0 = multiplyAdd(x0, wb, b0);
      a1 = multiplyAdd(x1, wa, a1); b1 = multiplyAdd(x1, wb, b1);
      a2 = multiplyAdd(x2, wa, a2); b2 = multiplyAdd(x2, wb, b2);
      a3 = multiplyAdd(x3, wa, a3); b3 = multiplyAdd(x3, wb, b3);
      a += 4;
      b += PANEL_BYTES;
    } while (b < blockEnd);
    a += BLOCK_BYTES - ROW_BYTES;
  } while (b < end);
  v128.store(c, a0); v128.store(c, b0, 16); v128.store(c, a1, 32); v128.store(c, b1, 48);
  v128.store(c, a2, 64); v128.store(c, b2, 80); v128.store(c, a3, 96); v128.store(c, b3, 112);
}

/** The same for 3 rows; c is [3][8]. */
export function multiplyThree(a: usize, b: usize, count: i32, c: usize): void {
  let a0 = f32x4.splat(0), b0 = f32x4.splat(0);
  let a1 = a0, a2 = a0, b1 = b0, b2 = b0;
  const end = b + <usize>count * PANEL_BYTES;
  do {
    const blockEnd = min(b + 64 * PANEL_BYTES, end);
    do {
      const wa = v128.load(b), wb = v128.load(b, 16);
      const x0 = v128.load32_splat(a), x1 = v128.load32_splat(a, 256), x2 = v128.load32_splat(a, 512);
      a0 = multiplyAdd(x0, wa, a0); b0 = multiplyAdd(x0, wb, b0);
      a1 = multiplyAdd(x1, wa, a1); b1 = multiplyAdd(x1, wb, b1);
      a2 = multiplyAdd(x2, wa, a2); b2 = multiplyAdd(x2, wb, b2);
      a += 4;
      b += PANEL_BYTES;
    } while (b < blockEnd);
    a += BLOCK_BYTES - ROW_BYTES;
  } while (b < end);
  v128.store(c, a0); v128.store(c, b0, 16); v128.store(c, a1, 32); v128.store(c, b1, 48); v128.store(c, a2, 64); v128.store(c, b2, 80);
}
