/**
 * Between plain images, [image][channel][row][column], and blocked ones: planes of 4 channels, a vector for each pixel, zero in
 * the lanes beyond the last channel. A unit of work is a row of a plane. And the zero border around blocked images.
 */
import { Step } from "./record";
import { shareBegin } from "./share";
import { storeLanes } from "./store-lanes";

@unmanaged
export class Blocked extends Step {
  plain: usize;
  blocked: usize;
  rowBytes: usize;
  planeBytes: usize;
  imageBytes: usize;
  images: i32;
  channels: i32;
  height: i32;
  width: i32;
  /** Pixels of border on each side. */
  top: i32;
  left: i32;
  bottom: i32;
  right: i32;
}

export function toBlocked(step: Blocked, thread: i32, threads: i32): void {
  const planes = (step.channels + 3) >> 2, lines = step.images * planes * step.height;
  const end = shareBegin(lines, thread + 1, threads);
  for (let line = shareBegin(lines, thread, threads); line < end; line++) interleave(step, plainRow(step, line, planes), blockedRow(step, line, planes), lanesOf(step, line, planes));
}

export function toPlain(step: Blocked, thread: i32, threads: i32): void {
  const planes = (step.channels + 3) >> 2, lines = step.images * planes * step.height;
  const end = shareBegin(lines, thread + 1, threads);
  for (let line = shareBegin(lines, thread, threads); line < end; line++) separate(step, blockedRow(step, line, planes), plainRow(step, line, planes), lanesOf(step, line, planes));
}

/** A unit of work is a plane. */
export function zeroBorder(step: Blocked, thread: i32, threads: i32): void {
  const planes = (step.channels + 3) >> 2, total = step.images * planes, rowBytes = step.rowBytes;
  const left = <usize>step.left * 16, sides = rowBytes - <usize>step.width * 16;
  const above = <usize>step.top * rowBytes + left, below = <usize>step.bottom * rowBytes + (sides - left);
  const end = shareBegin(total, thread + 1, threads);
  for (let unit = shareBegin(total, thread, threads); unit < end; unit++) {
    let at = step.blocked + <usize>(unit / planes) * step.imageBytes + <usize>(unit % planes) * step.planeBytes;
    clear(at - above, above);
    for (let row = 1; row < step.height; row++) {
      clear(at + <usize>step.width * 16, sides);
      at += rowBytes;
    }
    clear(at + <usize>step.width * 16, below);
  }
}

/** Whole vectors; `memory.fill` costs a call into the engine, which is more than most borders take. */
function clear(at: usize, bytes: usize): void {
  const zero = f32x4.splat(0);
  for (const end = at + bytes; at < end; at += 16) v128.store(at, zero);
}

function blockedRow(step: Blocked, line: i32, planes: i32): usize {
  const row = <usize>(line % step.height), plane = <usize>(line / step.height % planes), image = <usize>(line / step.height / planes);
  return step.blocked + image * step.imageBytes + plane * step.planeBytes + row * step.rowBytes;
}

function plainRow(step: Blocked, line: i32, planes: i32): usize {
  const row = line % step.height, plane = line / step.height % planes, image = line / step.height / planes;
  return step.plain + <usize>(((image * step.channels + 4 * plane) * step.height + row) * step.width) * 4;
}

/** Channels of the plane that exist. */
function lanesOf(step: Blocked, line: i32, planes: i32): i32 {
  return min(4, step.channels - 4 * (line / step.height % planes));
}

function interleave(step: Blocked, from: usize, to: usize, lanes: i32): void {
  const width = step.width, zero = f32x4.splat(0), next = <usize>step.height * <usize>width * 4;
  const p1 = next, p2 = next + next, p3 = p2 + next;
  let column = 0;
  for (; column + 4 <= width; column += 4) {
    const a = v128.load(from), b = lanes > 1 ? v128.load(from + p1) : zero, c = lanes > 2 ? v128.load(from + p2) : zero, d = lanes > 3 ? v128.load(from + p3) : zero;
    const ab0 = v128.shuffle<f32>(a, b, 0, 4, 1, 5), ab1 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
    const cd0 = v128.shuffle<f32>(c, d, 0, 4, 1, 5), cd1 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<f32>(ab0, cd0, 0, 1, 4, 5)); v128.store(to, v128.shuffle<f32>(ab0, cd0, 2, 3, 6, 7), 16);
    v128.store(to, v128.shuffle<f32>(ab1, cd1, 0, 1, 4, 5), 32); v128.store(to, v128.shuffle<f32>(ab1, cd1, 2, 3, 6, 7), 48);
    from += 16;
    to += 64;
  }
  for (; column < width; column++) {
    let pixel = v128.load32_lane(from, zero, 0);
    if (lanes > 1) pixel = v128.load32_lane(from + p1, pixel, 1);
    if (lanes > 2) pixel = v128.load32_lane(from + p2, pixel, 2);
    if (lanes > 3) pixel = v128.load32_lane(from + p3, pixel, 3);
    v128.store(to, pixel);
    from += 4;
    to += 16;
  }
}

function separate(step: Blocked, from: usize, to: usize, lanes: i32): void {
  const width = step.width, next = <usize>step.height * <usize>width * 4, zero = f32x4.splat(0);
  for (let column = 0; column < width; column += 4) {
    const count = width - column;
    const a = v128.load(from), b = count > 1 ? v128.load(from, 16) : zero, c = count > 2 ? v128.load(from, 32) : zero, d = count > 3 ? v128.load(from, 48) : zero;
    const ab0 = v128.shuffle<f32>(a, b, 0, 4, 1, 5), ab1 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
    const cd0 = v128.shuffle<f32>(c, d, 0, 4, 1, 5), cd1 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    storeLanes(to, v128.shuffle<f32>(ab0, cd0, 0, 1, 4, 5), count);
    if (lanes > 1) storeLanes(to + next, v128.shuffle<f32>(ab0, cd0, 2, 3, 6, 7), count);
    if (lanes > 2) storeLanes(to + 2 * next, v128.shuffle<f32>(ab1, cd1, 0, 1, 4, 5), count);
    if (lanes > 3) storeLanes(to + 3 * next, v128.shuffle<f32>(ab1, cd1, 2, 3, 6, 7), count);
    from += 64;
    to += 16;
  }
}
