/**
 * Convolution in as many groups as there are input channels, 4 pixels x 4 channels at once, with bias, residual and relu.
 *   y[n, c, h, w] = act(bias[c] + sum over i, j of weight[c, i, j] * x[n, c / multiplier, h * stride + i * dilation, w * stride + j * dilation] + residual[n, c, h, w])
 * x, y and residual are blocked, x with its padding as a border. Weight is packed [c / 8][tap][8], bias [c / 8][8], zero where there is no channel. The channels of
 * a plane of y come from one plane of x, whose lanes are spread where the multiplier is not 1.
 * A unit of work is an output row of a plane. The sum runs over the taps in ascending order, from the bias on.
 */
import { multiplyAdd } from "./multiply-add";
import { ResidualStep } from "./record";
import { shareBegin } from "./share";

@unmanaged
export class Depthwise extends ResidualStep {
  weight: usize;
  bias: usize;
  images: i32;
  /** Of y. */
  planes: i32;
  multiplier: i32;
  outHeight: i32;
  outWidth: i32;
  kernelHeight: i32;
  kernelWidth: i32;
  /** Bytes of x from a window to the next, and from a tap to the next. */
  strideHeight: usize;
  strideWidth: usize;
  dilationHeight: usize;
  dilationWidth: usize;
  relu: i32;
}

export function depthwise(step: Depthwise, thread: i32, threads: i32): void {
  const height = step.outHeight, planes = step.planes, lines = step.images * planes * height;
  const tapBytes = <usize>(step.kernelHeight * step.kernelWidth) * 32, end = shareBegin(lines, thread + 1, threads);
  for (let line = shareBegin(lines, thread, threads); line < end; line++) {
    const row = <usize>(line % height), plane = line / height % planes, image = <usize>(line / height / planes), from = plane / step.multiplier;
    const x = step.x + image * step.xImage + <usize>from * step.xPlane + row * step.strideHeight;
    const y = step.y + image * step.yImage + <usize>plane * step.yPlane + row * step.yRow;
    const weight = step.weight + <usize>(plane >> 1) * tapBytes + (<usize>(plane & 1) << 4), bias = v128.load(step.bias + (<usize>plane << 4));
    if (step.multiplier == 1) convolveRow(step, x, y, weight, bias, bias, false);
    else convolveRow(step, x, y, weight, bias, spreadOf(step, plane, from), true);
    finishRow(step, y, step.residual + image * step.residualImage + <usize>plane * step.residualPlane + row * step.residualRow);
  }
}

/** For each of a plane's lanes the bytes of the lane of x that it takes. */
function spreadOf(step: Depthwise, plane: i32, from: i32): v128 {
  const channel = 4 * plane, first = 4 * from, m = step.multiplier;
  let lanes = i32x4.splat(channel / m - first);
  lanes = i32x4.replace_lane(lanes, 1, (channel + 1) / m - first);
  lanes = i32x4.replace_lane(lanes, 2, (channel + 2) / m - first);
  lanes = i32x4.replace_lane(lanes, 3, (channel + 3) / m - first);
  return i32x4.add(i32x4.mul(lanes, i32x4.splat(0x04040404)), i32x4.splat(0x03020100));
}

// @ts-ignore: a decorator of AssemblyScript's
@inline
function convolveRow(step: Depthwise, x: usize, y: usize, weight: usize, bias: v128, lanes: v128, isSpread: bool): void {
  const stride = step.strideWidth, width = step.outWidth, down = step.dilationHeight, across = step.dilationWidth, rowTaps = <usize>step.kernelWidth << 5;
  const weightEnd = weight + <usize>step.kernelHeight * rowTaps;
  // Beyond the last pixel, that one again.
  for (let column = 0; column < width; column += 4) {
    const last = width - 1 - column, s1 = <usize>min(last, 1) * stride, s2 = <usize>min(last, 2) * stride, s3 = <usize>min(last, 3) * stride;
    let a0 = bias, a1 = bias, a2 = bias, a3 = bias, line = x, w = weight;
    while (w < weightEnd) {
      let at = line;
      const rowEnd = w + rowTaps;
      do {
        const factor = v128.load(w);
        let p0 = v128.load(at), p1 = v128.load(at + s1), p2 = v128.load(at + s2), p3 = v128.load(at + s3);
        if (isSpread) {
          p0 = i8x16.swizzle(p0, lanes);
          p1 = i8x16.swizzle(p1, lanes);
          p2 = i8x16.swizzle(p2, lanes);
          p3 = i8x16.swizzle(p3, lanes);
        }
        a0 = multiplyAdd(p0, factor, a0); a1 = multiplyAdd(p1, factor, a1); a2 = multiplyAdd(p2, factor, a2); a3 = multiplyAdd(p3, factor, a3);
        at += across;
        w += 32;
      } while (w < rowEnd);
      line += down;
    }
    v128.store(y, a0);
    if (last > 0) v128.store(y, a1, 16);
    if (last > 1) v128.store(y, a2, 32);
    if (last > 2) v128.store(y, a3, 48);
    x += 4 * stride;
    y += 64;
  }
}

function finishRow(step: Depthwise, y: usize, residual: usize): void {
  const hasResidual = step.residual != 0, relu = step.relu;
  if (!hasResidual && !relu) return;
  const end = y + (<usize>step.outWidth << 4), zero = f32x4.splat(0);
  for (; y < end; y += 16) {
    let value = v128.load(y);
    if (hasResidual) value = f32x4.add(value, v128.load(residual));
    if (relu) value = f32x4.max(value, zero);
    v128.store(y, value);
    residual += 16;
  }
}
