/**
 * Rows of numbers in fewer bits, for f32-linear-rounded-4x2-simd128.ts. Weights, once:
 *   int8     the nearest multiples of the row's scale, the largest being 127
 *   float16  halves (rounded to nearest, ties to even) of the row times a power of two that brings the largest to between 2^15 and 2^16. So halves
 *            stay as they are, and hardly any number is subnormal. The exponent 31 is one like the others.
 * Operands, in each run: multiples of 1/32767 of the row's largest in 16 bits; or, for halves, float32 times a power of two.
 * Where a row of weights is not finite, its scale is not, and no result of it is. A unit of work is a row.
 */
import { loadLanes } from "./load-lanes";
import { LinearRounded, preparedBytes } from "./f32-linear-rounded-4x2-simd128";
import { Step } from "./record";
import { shareBegin } from "./share";

@unmanaged
export class PackRounded extends Step {
  /** Rows from `firstRow` on. */
  from: usize;
  /** As `LinearRounded.weight` is. */
  to: usize;
  /** A factor for each row, which its scale takes in; 0 where there is none. */
  factors: usize;
  firstRow: i32;
  endRow: i32;
  rows: i32;
  inFeatures: i32;
  length: i32;
  weightBytes: i32;
}

export function packRounded(step: PackRounded, thread: i32, threads: i32): void {
  const total = step.endRow - step.firstRow, end = shareBegin(total, thread + 1, threads);
  const chunk = <usize>step.weightBytes << 3, rowBytes = <usize>step.length * step.weightBytes, weights = step.to + (<usize>((step.rows + 3) & ~3) << 2);
  for (let row = shareBegin(total, thread, threads); row < end; row++) {
    const from = step.from + (<usize>row * <usize>step.inFeatures << 2), feature = step.firstRow + row;
    const to = weights + <usize>(feature & ~3) * rowBytes + <usize>(feature & 3) * chunk;
    const largest = largestOf(from, step.inFeatures), scale = step.to + (<usize>feature << 2);
    const given: f32 = step.factors == 0 ? 1 : load<f32>(step.factors + (<usize>feature << 2));
    if (step.weightBytes == 1) {
      store<f32>(scale, largest / 127 * given);
      packInt8(from, step.inFeatures, step.length, largest > 0 ? 127 / largest : 0, to);
    } else {
      const exponent = exponentOf(largest), factor = min(254, 269 - exponent);
      store<f32>(scale, exponent == 255 ? NaN : powerOfTwo(min(255, 294 - factor)) * given);
      packFloat16(from, step.inFeatures, step.length, powerOfTwo(factor), to);
    }
  }
}

export function prepareRows(step: LinearRounded, thread: i32, threads: i32): void {
  const end = shareBegin(step.rows, thread + 1, threads);
  for (let row = shareBegin(step.rows, thread, threads); row < end; row++) {
    const from = step.x + (<usize>row * <usize>step.inFeatures << 2), scale = step.prepared + <usize>row * preparedBytes(step), to = scale + 16;
    const largest = largestOf(from, step.inFeatures);
    if (step.weightBytes == 1) {
      store<f32>(scale, largest / 32767);
      const factor = f32x4.splat(largest > 0 ? 32767 / largest : 0);
      for (let i = 0; i < step.length; i += 8) {
        v128.store(to + (<usize>i << 1), i16x8.narrow_i32x4_s(nearest(from, i, step.inFeatures, factor), nearest(from, i + 4, step.inFeatures, factor)));
      }
    } else {
      const exponent = min(254, 354 - exponentOf(largest)), factor = f32x4.splat(powerOfTwo(exponent));
      store<f32>(scale, powerOfTwo(326 - exponent));
      for (let i = 0; i < step.length; i += 8) {
        const low = f32x4.mul(numbers(from, i, step.inFeatures), factor), high = f32x4.mul(numbers(from, i + 4, step.inFeatures), factor), at = to + (<usize>i << 2);
        v128.store(at, v128.shuffle<f32>(low, high, 0, 2, 4, 6));
        v128.store(at, v128.shuffle<f32>(low, high, 1, 3, 5, 7), 16);
      }
    }
  }
}

function packInt8(from: usize, count: i32, length: i32, scale: f32, to: usize): void {
  const factor = f32x4.splat(scale);
  for (let i = 0; i < length; i += 8) {
    const words = i16x8.narrow_i32x4_s(nearest(from, i, count, factor), nearest(from, i + 4, count, factor));
    v128.store64_lane(to + (<usize>i << 2), i8x16.narrow_i16x8_s(words, words), 0);
  }
}

function packFloat16(from: usize, count: i32, length: i32, scale: f32, to: usize): void {
  const factor = f32x4.splat(scale);
  for (let i = 0; i < length; i += 8) {
    v128.store(to + (<usize>i << 3), i16x8.narrow_i32x4_u(half(f32x4.mul(numbers(from, i, count), factor)), half(f32x4.mul(numbers(from, i + 4, count), factor))));
  }
}

/** The bits of the nearest half. A number below 2^-14 is rounded where it is added to 0.5, whose last place is the halves' least step. */
function half(value: v128): v128 {
  const magnitude = f32x4.abs(value), sign = v128.and(i32x4.shr_u(value, 16), i32x4.splat(0x8000));
  const odd = v128.and(i32x4.shr_u(magnitude, 13), i32x4.splat(1));
  const normal = i32x4.sub(i32x4.shr_u(i32x4.add(i32x4.add(magnitude, i32x4.splat(0xfff)), odd), 13), i32x4.splat(112 << 10));
  const subnormal = i32x4.sub(f32x4.add(magnitude, f32x4.splat(0.5)), i32x4.splat(0x3f000000));
  return v128.or(sign, v128.bitselect(subnormal, normal, f32x4.lt(magnitude, f32x4.splat(6.103515625e-05))));
}

function nearest(from: usize, index: i32, count: i32, factor: v128): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(numbers(from, index, count), factor)));
}

/** Four numbers of a row, zeros behind its end. */
function numbers(row: usize, index: i32, count: i32): v128 {
  return index < count ? loadLanes(row + (<usize>index << 2), count - index) : f32x4.splat(0);
}

/** NaN where one is. */
function largestOf(row: usize, count: i32): f32 {
  let most = f32x4.splat(0);
  for (let i = 0; i < count; i += 4) most = f32x4.max(most, f32x4.abs(numbers(row, i, count)));
  return max(max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)), max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)));
}

/** The exponent's bits; 255 for what is not finite. */
function exponentOf(value: f32): i32 {
  return (reinterpret<i32>(value) >> 23) & 255;
}

function powerOfTwo(exponent: i32): f32 {
  return reinterpret<f32>(exponent << 23);
}
