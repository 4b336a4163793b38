/**
 * Transforms weights for Winograd convolution: to[frequency][panel][k][8], a panel being 8 output channels, from rows
 * [output channel][channel][kernel][kernel], times a scale for each output channel where there is one. k counts (phase, channel),
 * channels filled up to whole planes, or (channel, phase) where the phases are a plane's lanes; what does not exist is zero.
 * Of a stride of 2, phase (p, q) has the taps 2i + p, 2j + q.
 * `from` holds the rows from `firstRow` on that the panels [firstPanel, endPanel) need. The sums are made in float64. A unit of
 * work is a panel.
 */
import { PANEL_BYTES } from "./f32-multiply-8-simd128";
import { filterTransform } from "./f32-winograd-transforms-simd128";
import { phaseAt } from "./phase-order";
import { Step } from "./record";
import { shareBegin } from "./share";

@unmanaged
export class PackWinograd extends Step {
  from: usize;
  to: usize;
  /** 0 where there is none. */
  scale: usize;
  firstRow: i32;
  firstPanel: i32;
  endPanel: i32;
  rows: i32;
  channels: i32;
  kernel: i32;
  stride: i32;
  variant: i32;
  n: i32;
  r: i32;
  /** Whether the four phases of a channel follow each other. */
  isByChannel: i32;
  /** Each thread's own. */
  scratch: usize;
}

/** Values of k that are transformed before they are stored: whole cache lines are written to each frequency. */
const GROUP: i32 = 8;
/** Of GROUP values, [frequency][k][8], at most 64 frequencies. */
const BUFFER_BYTES: usize = 16384;
/** And for a filter of up to 4 x 4 pairs in float64, its transform along columns, and the whole. */
const SCRATCH_BYTES: usize = BUFFER_BYTES + 2048;

export function packWinograd(step: PackWinograd, thread: i32, threads: i32): void {
  const begin = step.firstPanel + shareBegin(step.endPanel - step.firstPanel, thread, threads);
  const end = step.firstPanel + shareBegin(step.endPanel - step.firstPanel, thread + 1, threads);
  const phases = step.stride * step.stride, channels = step.isByChannel ? step.channels : (step.channels + 3) & ~3, terms = phases * channels;
  const panelBytes = <usize>terms * PANEL_BYTES;
  const scratch = step.scratch + <usize>thread * SCRATCH_BYTES;
  for (let panel = begin; panel < end; panel++) {
    for (let first = 0; first < terms; first += GROUP) {
      const count = min(GROUP, terms - first);
      for (let i = 0; i < count; i++) {
        const k = first + i;
        const phase = step.isByChannel ? k % phases : phaseAt(k / channels, step.stride), channel = step.isByChannel ? k / phases : k % channels;
        transformChannel(step, panel, channel, phase, scratch + <usize>i * PANEL_BYTES, scratch + BUFFER_BYTES);
      }
      scatter(step, scratch, step.to + <usize>panel * panelBytes + <usize>first * PANEL_BYTES, panelBytes, <usize>count * PANEL_BYTES);
    }
  }
}

function transformChannel(step: PackWinograd, panel: i32, channel: i32, phase: i32, to: usize, scratch: usize): void {
  for (let lane = 0; lane < 8; lane += 2) {
    gather(step, 8 * panel + lane, channel, phase, scratch);
    const n = step.n, r = step.r, columns = scratch + 256, all = columns + <usize>(n * r) * 16;
    filterTransform(step.variant, scratch, <usize>r * 16, r, columns);
    filterTransform(step.variant, columns, <usize>n * 16, n, all);
    let target = to + <usize>lane * 4;
    for (let at = all; at < all + <usize>(n * n) * 16; at += 16) {
      v128.store64_lane(target, f32x4.demote_f64x2_zero(v128.load(at)), 0);
      target += <usize>GROUP * PANEL_BYTES;
    }
  }
}

/** From [frequency][k][8] to where each frequency has its own. */
function scatter(step: PackWinograd, from: usize, to: usize, panelBytes: usize, bytes: usize): void {
  const frequencyBytes = <usize>((step.rows + 7) >> 3) * panelBytes;
  for (let frequency = 0; frequency < step.n * step.n; frequency++) {
    for (let at: usize = 0; at < bytes; at += 16) v128.store(to + at, v128.load(from + at));
    from += <usize>GROUP * PANEL_BYTES;
    to += frequencyBytes;
  }
}

/** The taps of a phase, [r][r], of two output channels side by side, zero where there is none. */
function gather(step: PackWinograd, row: i32, channel: i32, phase: i32, to: usize): void {
  const kernel = step.kernel, stride = step.stride, channelBytes = <usize>(kernel * kernel) * 4, rowBytes = <usize>step.channels * channelBytes;
  const size = step.r * stride;
  if (channel >= step.channels || row >= step.rows) {
    memory.fill(to, 0, 256);
    return;
  }
  const from = step.from + <usize>(row - step.firstRow) * rowBytes + <usize>channel * channelBytes;
  const hasSecond = row + 1 < step.rows;
  const next = hasSecond ? rowBytes : 0;
  const scale = f64x2.replace_lane(f64x2.splat(scaleOf(step, row)), 1, hasSecond ? scaleOf(step, row + 1) : 0);
  for (let i = phase >> 1; i < size; i += stride) {
    for (let j = phase & 1; j < size; j += stride) {
      let taps = f64x2.splat(0);
      if (i < kernel && j < kernel) {
        const at = from + <usize>(i * kernel + j) * 4;
        taps = f64x2.mul(f64x2.promote_low_f32x4(v128.load32_lane(at + next, v128.load32_zero(at), 1)), scale);
      }
      v128.store(to, taps);
      to += 16;
    }
  }
}

function scaleOf(step: PackWinograd, row: i32): f64 {
  return step.scale == 0 ? 1 : <f64>load<f32>(step.scale + <usize>row * 4);
}
