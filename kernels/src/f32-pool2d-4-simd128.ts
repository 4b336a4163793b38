/**
 * y[n, c, h, w] = the largest of x under the window, or their sum times `scale`; pixels beyond x's edge do not count.
 * x and y are blocked. NaN under a window wins, of equals the first.
 * A unit of work is an output row of a plane.
 */
import { ImageStep } from "./record";
import { shareBegin } from "./share";

@unmanaged
export class Pool2d extends ImageStep {
  images: i32;
  planes: i32;
  height: i32;
  width: i32;
  outHeight: i32;
  outWidth: i32;
  kernelHeight: i32;
  kernelWidth: i32;
  strideHeight: i32;
  strideWidth: i32;
  top: i32;
  left: i32;
  /** 0 for the largest. */
  scale: f32;
}

export function pool2d(step: Pool2d, thread: i32, threads: i32): void {
  const height = step.outHeight, planes = step.planes, lines = step.images * planes * height;
  const end = shareBegin(lines, thread + 1, threads);
  for (let line = shareBegin(lines, thread, threads); line < end; line++) {
    const row = line % height, plane = <usize>(line / height % planes), image = <usize>(line / height / planes);
    const first = row * step.strideHeight - step.top;
    const rowBegin = max(first, 0), rowEnd = min(first + step.kernelHeight, step.height);
    const x = step.x + image * step.xImage + plane * step.xPlane + <usize>rowBegin * step.xRow;
    poolRow(step, x, rowEnd - rowBegin, step.y + image * step.yImage + plane * step.yPlane + <usize>row * step.yRow);
  }
}

function poolRow(step: Pool2d, x: usize, rows: i32, y: usize): void {
  const end = y + <usize>step.outWidth * 16;
  for (let first = -step.left; y < end; first += step.strideWidth) {
    v128.store(y, poolWindow(step, x + <usize>max(first, 0) * 16, rows, x + <usize>min(first + step.kernelWidth, step.width) * 16));
    y += 16;
  }
}

/**
 * Of the pixels from x to `end`, and of those below: both at once, since either waits for itself. `pmax` is one instruction where `max` is
 * eight, but loses NaN: the lanes in which one was met are kept beside it.
 */
function poolWindow(step: Pool2d, x: usize, rows: i32, end: usize): v128 {
  let largest = f32x4.splat(-Infinity), isNaN = f32x4.splat(0), sum = isNaN;
  for (let row = 0; row < rows; row++) {
    for (let at = x; at < end; at += 16) {
      const pixel = v128.load(at);
      largest = f32x4.pmax(largest, pixel);
      isNaN = v128.or(isNaN, f32x4.ne(pixel, pixel));
      sum = f32x4.add(sum, pixel);
    }
    x += step.xRow;
    end += step.xRow;
  }
  return step.scale == 0 ? v128.or(largest, isNaN) : f32x4.mul(sum, f32x4.splat(step.scale));
}
