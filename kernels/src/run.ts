/**
 * Executes a plan: a header of 64 bytes and then one record of 256 bytes for each step, written by
 * src/runtime/wasm/plan-layout.ts. Every thread calls `run` with the same plan and its own number; a step is shared out
 * among the threads by the step's kernel, and no thread starts a step before all have ended the one before, unless the
 * step is an early one.
 * Nothing here allocates: every address comes from the plan.
 */
import { conv2d, Conv2d } from "./f32-conv2d-direct-4x8-simd128";
import { depthwise, Depthwise } from "./f32-conv2d-depthwise-4x4-simd128";
import { conv2dGemm, conv2dPanels, conv2dPatches, Conv2dGemm } from "./f32-conv2d-gemm-8-simd128";
import { winogradInputs, winogradPanels, winogradTiles, Winograd } from "./f32-conv2d-winograd-8-simd128";
import { linearPanels, linearTiles, linearVector, Linear } from "./f32-linear-8-simd128";
import { elementwise, Elementwise } from "./f32-elementwise-4-simd128";
import { batchNorm, BatchNorm } from "./f32-batch-norm-4-simd128";
import { pool2d, Pool2d } from "./f32-pool2d-4-simd128";
import { toBlocked, toPlain, zeroBorder, Blocked } from "./f32-blocked-4x4-simd128";
import { phases, Phases } from "./f32-phases-simd128";
import { packPanels, PackPanels } from "./f32-pack-panels-8";
import { packWinograd, PackWinograd } from "./f32-pack-winograd-8";
import { copyRows, CopyRows } from "./copy-rows";
import { pad2d, Pad2d } from "./f32-pad2d-row";
import { map, Mapping } from "./f32-map-4-simd128";
import { broadcast, broadcastRow, Broadcast } from "./f32-broadcast-4-simd128";
import { softmax, Softmax } from "./f32-softmax-4-simd128";
import { sum, Sum } from "./f32-sum-4-simd128";
import { layerNorm, LayerNorm } from "./f32-layer-norm-4-simd128";
import { matmulTiles, matmulPanels, Matmul } from "./f32-matmul-8-simd128";
import { transpose, Transpose } from "./b32-transpose-4x4-simd128";
import { upsample, Upsample } from "./f32-upsample-4-simd128";
import { gather, Gather } from "./f32-gather-row";
import { linearRows, LinearRows } from "./f32-linear-rows-4-simd128";
import { linearRounded, LinearRounded } from "./f32-linear-rounded-4x2-simd128";
import { packRounded, PackRounded, prepareRows } from "./rounded-rows-8-simd128";
import { waitForAll, isAborted } from "./barrier";
import { advance, begin, bodyOf, Loop, LOOP, teamOf } from "./loop";
import { setTileRows } from "./f32-multiply-8-simd128";
import { STEP_BYTES, Step } from "./record";

export { multiplyOne as m1, multiplyTwo as m2, multiplyThree as m3, multiplyFour as m4, multiplyFive as m5, multiplySix as m6 } from "./f32-multiply-8-simd128";

const HEADER_BYTES: usize = 64;
/** In the header, behind the words of barrier.ts. */
const TILE_ROWS: usize = 12;

/**
 * Runs the steps [first, end) on `thread` of `threads`. Gives 1 when they are done, 0 when the run was aborted. A loop goes round
 * where its whole body is among them; otherwise its steps are run once.
 */
export function run(plan: usize, first: i32, end: i32, thread: i32, threads: i32): i32 {
  setTileRows(load<i32>(plan, TILE_ROWS));
  for (let index = first; index < end; index++) {
    const step = plan + HEADER_BYTES + <usize>index * STEP_BYTES;
    if (isAborted(plan)) return 0;
    if (load<i32>(step) != LOOP) {
      execute(step, thread, threads);
    } else if (index + changetype<Loop>(step).count < end) {
      const loop = changetype<Loop>(step), team = teamOf(loop, threads);
      if (thread < team && !runLoop(plan, index, 0, loop.times, thread, team)) return 0;
      index += loop.count;
    }
    if (index + 1 < end && !isEarly(plan, index + 1) && !waitForAll(plan, threads)) return 0;
  }
  return 1;
}

function isEarly(plan: usize, index: i32): bool {
  return changetype<Step>(plan + HEADER_BYTES + <usize>index * STEP_BYTES).early != 0;
}

/** The rounds [from, to) of the loop whose record is `index`; what comes before `from` has been done. Gives what `run` gives. */
export function runLoop(plan: usize, index: i32, from: i32, to: i32, thread: i32, threads: i32): i32 {
  const loop = changetype<Loop>(plan + HEADER_BYTES + <usize>index * STEP_BYTES);
  const body = bodyOf(loop, thread), bodyEnd = body + <usize>loop.count * STEP_BYTES;
  if (from == 0) begin(loop, thread);
  for (let round = from; round < to; round++) {
    for (let step = body; step < bodyEnd; step += STEP_BYTES) {
      if (isAborted(plan)) return 0;
      if ((step == body ? round > from : !changetype<Step>(step).early) && !waitForAll(plan, threads)) return 0;
      execute(step, thread, threads);
    }
    advance(loop, thread);
  }
  return 1;
}

/** A record's first word says which kernel it is for; the numbers stand in src/runtime/wasm/step.ts as well. */
function execute(step: usize, thread: i32, threads: i32): void {
  switch (load<i32>(step)) {
    case 1: return pad2d(changetype<Pad2d>(step), thread, threads);
    case 2: return conv2d(changetype<Conv2d>(step), thread, threads);
    case 3: return elementwise(changetype<Elementwise>(step), thread, threads);
    case 4: return toBlocked(changetype<Blocked>(step), thread, threads);
    case 5: return toPlain(changetype<Blocked>(step), thread, threads);
    case 6: return zeroBorder(changetype<Blocked>(step), thread, threads);
    case 7: return copyRows(changetype<CopyRows>(step), thread, threads);
    case 8: return packPanels(changetype<PackPanels>(step), thread, threads);
    case 9: return conv2dGemm(changetype<Conv2dGemm>(step), thread, threads);
    case 10: return conv2dPatches(changetype<Conv2dGemm>(step), thread, threads);
    case 11: return conv2dPanels(changetype<Conv2dGemm>(step), thread, threads);
    case 12: return linearVector(changetype<Linear>(step), thread, threads);
    case 13: return linearTiles(changetype<Linear>(step), thread, threads);
    case 14: return linearPanels(changetype<Linear>(step), thread, threads);
    case 15: return pool2d(changetype<Pool2d>(step), thread, threads);
    case 16: return batchNorm(changetype<BatchNorm>(step), thread, threads);
    case 17: return winogradTiles(changetype<Winograd>(step), thread, threads);
    case 18: return winogradInputs(changetype<Winograd>(step), thread, threads);
    case 19: return winogradPanels(changetype<Winograd>(step), thread, threads);
    case 20: return packWinograd(changetype<PackWinograd>(step), thread, threads);
    case 21: return map(changetype<Mapping>(step), thread, threads);
    case 22: return broadcast(changetype<Broadcast>(step), thread, threads);
    case 23: return softmax(changetype<Softmax>(step), thread, threads);
    case 24: return sum(changetype<Sum>(step), thread, threads);
    case 25: return layerNorm(changetype<LayerNorm>(step), thread, threads);
    case 26: return matmulTiles(changetype<Matmul>(step), thread, threads);
    case 27: return matmulPanels(changetype<Matmul>(step), thread, threads);
    case 28: return transpose(changetype<Transpose>(step), thread, threads);
    case 29: return upsample(changetype<Upsample>(step), thread, threads);
    case 30: return gather(changetype<Gather>(step), thread, threads);
    case 31: return linearRows(changetype<LinearRows>(step), thread, threads);
    case 32: return prepareRows(changetype<LinearRounded>(step), thread, threads);
    case 33: return linearRounded(changetype<LinearRounded>(step), thread, threads);
    case 34: return packRounded(changetype<PackRounded>(step), thread, threads);
    case 35: return broadcastRow(changetype<Broadcast>(step), thread, threads);
    case 37: return phases(changetype<Phases>(step), thread, threads);
    case 38: return depthwise(changetype<Depthwise>(step), thread, threads);
    default: unreachable();
  }
}
