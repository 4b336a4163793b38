/**
 * y[n, c, h, w] = the largest of x under the window, or their sum times `scale`; pixels beyond x's edge do not count.
 * x and y are blocked. NaN under a window wins. Where four windows lie in the row as a whole, they are taken at once.
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
  const stride = step.strideWidth, kernel = step.kernelWidth, lastWhole = step.width - kernel - 3 * stride, scale = f32x4.splat(step.scale);
  let column = 0;
  while (column < step.outWidth) {
    const first = column * stride - step.left;
    if (first >= 0 && first <= lastWhole && column + 4 <= step.outWidth) {
      if (step.scale == 0) largestOfFour(step, x + <usize>first * 16, rows, y);
      else averageOfFour(step, x + <usize>first * 16, rows, y);
      column += 4;
      y += 64;
      continue;
    }
    const begin = max(first, 0), end = min(first + kernel, step.width);
    const from = x + <usize>begin * 16, bytes = <usize>(end - begin) * 16;
    v128.store(y, step.scale == 0 ? largest(step, from, rows, bytes) : f32x4.mul(sum(step, from, rows, bytes), scale));
    column++;
    y += 16;
  }
}

function largest(step: Pool2d, x: usize, rows: i32, bytes: usize): v128 {
  let result = f32x4.splat(-Infinity);
  for (let row = 0; row < rows; row++) {
    for (let at = x; at < x + bytes; at += 16) result = f32x4.max(result, v128.load(at));
    x += step.xRow;
  }
  return result;
}

/** `pmax` is one instruction where `max` is eight, but loses NaN: the lanes in which one was met are kept beside it. */
function largestOfFour(step: Pool2d, x: usize, rows: i32, y: usize): void {
  const pitch = <usize>step.strideWidth * 16, bytes = <usize>step.kernelWidth * 16;
  let a = f32x4.splat(-Infinity), b = a, c = a, d = a, na = f32x4.splat(0), nb = na, nc = na, nd = na;
  for (let row = 0; row < rows; row++) {
    for (let at = x; at < x + bytes; at += 16) {
      const xa = v128.load(at), xb = v128.load(at + pitch), xc = v128.load(at + 2 * pitch), xd = v128.load(at + 3 * pitch);
      a = f32x4.pmax(a, xa); b = f32x4.pmax(b, xb); c = f32x4.pmax(c, xc); d = f32x4.pmax(d, xd);
      na = v128.or(na, f32x4.ne(xa, xa)); nb = v128.or(nb, f32x4.ne(xb, xb)); nc = v128.or(nc, f32x4.ne(xc, xc)); nd = v128.or(nd, f32x4.ne(xd, xd));
    }
    x += step.xRow;
  }
  v128.store(y, v128.or(a, na)); v128.store(y, v128.or(b, nb), 16); v128.store(y, v128.or(c, nc), 32); v128.store(y, v128.or(d, nd), 48);
}

function sum(step: Pool2d, x: usize, rows: i32, bytes: usize): v128 {
  let result = f32x4.splat(0);
  for (let row = 0; row < rows; row++) {
    for (let at = x; at < x + bytes; at += 16) result = f32x4.add(result, v128.load(at));
    x += step.xRow;
  }
  return result;
}

function averageOfFour(step: Pool2d, x: usize, rows: i32, y: usize): void {
  const pitch = <usize>step.strideWidth * 16, bytes = <usize>step.kernelWidth * 16, scale = f32x4.splat(step.scale);
  let a = f32x4.splat(0), b = a, c = a, d = a;
  for (let row = 0; row < rows; row++) {
    for (let at = x; at < x + bytes; at += 16) {
      a = f32x4.add(a, v128.load(at)); b = f32x4.add(b, v128.load(at + pitch));
      c = f32x4.add(c, v128.load(at + 2 * pitch)); d = f32x4.add(d, v128.load(at + 3 * pitch));
    }
    x += step.xRow;
  }
  v128.store(y, f32x4.mul(a, scale)); v128.store(y, f32x4.mul(b, scale), 16); v128.store(y, f32x4.mul(c, scale), 32); v128.store(y, f32x4.mul(d, scale), 48);
}
