/**
 * Executes a plan: a header of 64 bytes and then one record of 128 bytes for each step, written by
 * src/runtime/wasm/plan-layout.ts. Every thread calls `run` with the same plan and its own number; a step is shared out
 * among the threads by the step's kernel, and no thread starts a step before all have ended the one before.
 * Nothing here allocates: every address comes from the plan.
 */
import { conv2d, Conv2d } from "./f32-conv2d-direct-4x8-simd128";
import { pad2d, Pad2d } from "./f32-pad2d-row";
import { relu, Relu } from "./f32-relu-4-simd128";
import { waitForAll, isAborted } from "./barrier";

const HEADER_BYTES: usize = 64;
const STEP_BYTES: usize = 128;

/** Runs the steps [first, end) on `thread` of `threads`. Gives 1 when they are done, 0 when the run was aborted. */
export function run(plan: usize, first: i32, end: i32, thread: i32, threads: i32): i32 {
  for (let step = first; step < end; step++) {
    if (isAborted(plan)) return 0;
    execute(plan + HEADER_BYTES + <usize>step * STEP_BYTES, thread, threads);
    if (step + 1 < end && !waitForAll(plan, threads)) return 0;
  }
  return 1;
}

/** A record's first word says which kernel it is for; the numbers stand in src/runtime/wasm/step.ts as well. */
function execute(step: usize, thread: i32, threads: i32): void {
  switch (load<i32>(step)) {
    case 1: return pad2d(changetype<Pad2d>(step), thread, threads);
    case 2: return conv2d(changetype<Conv2d>(step), thread, threads);
    case 3: return relu(changetype<Relu>(step), thread, threads);
    default: unreachable();
  }
}
