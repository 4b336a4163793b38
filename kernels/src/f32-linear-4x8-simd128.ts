/**
 * y[r, o] = act(sum over k of x[r, k] * weight[o, k] + bias[o] + residual[r, o])
 * Legend: r row, o output feature. x, y and residual are plain, rows after one another. Weight is packed [panel][k][8], bias
 * [panel][8], a panel being 8 output features, the missing ones zero.
 * One row is `linearVector`, which reads the weights at the speed of memory; more rows become tiles by `linearTiles` first,
 * and are multiplied by `linearPanels`. The sums are the same to the bit.
 */
import { BLOCK_BYTES, PANEL_BYTES, ROW_BYTES, TILE_BYTES, multiplyTile, tileBytes } from "./f32-multiply-4x8-simd128";
import { multiplyAdd } from "./multiply-add";
import { shareBegin } from "./share";
import { storeLanes } from "./store-lanes";

@unmanaged
export class Linear {
  kind: i32;
  early: i32;
  x: usize;
  y: usize;
  /** 0 where there is none. */
  residual: usize;
  weight: usize;
  bias: usize;
  /** A product for each thread. */
  scratch: usize;
  /** All rows as tiles. */
  tiles: usize;
  rows: i32;
  inFeatures: i32;
  outFeatures: i32;
  relu: i32;
}

function panelCount(step: Linear): i32 {
  return (step.outFeatures + 7) >> 3;
}

/** A unit of work is two panels, so that four sums run side by side. */
export function linearVector(step: Linear, thread: i32, threads: i32): void {
  const panels = panelCount(step), pairs = (panels + 1) >> 1;
  const end = shareBegin(pairs, thread + 1, threads);
  for (let pair = shareBegin(pairs, thread, threads); pair < end; pair++) multiplyPair(step, 2 * pair, min(2 * pair + 1, panels - 1));
}

function multiplyPair(step: Linear, first: i32, second: i32): void {
  const length = <usize>step.inFeatures, panelBytes = length * PANEL_BYTES;
  let b = step.weight + <usize>first * panelBytes, d = step.weight + <usize>second * panelBytes;
  let x = step.x;
  const end = x + length * 4;
  let s0 = f32x4.splat(0);
  let s1 = s0, s2 = s0, s3 = s0;
  do {
    const value = v128.load32_splat(x);
    s0 = multiplyAdd(value, v128.load(b), s0); s1 = multiplyAdd(value, v128.load(b, 16), s1);
    s2 = multiplyAdd(value, v128.load(d), s2); s3 = multiplyAdd(value, v128.load(d, 16), s3);
    x += 4;
    b += PANEL_BYTES;
    d += PANEL_BYTES;
  } while (x < end);
  storeFeatures(step, 0, 8 * first, s0);
  storeFeatures(step, 0, 8 * first + 4, s1);
  if (second == first) return;
  storeFeatures(step, 0, 8 * second, s2);
  storeFeatures(step, 0, 8 * second + 4, s3);
}

/** A unit of work is a tile of 4 rows; beyond the last row, it again. */
export function linearTiles(step: Linear, thread: i32, threads: i32): void {
  const tiles = (step.rows + 3) >> 2, bytes = tileBytes(step.inFeatures), rowBytes = <usize>step.inFeatures * 4;
  const end = shareBegin(tiles, thread + 1, threads);
  for (let tile = shareBegin(tiles, thread, threads); tile < end; tile++) {
    for (let i = 0; i < 4; i++) {
      let from = step.x + <usize>min(4 * tile + i, step.rows - 1) * rowBytes, to = step.tiles + <usize>tile * bytes + <usize>i * ROW_BYTES;
      for (let left = rowBytes; left > 0;) {
        const part = min(left, ROW_BYTES);
        memory.copy(to, from, part);
        from += part;
        left -= part;
        to += BLOCK_BYTES;
      }
    }
  }
}

/** A unit of work is a panel, for all rows while its weights are near. */
export function linearPanels(step: Linear, thread: i32, threads: i32): void {
  const panels = panelCount(step), tiles = (step.rows + 3) >> 2, bytes = tileBytes(step.inFeatures);
  const end = shareBegin(panels, thread + 1, threads);
  const product = step.scratch + <usize>thread * TILE_BYTES;
  for (let panel = shareBegin(panels, thread, threads); panel < end; panel++) {
    const weight = step.weight + <usize>panel * <usize>step.inFeatures * PANEL_BYTES;
    for (let tile = 0; tile < tiles; tile++) {
      multiplyTile(step.tiles + <usize>tile * bytes, weight, step.inFeatures, product);
      for (let row = 4 * tile; row < min(4 * tile + 4, step.rows); row++) {
        const at = product + <usize>(row - 4 * tile) * 32;
        storeFeatures(step, row, 8 * panel, v128.load(at));
        storeFeatures(step, row, 8 * panel + 4, v128.load(at, 16));
      }
    }
  }
}

function storeFeatures(step: Linear, row: i32, feature: i32, sum: v128): void {
  if (feature >= step.outFeatures) return;
  const at = (<usize>row * <usize>step.outFeatures + <usize>feature) * 4;
  let value = f32x4.add(sum, v128.load(step.bias + <usize>feature * 4));
  if (step.residual) value = f32x4.add(value, v128.load(step.residual + at));
  if (step.relu) value = f32x4.pmax(value, f32x4.splat(0));
  storeLanes(step.y + at, value, step.outFeatures - feature);
}
