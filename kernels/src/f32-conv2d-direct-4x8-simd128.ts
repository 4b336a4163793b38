/**
 * Direct convolution, 4 pixels x 8 output channels in registers; bias, relu and a max pool of 2 x 2 pixels fused.
 *   y[n, g, o, p] = bias[g, o] + sum over k of weight[g, o, k] * x[n, g, windows[p] + taps[k]]
 * Legend: n image, g group, o output channel of the group, p output pixel counted along rows, k tap: an input channel of
 * the group with a place in the window. x is plain or blocked, its padding already part of it. y is plain, (N, C, H, W), or blocked.
 * Packed for it: weight [g][panel][k][8] and bias [g][panel][8], a panel being 8 output channels, the missing ones zero;
 * windows[p], the byte offset from a group's first element to the window of p, the last one repeated up to a whole tile;
 * taps[k], the byte offset from a window's first element to tap k; places[p], for a blocked y, that from a plane's first pixel to p.
 * (Computed here instead of loaded, older V8 moves the divisions for a window into the innermost loop.)
 * The sum runs over k in ascending order in one chain, whatever the shape and the number of threads.
 * One k for each iteration: unrolled further, older V8 runs out of registers and halves the speed.
 */
import { multiplyAdd } from "./multiply-add";
import { largestOf } from "./pool-pairs";
import { Step } from "./record";
import { shareBegin } from "./share";
import { storeLanes } from "./store-lanes";

@unmanaged
export class Conv2d extends Step {
  x: usize;
  y: usize;
  weight: usize;
  bias: usize;
  windows: usize;
  taps: usize;
  /** 0 where y is plain. */
  places: usize;
  tapCount: i32;
  images: i32;
  groups: i32;
  /** Output channels of one group. */
  channels: i32;
  /** Output pixels of one image. */
  pixels: i32;
  /** Bytes from an image to the next, from a group of x to the next, and from a channel of y to the next where it is plain, else from a plane. */
  xImage: usize;
  xGroup: usize;
  yImage: usize;
  yStep: usize;
  /** 1 where relu follows. */
  relu: i32;
  /** 1 where y holds the largest of each tile: of 2 x 2 pixels, which `windows` lists one after another. `places` has one for each. */
  pool: i32;
}

const TILE: i32 = 4;
const PANEL: i32 = 8;

/** A unit of work is one tile of one panel; tiles of a panel follow each other, so that its weights stay near. */
export function conv2d(step: Conv2d, thread: i32, threads: i32): void {
  const tiles = (step.pixels + TILE - 1) / TILE;
  const panels = (step.channels + PANEL - 1) / PANEL;
  const units = step.images * step.groups * panels * tiles;
  const end = shareBegin(units, thread + 1, threads);
  let unit = shareBegin(units, thread, threads);
  while (unit < end) {
    const panel = unit / tiles, tile = unit % tiles;
    const tileEnd = min(tiles, tile + end - unit);
    convPanel(step, panel / panels, panel % panels, tile, tileEnd);
    unit += tileEnd - tile;
  }
}

/** Tiles [tile, tileEnd) of one panel. `image` counts images and their groups: n * groups + g. */
function convPanel(step: Conv2d, image: i32, panel: i32, tile: i32, tileEnd: i32): void {
  const pixels = step.pixels;
  const panels = (step.channels + PANEL - 1) / PANEL;
  const packed = (image % step.groups) * panels + panel;
  const weight = step.weight + <usize>packed * <usize>step.tapCount * 32;
  const bias = step.bias + <usize>packed * 32;
  const n = <usize>(image / step.groups), group = image % step.groups, channel = panel * PANEL;
  const x = step.x + n * step.xImage + <usize>group * step.xGroup;
  const first = group * step.channels + channel;
  const y = step.y + n * step.yImage + <usize>(step.places ? first >> 2 : first) * step.yStep;
  const channels = min(PANEL, step.channels - channel);
  for (; tile < tileEnd; tile++) convTile(step, x, weight, bias, y, channels, tile * TILE, pixels);
}

function convTile(step: Conv2d, x: usize, weight: usize, bias: usize, y: usize, channels: i32, pixel: i32, pixels: i32): void {
  const windows = step.windows + <usize>pixel * 4;
  const x0 = x + <usize>load<u32>(windows), x1 = x + <usize>load<u32>(windows, 4);
  const x2 = x + <usize>load<u32>(windows, 8), x3 = x + <usize>load<u32>(windows, 12);
  let a0 = v128.load(bias), b0 = v128.load(bias, 16);
  let a1 = a0, a2 = a0, a3 = a0, b1 = b0, b2 = b0, b3 = b0;
  let tap = step.taps;
  const tapEnd = tap + <usize>step.tapCount * 4;
  do {
    const offset = <usize>load<u32>(tap);
    const wa = v128.load(weight), wb = v128.load(weight, 16);
    const p0 = v128.load32_splat(x0 + offset), p1 = v128.load32_splat(x1 + offset);
    const p2 = v128.load32_splat(x2 + offset), p3 = v128.load32_splat(x3 + offset);
    a0 = multiplyAdd(p0, wa, a0); b0 = multiplyAdd(p0, wb, b0);
    a1 = multiplyAdd(p1, wa, a1); b1 = multiplyAdd(p1, wb, b1);
    a2 = multiplyAdd(p2, wa, a2); b2 = multiplyAdd(p2, wb, b2);
    a3 = multiplyAdd(p3, wa, a3); b3 = multiplyAdd(p3, wb, b3);
    weight += 32;
    tap += 4;
  } while (tap < tapEnd);
  if (step.relu) {
    const zero = f32x4.splat(0);
    a0 = f32x4.max(a0, zero); a1 = f32x4.max(a1, zero); a2 = f32x4.max(a2, zero); a3 = f32x4.max(a3, zero);
    b0 = f32x4.max(b0, zero); b1 = f32x4.max(b1, zero); b2 = f32x4.max(b2, zero); b3 = f32x4.max(b3, zero);
  }
  const plane = step.yStep, count = pixels - pixel;
  if (step.pool) {
    y += <usize>load<u32>(step.places + <usize>pixel);
    v128.store(y, largestOf(a0, a1, a2, a3));
    if (channels > 4) v128.store(y + plane, largestOf(b0, b1, b2, b3));
    return;
  }
  if (step.places) {
    const places = step.places + <usize>pixel * 4;
    storePixels(y, places, a0, a1, a2, a3);
    if (channels > 4) storePixels(y + plane, places, b0, b1, b2, b3);
    return;
  }
  y += <usize>pixel * 4;
  storeChannels(y, plane, a0, a1, a2, a3, channels, count);
  storeChannels(y + 4 * plane, plane, b0, b1, b2, b3, channels - 4, count);
}

/** Of a plane; beyond the last pixel, that one again. */
function storePixels(y: usize, places: usize, p0: v128, p1: v128, p2: v128, p3: v128): void {
  v128.store(y + <usize>load<u32>(places), p0); v128.store(y + <usize>load<u32>(places, 4), p1);
  v128.store(y + <usize>load<u32>(places, 8), p2); v128.store(y + <usize>load<u32>(places, 12), p3);
}

/** Four pixels' vectors of four channels become four channels' vectors of four pixels; those that exist are stored. */
function storeChannels(y: usize, plane: usize, p0: v128, p1: v128, p2: v128, p3: v128, channels: i32, pixels: i32): void {
  const low01 = v128.shuffle<f32>(p0, p1, 0, 4, 1, 5), high01 = v128.shuffle<f32>(p0, p1, 2, 6, 3, 7);
  const low23 = v128.shuffle<f32>(p2, p3, 0, 4, 1, 5), high23 = v128.shuffle<f32>(p2, p3, 2, 6, 3, 7);
  if (channels > 0) storeLanes(y, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5), pixels);
  if (channels > 1) storeLanes(y + plane, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7), pixels);
  if (channels > 2) storeLanes(y + 2 * plane, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5), pixels);
  if (channels > 3) storeLanes(y + 3 * plane, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7), pixels);
}
