/**
 * Packs weights for products: to[panel][k][8], a panel being 8 output channels of one group, from rows [output channel][k'], times
 * a scale for each output channel where there is one. k' counts (channel, tap), k counts (tap, channel), with channels filled up to
 * `packedChannels`; what does not exist is zero. `from` holds the rows from `firstRow` on that the panels [firstPanel, endPanel)
 * need. A unit of work is a panel.
 */
import { Step } from "./record";
import { shareBegin } from "./share";

@unmanaged
export class PackPanels extends Step {
  from: usize;
  to: usize;
  /** 0 where there is none. */
  scale: usize;
  firstRow: i32;
  firstPanel: i32;
  endPanel: i32;
  /** Rows of one group. */
  groupRows: i32;
  channels: i32;
  packedChannels: i32;
  taps: i32;
}

export function packPanels(step: PackPanels, thread: i32, threads: i32): void {
  const panels = step.endPanel - step.firstPanel, groupPanels = (step.groupRows + 7) >> 3;
  const end = shareBegin(panels, thread + 1, threads);
  const rowBytes = <usize>(step.channels * step.taps) * 4, panelBytes = <usize>(step.packedChannels * step.taps) * 32;
  for (let i = shareBegin(panels, thread, threads); i < end; i++) {
    const panel = step.firstPanel + i, inGroup = 8 * (panel % groupPanels);
    const row = panel / groupPanels * step.groupRows + inGroup;
    const lanes = min(8, step.groupRows - inGroup);
    const from = step.from + <usize>(row - step.firstRow) * rowBytes, to = step.to + <usize>panel * panelBytes;
    if (lanes < 8) memory.fill(to, 0, panelBytes);
    for (let lane = 0; lane < lanes; lane++) {
      const scale: f32 = step.scale == 0 ? <f32>1 : load<f32>(step.scale + <usize>(row + lane) * 4);
      packRow(step, from + <usize>lane * rowBytes, to + <usize>lane * 4, scale);
    }
  }
}

function packRow(step: PackPanels, from: usize, to: usize, scale: f32): void {
  const tapStep = <usize>step.packedChannels * 32, taps = step.taps;
  for (let channel = 0; channel < step.channels; channel++) {
    let at = to;
    for (let tap = 0; tap < taps; tap++) {
      // Without a scale the bits stay, also of signalling NaN.
      if (step.scale == 0) store<u32>(at, load<u32>(from));
      else store<f32>(at, load<f32>(from) * scale);
      from += 4;
      at += tapStep;
    }
    to += 32;
  }
  for (let channel = step.channels; channel < step.packedChannels; channel++) {
    for (let tap = 0; tap < taps; tap++) store<f32>(to + <usize>tap * tapStep, 0);
    to += 32;
  }
}
