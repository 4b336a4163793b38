/**
 * y[r, o] = act(xScale[r] * wScale[o] * (sum over k of q[r, k] * w[o, k]) + bias[o] + residual[r, o]) with w of 8 bits and q, the row x[r]
 * divided by xScale[r] and rounded, of 16. Sums are exact in blocks of 2048 terms, and added up in float32.
 * Weight is [o][k], k filled up with zeros to a multiple of 8, behind wScale, which is filled up to whole vectors; a row of q is so filled up too,
 * behind a vector with xScale. x, y and residual are plain. `quantizeRows` makes q, `linearInt8` the rest.
 */
import { loadLanes } from "./load-lanes";
import { shareBegin } from "./share";

@unmanaged
export class LinearInt8 {
  kind: i32;
  early: i32;
  x: usize;
  y: usize;
  /** 0 where there is none. */
  residual: usize;
  weight: usize;
  bias: usize;
  quantized: usize;
  rows: i32;
  inFeatures: i32;
  outFeatures: i32;
  relu: i32;
}

const LARGEST: f32 = 32767;
/** Products of 127 * 32767, two in each lane for eight terms, that 32 bits hold. */
const BLOCK: i32 = 2048;

function paddedLength(step: LinearInt8): i32 {
  return (step.inFeatures + 7) & ~7;
}

/** A unit of work is a row. */
export function quantizeRows(step: LinearInt8, thread: i32, threads: i32): void {
  const length = step.inFeatures, padded = paddedLength(step), end = shareBegin(step.rows, thread + 1, threads);
  for (let row = shareBegin(step.rows, thread, threads); row < end; row++) {
    const x = step.x + (<usize>row * <usize>length << 2);
    let to = step.quantized + <usize>row * (16 + (<usize>padded << 1));
    let most = f32x4.splat(0);
    for (let i = 0; i < length; i += 4) most = f32x4.max(most, f32x4.abs(loadLanes(x + (<usize>i << 2), length - i)));
    const largest = max(max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)), max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)));
    store<f32>(to, largest / LARGEST);
    const factor = f32x4.splat(largest > 0 ? LARGEST / largest : 0);
    to += 16;
    for (let i = 0; i < padded; i += 8) {
      const low = f32x4.nearest(f32x4.mul(i < length ? loadLanes(x + (<usize>i << 2), length - i) : f32x4.splat(0), factor));
      const high = f32x4.nearest(f32x4.mul(i + 4 < length ? loadLanes(x + (<usize>i << 2) + 16, length - i - 4) : f32x4.splat(0), factor));
      v128.store(to, i16x8.narrow_i32x4_s(i32x4.trunc_sat_f32x4_s(low), i32x4.trunc_sat_f32x4_s(high)));
      to += 16;
    }
  }
}

/** A unit of work is an output feature, for all rows while its weights are near. */
export function linearInt8(step: LinearInt8, thread: i32, threads: i32): void {
  const features = step.outFeatures, padded = paddedLength(step), end = shareBegin(features, thread + 1, threads);
  const scales = step.weight, weights = scales + (<usize>((features + 3) & ~3) << 2);
  for (let feature = shareBegin(features, thread, threads); feature < end; feature++) {
    const offset = <usize>feature << 2, scale = load<f32>(scales + offset), bias = load<f32>(step.bias + offset);
    for (let row = 0; row < step.rows; row++) {
      const q = step.quantized + <usize>row * (16 + (<usize>padded << 1)), at = (<usize>row * <usize>features << 2) + offset;
      let value = dot(weights + <usize>feature * <usize>padded, q + 16, padded) * (scale * load<f32>(q)) + bias;
      if (step.residual) value += load<f32>(step.residual + at);
      store<f32>(step.y + at, step.relu && value < 0 ? 0 : value);
    }
  }
}

function dot(weight: usize, q: usize, length: i32): f32 {
  let total = f32x4.splat(0);
  const end = weight + <usize>length;
  while (weight < end) {
    let sum = i32x4.splat(0);
    const blockEnd = min(weight + BLOCK, end);
    while (weight < blockEnd) {
      sum = i32x4.add(sum, i32x4.dot_i16x8_s(v128.load8x8_s(weight), v128.load(q)));
      weight += 8;
      q += 16;
    }
    total = f32x4.add(total, f32x4.convert_i32x4_s(sum));
  }
  return f32x4.extract_lane(total, 0) + f32x4.extract_lane(total, 1) + (f32x4.extract_lane(total, 2) + f32x4.extract_lane(total, 3));
}
