/**
 * y[n, c, h, w] = the largest of x under the window, or their sum times `scale`; pixels beyond x's edge do not count.
 * x and y are blocked. NaN under a window wins. A unit of work is an output row of a plane.
 */
import { shareBegin } from "./share";

@unmanaged
export class Pool2d {
  kind: i32;
  early: i32;
  x: usize;
  xRow: usize;
  xPlane: usize;
  xImage: usize;
  y: usize;
  yRow: usize;
  yPlane: usize;
  yImage: usize;
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
    const y = step.y + image * step.yImage + plane * step.yPlane + <usize>row * step.yRow;
    if (step.scale == 0) largest(step, x, rowEnd - rowBegin, y);
    else average(step, x, rowEnd - rowBegin, y);
  }
}

function largest(step: Pool2d, x: usize, rows: i32, y: usize): void {
  for (let column = 0; column < step.outWidth; column++) {
    const first = column * step.strideWidth - step.left;
    const begin = <usize>max(first, 0) * 16, end = <usize>min(first + step.kernelWidth, step.width) * 16;
    let result = f32x4.splat(-Infinity), line = x;
    for (let row = 0; row < rows; row++) {
      for (let at = begin; at < end; at += 16) result = f32x4.max(result, v128.load(line + at));
      line += step.xRow;
    }
    v128.store(y, result);
    y += 16;
  }
}

function average(step: Pool2d, x: usize, rows: i32, y: usize): void {
  const scale = f32x4.splat(step.scale);
  for (let column = 0; column < step.outWidth; column++) {
    const first = column * step.strideWidth - step.left;
    const begin = <usize>max(first, 0) * 16, end = <usize>min(first + step.kernelWidth, step.width) * 16;
    let result = f32x4.splat(0), line = x;
    for (let row = 0; row < rows; row++) {
      for (let at = begin; at < end; at += 16) result = f32x4.add(result, v128.load(line + at));
      line += step.xRow;
    }
    v128.store(y, f32x4.mul(result, scale));
    y += 16;
  }
}
