/**
 * Copies rows of bytes from one pitch to another: a part of a tensor that others are joined with, or a sequence whose axes of batch and
 * steps change places. Rows are read in groups. A unit of work is a row.
 */
import { Step } from "./record";
import { shareBegin } from "./share";

@unmanaged
export class CopyRows extends Step {
  x: usize;
  xRow: usize;
  y: usize;
  yRow: usize;
  rows: i32;
  rowBytes: usize;
  groupRows: i32;
  xGroup: usize;
}

export function copyRows(step: CopyRows, thread: i32, threads: i32): void {
  const end = shareBegin(step.rows, thread + 1, threads);
  for (let row = shareBegin(step.rows, thread, threads); row < end; row++) {
    const x = step.x + <usize>(row / step.groupRows) * step.xGroup + <usize>(row % step.groupRows) * step.xRow;
    memory.copy(step.y + <usize>row * step.yRow, x, step.rowBytes);
  }
}
