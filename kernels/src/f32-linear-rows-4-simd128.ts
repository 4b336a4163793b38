/**
 * y[o] = act(sum over k of x[k] * weight[o, k] + bias[o] + residual[o]) for one row x, the weight as it is stored: rows after one
 * another, so that nothing is packed. x, y and residual are plain, bias too.
 * Lane l sums the terms with k mod 4 = l, from the first to the last; then the lanes are added, then the terms after the last whole vector.
 * A unit of work is an output feature. A thread reads four stretches of its features' rows side by side, each from the first byte to the last:
 * streams that the processor fetches ahead across the rows' ends, which it does not where the four rows are neighbours.
 */
import { multiplyAdd } from "./multiply-add";
import { LinearStep } from "./record";
import { shareBegin } from "./share";

@unmanaged
export class LinearRows extends LinearStep {
  inFeatures: i32;
  outFeatures: i32;
  relu: i32;
}

export function linearRows(step: LinearRows, thread: i32, threads: i32): void {
  const begin = shareBegin(step.outFeatures, thread, threads), end = shareBegin(step.outFeatures, thread + 1, threads);
  const stretch = (end - begin) >> 2;
  for (let feature = begin; feature < begin + stretch; feature++) fourRows(step, feature, stretch);
  for (let feature = begin + 4 * stretch; feature < end; feature++) oneRow(step, feature);
}

/** A row and the three that are one, two and three stretches after it. */
function fourRows(step: LinearRows, feature: i32, stretch: i32): void {
  const rowBytes = <usize>step.inFeatures * 4, wholeBytes = rowBytes & ~15, apart = <usize>stretch * rowBytes;
  const x = step.x, w0 = step.weight + <usize>feature * rowBytes, w1 = w0 + apart, w2 = w1 + apart, w3 = w2 + apart;
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
  for (let at: usize = 0; at < wholeBytes; at += 16) {
    const value = v128.load(x + at);
    s0 = multiplyAdd(value, v128.load(w0 + at), s0); s1 = multiplyAdd(value, v128.load(w1 + at), s1);
    s2 = multiplyAdd(value, v128.load(w2 + at), s2); s3 = multiplyAdd(value, v128.load(w3 + at), s3);
  }
  finish(step, feature, addTail(x, w0, wholeBytes, rowBytes, s0));
  finish(step, feature + stretch, addTail(x, w1, wholeBytes, rowBytes, s1));
  finish(step, feature + 2 * stretch, addTail(x, w2, wholeBytes, rowBytes, s2));
  finish(step, feature + 3 * stretch, addTail(x, w3, wholeBytes, rowBytes, s3));
}

function oneRow(step: LinearRows, feature: i32): void {
  const rowBytes = <usize>step.inFeatures * 4, wholeBytes = rowBytes & ~15, weight = step.weight + <usize>feature * rowBytes;
  let sum = f32x4.splat(0);
  for (let at: usize = 0; at < wholeBytes; at += 16) sum = multiplyAdd(v128.load(step.x + at), v128.load(weight + at), sum);
  finish(step, feature, addTail(step.x, weight, wholeBytes, rowBytes, sum));
}

function addTail(x: usize, weight: usize, from: usize, rowBytes: usize, sums: v128): f32 {
  let sum = f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 1) + (f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3));
  for (let at = from; at < rowBytes; at += 4) sum += load<f32>(x + at) * load<f32>(weight + at);
  return sum;
}

function finish(step: LinearRows, feature: i32, sum: f32): void {
  const offset = <usize>feature * 4;
  let value = sum + load<f32>(step.bias + offset);
  if (step.residual) value += load<f32>(step.residual + offset);
  store<f32>(step.y + offset, step.relu && value < 0 ? 0 : value);
}
