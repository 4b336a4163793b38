/**
 * y[m] = a[m] * b[m] for matrices a (rows, depth) and b (depth, columns), all plain; a or b may be repeated for several m. `matmulTiles`
 * brings every a into tiles, `matmulPanels` multiplies these with the columns of b, eight at a time.
 * The sum runs over the depth in ascending order.
 */
import { PANEL_BYTES, PRODUCT_BYTES, multiplyTile, packTile, productBytes, rowsOfTile, tileBegin, tileBytes, tileCount } from "./f32-multiply-8-simd128";
import { loadLanes } from "./load-lanes";
import { offsetOf } from "./odometer";
import { Step } from "./record";
import { shareBegin } from "./share";
import { storeLanes } from "./store-lanes";

@unmanaged
export class Matmul extends Step {
  a: usize;
  b: usize;
  y: usize;
  /** For each thread, a product and a panel of b. */
  scratch: usize;
  /** Every a as tiles. */
  tiles: usize;
  /** How many matrices a has. */
  aMatrices: i32;
  matrices: i32;
  rows: i32;
  depth: i32;
  columns: i32;
  axes: i32;
  /** Of each axis before the last two: 8 sizes, 8 steps of a and 8 of b, in matrices. */
  sizes: i32;
}

const MOST_AXES: usize = 8;

/** A unit of work is a tile. */
export function matmulTiles(step: Matmul, thread: i32, threads: i32): void {
  const rows = step.rows, tiles = tileCount(rows), bytes = tileBytes(step.depth), rowBytes = <usize>step.depth * 4;
  const units = step.aMatrices * tiles, end = shareBegin(units, thread + 1, threads);
  for (let unit = shareBegin(units, thread, threads); unit < end; unit++) {
    const tile = unit % tiles, begin = unit / tiles * rows + tileBegin(rows, tile, tiles);
    packTile(step.a + <usize>begin * rowBytes, rowsOfTile(rows, tile, tiles), rowBytes, step.tiles + <usize>unit * bytes);
  }
}

/** A unit of work is eight columns of a product. */
export function matmulPanels(step: Matmul, thread: i32, threads: i32): void {
  const columns = step.columns, panels = (columns + 7) >> 3, tiles = tileCount(step.rows), bytes = tileBytes(step.depth);
  const sizes = changetype<usize>(step) + offsetof<Matmul>("sizes");
  const product = step.scratch + <usize>thread * (productBytes() + <usize>step.depth * PANEL_BYTES), panel = product + productBytes();
  const units = step.matrices * panels, end = shareBegin(units, thread + 1, threads);
  for (let unit = shareBegin(units, thread, threads); unit < end; unit++) {
    const matrix = unit / panels, column = 8 * (unit % panels), count = columns - column;
    const a = step.tiles + offsetOf(matrix, step.axes, sizes, sizes + 4 * MOST_AXES) * <usize>tiles * bytes;
    const b = step.b + (offsetOf(matrix, step.axes, sizes, sizes + 8 * MOST_AXES) * <usize>step.depth * <usize>columns + <usize>column) * 4;
    copyPanel(b, <usize>columns * 4, step.depth, count, panel);
    let y = step.y + (<usize>matrix * <usize>step.rows * <usize>columns + <usize>column) * 4;
    for (let tile = 0; tile < tiles; tile++) {
      const rows = rowsOfTile(step.rows, tile, tiles);
      multiplyTile(rows, a + <usize>tile * bytes, panel, step.depth, product);
      for (let row = 0; row < rows; row++) {
        const at = product + <usize>row * PRODUCT_BYTES;
        storeLanes(y, v128.load(at), count);
        if (count > 4) storeLanes(y + 16, v128.load(at, 16), count - 4);
        y += <usize>columns * 4;
      }
    }
  }
}

function copyPanel(b: usize, rowBytes: usize, depth: i32, count: i32, to: usize): void {
  for (let k = 0; k < depth; k++) {
    v128.store(to, loadLanes(b, count));
    v128.store(to, count > 4 ? loadLanes(b + 16, count - 4) : f32x4.splat(0), 16);
    b += rowBytes;
    to += PANEL_BYTES;
  }
}
