/**
 * c[row][column] = sum over k of a[row][k] * b[k][column], up to `tileRows` rows x 8 columns: the product that convolutions and
 * linear layers are made of. The plan says how many rows: 4 keep both multipliers of a core busy where adding is an instruction of
 * its own; a multiply-add takes longer, so that there must be more chains, and leaves registers for 6, if the engine's compiler finds them.
 * a is [K/64][tileRows][64], so that one pointer with constant offsets serves all rows, and rows are written in whole vectors;
 * the last block of 64 may be filled in part. b is [K][8], c is [row][8].
 * The sum runs over k in ascending order in one chain from zero, so that its bits depend on nothing but the operands.
 * One k for each iteration: unrolled further, older V8 runs out of registers and halves the speed.
 */
import { multiplyAdd } from "./multiply-add";

/** Bytes of a row in a block of 64 numbers. */
export const ROW_BYTES: usize = 256;
/** Vectors in it. */
export const ROW_VECTORS: i32 = 16;
/** The most rows of a product, and the bytes of a block of 64 numbers of as many rows. */
export let tileRows: i32 = 4;
export let blockBytes: usize = 4 * ROW_BYTES;
/** Bytes of b for one k. */
export const PANEL_BYTES: usize = 32;
/** Bytes of c for one row. */
export const PRODUCT_BYTES: usize = 32;

export function setTileRows(rows: i32): void {
  tileRows = rows;
  blockBytes = <usize>rows * ROW_BYTES;
}

/** Bytes of a tile whose rows have `count` numbers each. */
export function tileBytes(count: i32): usize {
  return <usize>((count + 63) >> 6) * blockBytes;
}

/** Bytes of a product. */
export function productBytes(): usize {
  return <usize>tileRows * PRODUCT_BYTES;
}

/** Into how many tiles `rows` are parted: as evenly as can be, the larger ones first. */
export function tileCount(rows: i32): i32 {
  return (rows + tileRows - 1) / tileRows;
}

/** The first row of a tile. */
export function tileBegin(rows: i32, tile: i32, tiles: i32): i32 {
  return rows / tiles * tile + min(rows % tiles, tile);
}

/** How many rows a tile has. */
export function rowsOfTile(rows: i32, tile: i32, tiles: i32): i32 {
  return rows / tiles + i32(tile < rows % tiles);
}

/** `bytes` of each row, one row after another from `from` on, become a tile. */
export function packTile(from: usize, rows: i32, bytes: usize, tile: usize): void {
  for (let row = 0; row < rows; row++) {
    let to = tile + <usize>row * ROW_BYTES;
    for (let left = bytes; left > 0;) {
      const part = min(left, ROW_BYTES);
      memory.copy(to, from, part);
      from += part;
      left -= part;
      to += blockBytes;
    }
  }
}

// @ts-ignore: a decorator of AssemblyScript's
@inline
export function multiplyTile(rows: i32, a: usize, b: usize, count: i32, c: usize): void {
  if (rows == 4) multiplyFour(a, b, count, c);
  else multiplyOther(rows, a, b, count, c);
}

function multiplyOther(rows: i32, a: usize, b: usize, count: i32, c: usize): void {
  switch (rows) {
    case 1: return multiplyOne(a, b, count, c);
    case 2: return multiplyTwo(a, b, count, c);
    case 3: return multiplyThree(a, b, count, c);
    case 5: return multiplyFive(a, b, count, c);
    default: return multiplySix(a, b, count, c);
  }
}

/** Each is a function of its own, which run.ts exports to keep it so: beside others in one, older V8 gives it fewer registers. */
export function multiplyOne(a: usize, b: usize, count: i32, c: usize): void { multiply(1, a, b, count, c); }
export function multiplyTwo(a: usize, b: usize, count: i32, c: usize): void { multiply(2, a, b, count, c); }
export function multiplyThree(a: usize, b: usize, count: i32, c: usize): void { multiply(3, a, b, count, c); }
export function multiplyFour(a: usize, b: usize, count: i32, c: usize): void { multiply(4, a, b, count, c); }
export function multiplyFive(a: usize, b: usize, count: i32, c: usize): void { multiply(5, a, b, count, c); }
export function multiplySix(a: usize, b: usize, count: i32, c: usize): void { multiply(6, a, b, count, c); }

/** `rows` is a constant: nothing is left of the rows beyond. */
// @ts-ignore: a decorator of AssemblyScript's
@inline
function multiply(rows: i32, a: usize, b: usize, count: i32, c: usize): void {
  let a0 = f32x4.splat(0), b0 = a0, a1 = a0, b1 = a0, a2 = a0, b2 = a0, a3 = a0, b3 = a0, a4 = a0, b4 = a0, a5 = a0, b5 = a0;
  const end = b + <usize>count * PANEL_BYTES, next = blockBytes - ROW_BYTES;
  do {
    const blockEnd = min(b + 64 * PANEL_BYTES, end);
    do {
      const wa = v128.load(b), wb = v128.load(b, 16);
      const x0 = v128.load32_splat(a);
      a0 = multiplyAdd(x0, wa, a0); b0 = multiplyAdd(x0, wb, b0);
      if (rows > 1) { const x1 = v128.load32_splat(a, 256); a1 = multiplyAdd(x1, wa, a1); b1 = multiplyAdd(x1, wb, b1); }
      if (rows > 2) { const x2 = v128.load32_splat(a, 512); a2 = multiplyAdd(x2, wa, a2); b2 = multiplyAdd(x2, wb, b2); }
      if (rows > 3) { const x3 = v128.load32_splat(a, 768); a3 = multiplyAdd(x3, wa, a3); b3 = multiplyAdd(x3, wb, b3); }
      if (rows > 4) { const x4 = v128.load32_splat(a, 1024); a4 = multiplyAdd(x4, wa, a4); b4 = multiplyAdd(x4, wb, b4); }
      if (rows > 5) { const x5 = v128.load32_splat(a, 1280); a5 = multiplyAdd(x5, wa, a5); b5 = multiplyAdd(x5, wb, b5); }
      a += 4;
      b += PANEL_BYTES;
    } while (b < blockEnd);
    a += next;
  } while (b < end);
  v128.store(c, a0); v128.store(c, b0, 16);
  if (rows > 1) { v128.store(c, a1, 32); v128.store(c, b1, 48); }
  if (rows > 2) { v128.store(c, a2, 64); v128.store(c, b2, 80); }
  if (rows > 3) { v128.store(c, a3, 96); v128.store(c, b3, 112); }
  if (rows > 4) { v128.store(c, a4, 128); v128.store(c, b4, 144); }
  if (rows > 5) { v128.store(c, a5, 160); v128.store(c, b5, 176); }
}
