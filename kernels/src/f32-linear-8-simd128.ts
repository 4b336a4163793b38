/**
 * y[r, o] = act(sum over k of x[r, k] * weight[o, k] + bias[o] + residual[r, o])
 * Legend: r row, o output feature. x, y and residual are plain, rows after one another. Weight is packed [panel][k][8], bias
 * [panel][8], a panel being 8 output features, the missing ones zero.
 * One row is `linearVector`, which reads the weights at the speed of memory; more rows become tiles by `linearTiles` first,
 * and are multiplied by `linearPanels`. The sums are the same to the bit.
 */
import { PANEL_BYTES, PRODUCT_BYTES, multiplyTile, packTile, productBytes, rowsOfTile, tileBegin, tileBytes, tileCount } from "./f32-multiply-8-simd128";
import { multiplyAdd } from "./multiply-add";
import { LinearStep } from "./record";
import { shareBegin } from "./share";
import { storeLanes } from "./store-lanes";

@unmanaged
export class Linear extends LinearStep {
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

/** A unit of work is a panel. A thread reads three stretches of its panels side by side, as far apart as they are long. */
export function linearVector(step: Linear, thread: i32, threads: i32): void {
  const panels = panelCount(step);
  const begin = shareBegin(panels, thread, threads), end = shareBegin(panels, thread + 1, threads);
  const stretch = (end - begin) / 3;
  for (let panel = begin; panel < begin + stretch; panel++) vectorByThree(step, panel, stretch);
  for (let panel = begin + 3 * stretch; panel < end; panel++) vectorByOne(step, panel);
}

function vectorByThree(step: Linear, panel: i32, stretch: i32): void {
  const panelBytes = <usize>step.inFeatures * PANEL_BYTES, apart = <usize>stretch * panelBytes;
  let w0 = step.weight + <usize>panel * panelBytes, w1 = w0 + apart, w2 = w1 + apart;
  let a0 = f32x4.splat(0), b0 = f32x4.splat(0);
  let a1 = a0, a2 = a0, b1 = b0, b2 = b0;
  const end = w0 + panelBytes;
  for (let x = step.x; w0 < end; x += 4) {
    const value = v128.load32_splat(x);
    a0 = multiplyAdd(value, v128.load(w0), a0); b0 = multiplyAdd(value, v128.load(w0, 16), b0);
    a1 = multiplyAdd(value, v128.load(w1), a1); b1 = multiplyAdd(value, v128.load(w1, 16), b1);
    a2 = multiplyAdd(value, v128.load(w2), a2); b2 = multiplyAdd(value, v128.load(w2, 16), b2);
    w0 += PANEL_BYTES; w1 += PANEL_BYTES; w2 += PANEL_BYTES;
  }
  storePanel(step, panel, a0, b0);
  storePanel(step, panel + stretch, a1, b1);
  storePanel(step, panel + 2 * stretch, a2, b2);
}

function vectorByOne(step: Linear, panel: i32): void {
  const panelBytes = <usize>step.inFeatures * PANEL_BYTES;
  let w = step.weight + <usize>panel * panelBytes;
  let a = f32x4.splat(0), b = f32x4.splat(0);
  const end = w + panelBytes;
  for (let x = step.x; w < end; x += 4) {
    const value = v128.load32_splat(x);
    a = multiplyAdd(value, v128.load(w), a); b = multiplyAdd(value, v128.load(w, 16), b);
    w += PANEL_BYTES;
  }
  storePanel(step, panel, a, b);
}

/** Of the one row. */
function storePanel(step: Linear, panel: i32, a: v128, b: v128): void {
  storeFeatures(step, 0, 8 * panel, a);
  storeFeatures(step, 0, 8 * panel + 4, b);
}

/** A unit of work is a tile. */
export function linearTiles(step: Linear, thread: i32, threads: i32): void {
  const tiles = tileCount(step.rows), bytes = tileBytes(step.inFeatures), rowBytes = <usize>step.inFeatures * 4;
  const end = shareBegin(tiles, thread + 1, threads);
  for (let tile = shareBegin(tiles, thread, threads); tile < end; tile++) {
    packTile(step.x + <usize>tileBegin(step.rows, tile, tiles) * rowBytes, rowsOfTile(step.rows, tile, tiles), rowBytes, step.tiles + <usize>tile * bytes);
  }
}

/** A unit of work is a panel, for all rows while its weights are near. */
export function linearPanels(step: Linear, thread: i32, threads: i32): void {
  const panels = panelCount(step), tiles = tileCount(step.rows), bytes = tileBytes(step.inFeatures);
  const end = shareBegin(panels, thread + 1, threads);
  const product = step.scratch + <usize>thread * productBytes();
  for (let panel = shareBegin(panels, thread, threads); panel < end; panel++) {
    const weight = step.weight + <usize>panel * <usize>step.inFeatures * PANEL_BYTES;
    for (let tile = 0; tile < tiles; tile++) {
      const begin = tileBegin(step.rows, tile, tiles), rows = rowsOfTile(step.rows, tile, tiles);
      multiplyTile(rows, step.tiles + <usize>tile * bytes, weight, step.inFeatures, product);
      for (let row = begin; row < begin + rows; row++) {
        const at = product + <usize>(row - begin) * PRODUCT_BYTES;
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
