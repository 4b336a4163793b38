/**
 * y = the sum of x along an axis, divided by `divisor`. x is plain, read as [outer][length][inner], and y is [outer][inner]. Sums are
 * float64, in an order that the sizes decide.
 */
import { highPair, joinPairs, lowPair } from "./float64-pairs";
import { loadLanes } from "./load-lanes";
import { Step } from "./record";
import { shareBegin } from "./share";
import { storeLanes } from "./store-lanes";

@unmanaged
export class Sum extends Step {
  x: usize;
  y: usize;
  outer: i32;
  length: i32;
  inner: i32;
  divisor: i32;
}

/** A unit of work is a sum, or where the elements of sums lie side by side, four. */
export function sum(step: Sum, thread: i32, threads: i32): void {
  const inner = step.inner, groups = (inner + 3) >> 2, units = step.outer * groups;
  const end = shareBegin(units, thread + 1, threads);
  for (let unit = shareBegin(units, thread, threads); unit < end; unit++) {
    const outer = <usize>(unit / groups), lane = 4 * (unit % groups);
    const x = step.x + (outer * <usize>step.length * <usize>inner + <usize>lane) * 4;
    const y = step.y + (outer * <usize>inner + <usize>lane) * 4;
    if (inner == 1) store<f32>(y, <f32>(sumOf(x, step.length) / step.divisor));
    else sumRows(x, step.length, <usize>inner * 4, inner - lane, step.divisor, y);
  }
}

/** Of `length` elements after one another. */
export function sumOf(x: usize, length: i32): f64 {
  let low = f64x2.splat(0), high = f64x2.splat(0);
  for (let i = 0; i < length; i += 4) {
    const values = loadLanes(x + (<usize>i << 2), length - i);
    low = f64x2.add(low, lowPair(values));
    high = f64x2.add(high, highPair(values));
  }
  const sums = f64x2.add(low, high);
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

function sumRows(x: usize, length: i32, rowBytes: usize, lanes: i32, divisor: i32, y: usize): void {
  let low = f64x2.splat(0), high = f64x2.splat(0);
  for (let row = 0; row < length; row++) {
    const values = loadLanes(x, lanes);
    low = f64x2.add(low, lowPair(values));
    high = f64x2.add(high, highPair(values));
    x += rowBytes;
  }
  const by = f64x2.splat(divisor);
  storeLanes(y, joinPairs(f64x2.div(low, by), f64x2.div(high, by)), lanes);
}
