/**
 * Transforms weights for Winograd convolution: to[frequency][panel][k][8], a panel being 8 output channels, from rows
 * [output channel][channel][kernel][kernel], times a scale for each output channel where there is one. k counts (phase, channel),
 * channels filled up to whole planes; what does not exist is zero. Of a stride of 2, phase (p, q) has the taps 2i + p, 2j + q.
 * `from` holds the rows from `firstRow` on that the panels [firstPanel, endPanel) need. The sums are made in float64. A unit of
 * work is a panel.
 */
import { PANEL_BYTES } from "./f32-multiply-4x8-simd128";
import { filterTransform } from "./f32-winograd-transforms-simd128";
import { shareBegin } from "./share";

@unmanaged
export class PackWinograd {
  kind: i32;
  early: i32;
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
  /** Each thread's own. */
  scratch: usize;
}

/** For a filter of 4 x 4 pairs, and its transform along columns. */
const SCRATCH_BYTES: usize = 2048;

export function packWinograd(step: PackWinograd, thread: i32, threads: i32): void {
  const begin = step.firstPanel + shareBegin(step.endPanel - step.firstPanel, thread, threads);
  const end = step.firstPanel + shareBegin(step.endPanel - step.firstPanel, thread + 1, threads);
  const channels = (step.channels + 3) & ~3, phases = step.stride * step.stride;
  const panelBytes = <usize>(phases * channels) * PANEL_BYTES;
  const frequencyBytes = <usize>((step.rows + 7) >> 3) * panelBytes;
  const scratch = step.scratch + <usize>thread * SCRATCH_BYTES;
  for (let panel = begin; panel < end; panel++) {
    for (let phase = 0; phase < phases; phase++) {
      for (let channel = 0; channel < channels; channel++) {
        const to = step.to + <usize>panel * panelBytes + <usize>(phase * channels + channel) * PANEL_BYTES;
        for (let lane = 0; lane < 8; lane += 2) {
          gather(step, 8 * panel + lane, channel, phase, scratch);
          filterTransform(step.variant, scratch, to + <usize>lane * 4, frequencyBytes, scratch + SCRATCH_BYTES / 2);
        }
      }
    }
  }
}

/** The taps of a phase, [r][r], of two output channels side by side. */
function gather(step: PackWinograd, row: i32, channel: i32, phase: i32, to: usize): void {
  const kernel = step.kernel, stride = step.stride, channelBytes = <usize>(kernel * kernel) * 4, rowBytes = <usize>step.channels * channelBytes;
  const from = step.from + <usize>(row - step.firstRow) * rowBytes + <usize>channel * channelBytes;
  const first = channel < step.channels && row < step.rows, second = first && row + 1 < step.rows;
  const s0: f64 = scaleOf(step, row, first), s1: f64 = scaleOf(step, row + 1, second);
  for (let i = phase >> 1; i < step.r * stride; i += stride) {
    for (let j = phase & 1; j < step.r * stride; j += stride) {
      const exists = i < kernel && j < kernel, at = from + <usize>(i * kernel + j) * 4;
      store<f64>(to, first && exists ? <f64>load<f32>(at) * s0 : 0);
      store<f64>(to, second && exists ? <f64>load<f32>(at + rowBytes) * s1 : 0, 8);
      to += 16;
    }
  }
}

function scaleOf(step: PackWinograd, row: i32, exists: bool): f64 {
  return step.scale != 0 && exists ? <f64>load<f32>(step.scale + <usize>row * 4) : 1;
}
