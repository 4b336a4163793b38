/**
 * y = (x - mean) / sqrt(variance + eps) * weight + bias for each row of x, all in float64. x and y are plain, rows of `length` elements
 * after one another; weight and bias are rows as well. A unit of work is a row.
 */
import { sumOf } from "./f32-sum-4-simd128";
import { highPair, joinPairs, lowPair } from "./float64-pairs";
import { loadLanes } from "./load-lanes";
import { Step } from "./record";
import { shareBegin } from "./share";
import { storeLanes } from "./store-lanes";

@unmanaged
export class LayerNorm extends Step {
  x: usize;
  y: usize;
  weight: usize;
  bias: usize;
  rows: i32;
  length: i32;
  eps: f32;
}

export function layerNorm(step: LayerNorm, thread: i32, threads: i32): void {
  const length = step.length, rowBytes = <usize>length * 4;
  const end = shareBegin(step.rows, thread + 1, threads);
  for (let row = shareBegin(step.rows, thread, threads); row < end; row++) {
    const x = step.x + <usize>row * rowBytes, y = step.y + <usize>row * rowBytes;
    const mean = sumOf(x, length) / length;
    const scale = 1 / Math.sqrt(squaresAround(x, length, mean) / length + <f64>step.eps);
    normalize(step, x, y, f64x2.splat(mean), f64x2.splat(scale));
  }
}

/** The sum of (x - mean)^2. */
function squaresAround(x: usize, length: i32, mean: f64): f64 {
  const whole = length & ~3, center = f64x2.splat(mean);
  let sums = f64x2.splat(0);
  for (let i = 0; i < whole; i += 4) {
    const values = v128.load(x + (<usize>i << 2));
    const low = f64x2.sub(lowPair(values), center), high = f64x2.sub(highPair(values), center);
    sums = f64x2.add(sums, f64x2.add(f64x2.mul(low, low), f64x2.mul(high, high)));
  }
  let result = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  for (let i = whole; i < length; i++) {
    const distance = <f64>load<f32>(x + (<usize>i << 2)) - mean;
    result += distance * distance;
  }
  return result;
}

function normalize(step: LayerNorm, x: usize, y: usize, mean: v128, scale: v128): void {
  const length = step.length;
  for (let i = 0; i < length; i += 4) {
    const offset = <usize>i << 2, count = length - i;
    const values = loadLanes(x + offset, count), weight = loadLanes(step.weight + offset, count), bias = loadLanes(step.bias + offset, count);
    const low = f64x2.mul(f64x2.mul(f64x2.sub(lowPair(values), mean), scale), lowPair(weight));
    const high = f64x2.mul(f64x2.mul(f64x2.sub(highPair(values), mean), scale), highPair(weight));
    storeLanes(y + offset, joinPairs(f64x2.add(low, lowPair(bias)), f64x2.add(high, highPair(bias))), count);
  }
}
