/**
 * y = act(f(a, b)) where a or b is repeated along some axes. All are plain. y is rows of `rowLength` elements; the axes of its rows have
 * `sizes`, and a step for each tells how many elements a and b go on. In a row, an operand's elements follow each other, or
 * one is repeated. A unit of work of `broadcast` is a row; where there is one row only, `broadcastRow` shares out its vectors.
 */
import { loadLanes } from "./load-lanes";
import { offsetOf } from "./odometer";
import { Step } from "./record";
import { shareBegin } from "./share";
import { storeLanes } from "./store-lanes";

@unmanaged
export class Broadcast extends Step {
  a: usize;
  b: usize;
  y: usize;
  rows: i32;
  rowLength: i32;
  /** 1 where the elements of a follow each other in a row, 0 where it is one. */
  aStep: i32;
  bStep: i32;
  operation: i32;
  relu: i32;
  axes: i32;
  /** Of each axis: 8 sizes, 8 steps of a, 8 of b. */
  sizes: i32;
}

const MOST_AXES: usize = 8;

export function broadcast(step: Broadcast, thread: i32, threads: i32): void {
  const sizes = changetype<usize>(step) + offsetof<Broadcast>("sizes");
  const end = shareBegin(step.rows, thread + 1, threads);
  for (let row = shareBegin(step.rows, thread, threads); row < end; row++) {
    const a = step.a + 4 * offsetOf(row, step.axes, sizes, sizes + 4 * MOST_AXES);
    const b = step.b + 4 * offsetOf(row, step.axes, sizes, sizes + 8 * MOST_AXES);
    combineRow(step, a, b, step.y + <usize>row * <usize>step.rowLength * 4, 0, step.rowLength);
  }
}

export function broadcastRow(step: Broadcast, thread: i32, threads: i32): void {
  const vectors = (step.rowLength + 3) >> 2;
  combineRow(step, step.a, step.b, step.y, 4 * shareBegin(vectors, thread, threads), min(4 * shareBegin(vectors, thread + 1, threads), step.rowLength));
}

/** The elements from `begin` to `end`; begin is that of a vector. */
function combineRow(step: Broadcast, a: usize, b: usize, y: usize, begin: i32, end: i32): void {
  const floor = f32x4.splat(step.relu ? 0 : -Infinity);
  const aStep = step.aStep, bStep = step.bStep, one = v128.load32_splat(a), other = v128.load32_splat(b);
  for (let i = begin; i < end; i += 4) {
    const count = end - i, offset = <usize>i << 2;
    const left = aStep ? loadLanes(a + offset, count) : one, right = bStep ? loadLanes(b + offset, count) : other;
    storeLanes(y + offset, f32x4.pmax(combine(step.operation, left, right), floor), count);
  }
}

/** The numbers stand in src/runtime/wasm/lower/elementwise.ts as well. */
function combine(operation: i32, a: v128, b: v128): v128 {
  switch (operation) {
    case 1: return f32x4.add(a, b);
    case 2: return f32x4.sub(a, b);
    case 3: return f32x4.mul(a, b);
    default: return f32x4.div(a, b);
  }
}
