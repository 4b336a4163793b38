/**
 * Copies planes of height x width into the middle of larger ones and sets the border around them to zero, so that a
 * convolution reads its padding like any other pixel. A unit of work is one plane, copied row by row.
 */
import { Step } from "./record";
import { shareBegin } from "./share";

@unmanaged
export class Pad2d extends Step {
  x: usize;
  y: usize;
  planes: i32;
  height: i32;
  width: i32;
  /** Rows above the image, and as many below. */
  top: i32;
  /** Columns left of the image, and as many right of it. */
  left: i32;
}

export function pad2d(step: Pad2d, thread: i32, threads: i32): void {
  const end = shareBegin(step.planes, thread + 1, threads);
  for (let plane = shareBegin(step.planes, thread, threads); plane < end; plane++) padPlane(step, plane);
}

function padPlane(step: Pad2d, plane: i32): void {
  const height = step.height;
  const rowBytes = <usize>step.width * 4, leftBytes = <usize>step.left * 4, paddedRowBytes = rowBytes + 2 * leftBytes;
  const borderBytes = <usize>step.top * paddedRowBytes;
  let x = step.x + <usize>plane * <usize>height * rowBytes;
  let y = step.y + <usize>plane * (<usize>height * paddedRowBytes + 2 * borderBytes);
  memory.fill(y, 0, borderBytes);
  y += borderBytes;
  for (let row = 0; row < height; row++) {
    memory.fill(y, 0, leftBytes);
    memory.copy(y + leftBytes, x, rowBytes);
    memory.fill(y + leftBytes + rowBytes, 0, leftBytes);
    x += rowBytes;
    y += paddedRowBytes;
  }
  memory.fill(y, 0, borderBytes);
}
