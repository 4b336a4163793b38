/** y[i] = the row of `table` that the i-th whole number of x names. All is plain. A unit of work is a row of y. */
import { Step } from "./record";
import { shareBegin } from "./share";

@unmanaged
export class Gather extends Step {
  x: usize;
  y: usize;
  table: usize;
  count: i32;
  rowBytes: usize;
}

export function gather(step: Gather, thread: i32, threads: i32): void {
  const rowBytes = step.rowBytes;
  const end = shareBegin(step.count, thread + 1, threads);
  for (let i = shareBegin(step.count, thread, threads); i < end; i++) {
    memory.copy(step.y + <usize>i * rowBytes, step.table + <usize>load<i32>(step.x + (<usize>i << 2)) * rowBytes, rowBytes);
  }
}
