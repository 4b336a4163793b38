/** Copies rows of bytes from one pitch to another: a part of a tensor that others are joined with. A unit of work is a row. */
import { shareBegin } from "./share";

@unmanaged
export class CopyRows {
  kind: i32;
  early: i32;
  x: usize;
  xRow: usize;
  y: usize;
  yRow: usize;
  rows: i32;
  rowBytes: usize;
}

export function copyRows(step: CopyRows, thread: i32, threads: i32): void {
  const end = shareBegin(step.rows, thread + 1, threads);
  for (let row = shareBegin(step.rows, thread, threads); row < end; row++) {
    memory.copy(step.y + <usize>row * step.yRow, step.x + <usize>row * step.xRow, step.rowBytes);
  }
}
