/**
 * y = exp(x - m) / sum of exp(x - m) over the elements of a slice, m being the largest. x and y are plain, read as [outer][length][inner]; a
 * slice runs along `length`. Powers and sums are float64. NaN makes its whole slice NaN.
 */
import { exp64 } from "./float64-functions";
import { highPair, joinPairs, lowPair } from "./float64-pairs";
import { loadLanes } from "./load-lanes";
import { Step } from "./record";
import { shareBegin } from "./share";
import { storeLanes } from "./store-lanes";

@unmanaged
export class Softmax extends Step {
  x: usize;
  y: usize;
  outer: i32;
  length: i32;
  inner: i32;
}

/** A unit of work is a slice, or where slices lie side by side, four. */
export function softmax(step: Softmax, thread: i32, threads: i32): void {
  const inner = step.inner, groups = (inner + 3) >> 2, units = step.outer * groups;
  const end = shareBegin(units, thread + 1, threads);
  for (let unit = shareBegin(units, thread, threads); unit < end; unit++) {
    const lane = 4 * (unit % groups);
    const offset = (<usize>(unit / groups) * <usize>step.length * <usize>inner + <usize>lane) * 4;
    if (inner == 1) alongSlice(step.x + offset, step.y + offset, step.length);
    else acrossSlices(step.x + offset, step.y + offset, step.length, <usize>inner * 4, inner - lane);
  }
}

function alongSlice(x: usize, y: usize, length: i32): void {
  let most = f32x4.splat(-Infinity);
  for (let i = 0; i < length; i += 4) most = f32x4.max(most, padded(x, i, length));
  most = f32x4.max(most, v128.shuffle<i64>(most, most, 1, 0));
  const largest = lowPair(f32x4.max(most, v128.shuffle<f32>(most, most, 1, 0, 3, 2)));
  let sums = f64x2.splat(0);
  for (let i = 0; i < length; i += 4) {
    const values = padded(x, i, length);
    const low = exp64(f64x2.sub(lowPair(values), largest)), high = exp64(f64x2.sub(highPair(values), largest));
    const count = length - i;
    // Lanes beyond the slice hold the power of minus infinity, which is as good as 0.
    sums = f64x2.add(sums, f64x2.add(low, high));
    storeLanes(y + (<usize>i << 2), joinPairs(low, high), count);
  }
  const scale = f64x2.splat(1 / (f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1)));
  for (let i = 0; i < length; i += 4) {
    const at = y + (<usize>i << 2), values = loadLanes(at, length - i);
    storeLanes(at, joinPairs(f64x2.mul(lowPair(values), scale), f64x2.mul(highPair(values), scale)), length - i);
  }
}

/** Four elements from `i` on, minus infinity beyond the last. */
function padded(x: usize, i: i32, length: i32): v128 {
  const at = x + (<usize>i << 2), count = length - i;
  let values = f32x4.splat(-Infinity);
  if (count > 3) return v128.load(at);
  values = v128.load32_lane(at, values, 0);
  if (count > 1) values = v128.load32_lane(at, values, 1, 4);
  if (count > 2) values = v128.load32_lane(at, values, 2, 8);
  return values;
}

function acrossSlices(x: usize, y: usize, length: i32, rowBytes: usize, lanes: i32): void {
  const end = x + <usize>length * rowBytes;
  let largest = f32x4.splat(-Infinity);
  for (let at = x; at < end; at += rowBytes) largest = f32x4.max(largest, loadLanes(at, lanes));
  const lowLargest = lowPair(largest), highLargest = highPair(largest);
  let lowSum = f64x2.splat(0), highSum = f64x2.splat(0);
  for (let at = x, to = y; at < end; at += rowBytes, to += rowBytes) {
    const values = loadLanes(at, lanes);
    const low = exp64(f64x2.sub(lowPair(values), lowLargest)), high = exp64(f64x2.sub(highPair(values), highLargest));
    lowSum = f64x2.add(lowSum, low);
    highSum = f64x2.add(highSum, high);
    storeLanes(to, joinPairs(low, high), lanes);
  }
  const one = f64x2.splat(1), lowScale = f64x2.div(one, lowSum), highScale = f64x2.div(one, highSum);
  for (let to = y; to < y + <usize>length * rowBytes; to += rowBytes) {
    const values = loadLanes(to, lanes);
    storeLanes(to, joinPairs(f64x2.mul(lowPair(values), lowScale), f64x2.mul(highPair(values), highScale)), lanes);
  }
}
