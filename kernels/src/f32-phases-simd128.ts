/**
 * A plain image of channels, [image][channel][row][column], padded with zeros and taken apart into phases: a plane for each
 * channel, a vector for each square of 2 x 2 pixels, (0, 0), (0, 1), (1, 0), (1, 1). So a convolution of stride 2 becomes one of
 * stride 1. A unit of work is a row of a plane.
 */
import { Step } from "./record";
import { shareBegin } from "./share";

@unmanaged
export class Phases extends Step {
  plain: usize;
  to: usize;
  /** Images times channels. */
  planes: i32;
  height: i32;
  width: i32;
  /** Pixels of zeros above the image, and left of it. */
  top: i32;
  left: i32;
  /** Of the planes of squares. */
  rows: i32;
  columns: i32;
}

export function phases(step: Phases, thread: i32, threads: i32): void {
  const lines = step.planes * step.rows, end = shareBegin(lines, thread + 1, threads);
  for (let line = shareBegin(lines, thread, threads); line < end; line++) {
    const row = 2 * (line % step.rows) - step.top;
    const plane = step.plain + <usize>(line / step.rows) * <usize>(step.height * step.width) * 4;
    gatherRow(step, plane + <usize>row * <usize>step.width * 4, row >= 0 && row < step.height, row + 1 >= 0 && row + 1 < step.height,
      step.to + <usize>line * <usize>step.columns * 16);
  }
}

/** Of the rows at `from` and below it, as far as they exist. Squares that lie in the image as a whole are two loads each. */
function gatherRow(step: Phases, from: usize, hasUpper: bool, hasLower: bool, to: usize): void {
  const pitch = <usize>step.width * 4, left = step.left;
  const begin = hasUpper && hasLower ? min((left + 1) >> 1, step.columns) : step.columns;
  const end = max(begin, min((step.width + left) >> 1, step.columns));
  for (let square = 0; square < begin; square++) v128.store(to + <usize>square * 16, gatherSquare(step, from, 2 * square - left, hasUpper, hasLower));
  let at = from + <usize>(2 * begin - left) * 4;
  for (let square = begin; square < end; square++) {
    v128.store(to + <usize>square * 16, v128.load64_lane(at + pitch, v128.load64_zero(at), 1));
    at += 8;
  }
  for (let square = end; square < step.columns; square++) v128.store(to + <usize>square * 16, gatherSquare(step, from, 2 * square - left, hasUpper, hasLower));
}

function gatherSquare(step: Phases, from: usize, column: i32, hasUpper: bool, hasLower: bool): v128 {
  const at = from + <usize>column * 4, pitch = <usize>step.width * 4;
  const hasFirst = column >= 0 && column < step.width, hasSecond = column + 1 >= 0 && column + 1 < step.width;
  let pixels = f32x4.splat(0);
  if (hasUpper && hasFirst) pixels = v128.load32_lane(at, pixels, 0);
  if (hasUpper && hasSecond) pixels = v128.load32_lane(at, pixels, 1, 4);
  if (hasLower && hasFirst) pixels = v128.load32_lane(at + pitch, pixels, 2);
  if (hasLower && hasSecond) pixels = v128.load32_lane(at + pitch, pixels, 3, 4);
  return pixels;
}
