/** y[m, j, i] = x[m, i, j] for plain matrices of elements of four bytes. A unit of work is four columns of a matrix of x. */
import { loadLanes } from "./load-lanes";
import { Step } from "./record";
import { shareBegin } from "./share";
import { storeLanes } from "./store-lanes";

@unmanaged
export class Transpose extends Step {
  x: usize;
  y: usize;
  matrices: i32;
  /** Of a matrix of x. */
  rows: i32;
  columns: i32;
}

export function transpose(step: Transpose, thread: i32, threads: i32): void {
  const rows = step.rows, columns = step.columns, groups = (columns + 3) >> 2, units = step.matrices * groups;
  const matrixBytes = <usize>rows * <usize>columns * 4;
  const end = shareBegin(units, thread + 1, threads);
  for (let unit = shareBegin(units, thread, threads); unit < end; unit++) {
    const matrix = <usize>(unit / groups) * matrixBytes, column = 4 * (unit % groups);
    const x = step.x + matrix + <usize>column * 4, y = step.y + matrix + <usize>column * <usize>rows * 4;
    for (let row = 0; row < rows; row += 4) transposeBlock(x + <usize>row * <usize>columns * 4, <usize>columns * 4, rows - row, y + <usize>row * 4, <usize>rows * 4, columns - column);
  }
}

function transposeBlock(x: usize, xRow: usize, rows: i32, y: usize, yRow: usize, columns: i32): void {
  const a = loadLanes(x, columns), b = rows > 1 ? loadLanes(x + xRow, columns) : a;
  const c = rows > 2 ? loadLanes(x + 2 * xRow, columns) : a, d = rows > 3 ? loadLanes(x + 3 * xRow, columns) : a;
  const ab0 = v128.shuffle<f32>(a, b, 0, 4, 1, 5), ab1 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd0 = v128.shuffle<f32>(c, d, 0, 4, 1, 5), cd1 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  storeLanes(y, v128.shuffle<f32>(ab0, cd0, 0, 1, 4, 5), rows);
  if (columns > 1) storeLanes(y + yRow, v128.shuffle<f32>(ab0, cd0, 2, 3, 6, 7), rows);
  if (columns > 2) storeLanes(y + 2 * yRow, v128.shuffle<f32>(ab1, cd1, 0, 1, 4, 5), rows);
  if (columns > 3) storeLanes(y + 3 * yRow, v128.shuffle<f32>(ab1, cd1, 2, 3, 6, 7), rows);
}
