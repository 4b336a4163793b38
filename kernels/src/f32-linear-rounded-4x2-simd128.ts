/**
 * y[r, o] = act(sum over k of x[r, k] * w[o, k] + bias[o] + residual[r, o]) with w and x as rounded-rows-8-simd128.ts makes them, w in 8
 * or 16 bits, with a scale for each of their rows. x, y and residual are plain. Products are
 *   int8:    of whole numbers; sums are exact in blocks of 2048 terms, and added up in float32
 *   float16: of float32. The bits of a half become those of a float32 that is 2^112 times too small, which the rows of x make up for.
 * The four lanes sum a quarter of the terms each, and are added then. A unit of work is four output features, for all rows while their weights are near:
 * halves are widened once for many rows, and two rows at once share a weight of 8 bits.
 */
import { loadLanes } from "./load-lanes";
import { multiplyAdd } from "./multiply-add";
import { LinearStep } from "./record";
import { shareBegin } from "./share";
import { storeLanes } from "./store-lanes";

/** Weights are whole vectors of scales, one for each output feature, then [four features][length / 8][4][8], so that four rows are read as one stream. */
@unmanaged
export class LinearRounded extends LinearStep {
  /** For each row a vector with its scale, then `length` numbers. */
  prepared: usize;
  /** For each thread 8 sums, three constants, and four rows of weights in float32 where halves are widened. */
  scratch: usize;
  scratchBytes: usize;
  rows: i32;
  inFeatures: i32;
  outFeatures: i32;
  relu: i32;
  /** inFeatures, filled up with zeros to a multiple of 8. */
  length: i32;
  /** Bytes of a weight: 1 for int8, 2 for float16. */
  weightBytes: i32;
}

/** Four rows of as many products of 127 * 32767, two in each lane for eight terms, as 32 bits hold: 2048. */
const BLOCK_BYTES: usize = 4 * 2048;

/** For which halves are widened into memory. */
const LEAST_ROWS: i32 = 4;

export function linearRounded(step: LinearRounded, thread: i32, threads: i32): void {
  const rows = step.rows, isInt8 = step.weightBytes == 1, units = (step.outFeatures + 3) >> 2;
  const weightBytes = <usize>(4 * step.length) * step.weightBytes, xRow = preparedBytes(step);
  const sums = step.scratch + <usize>thread * step.scratchBytes, constants = sums + 32, wide = constants + 48;
  writeConstants(constants);
  const isWidened = !isInt8 && rows >= LEAST_ROWS, isTiled = isInt8 || isWidened;
  const end = shareBegin(units, thread + 1, threads);
  for (let unit = shareBegin(units, thread, threads); unit < end; unit++) {
    const feature = 4 * unit, w = step.weight + (<usize>units << 4) + <usize>unit * weightBytes;
    let row = 0, x = step.prepared + 16;
    if (isWidened) widen(w, weightBytes, wide, constants);
    for (; isTiled && row + 2 <= rows; row += 2) {
      if (isInt8) int8Tile(w, weightBytes, x, xRow, sums);
      else floatTile(wide, 2 * weightBytes, x, xRow, sums);
      finish(step, row, feature, v128.load(sums));
      finish(step, row + 1, feature, v128.load(sums, 16));
      x += 2 * xRow;
    }
    for (; row < rows; row++) {
      finish(step, row, feature, isInt8 ? int8Vector(w, weightBytes, x) : float16Vector(w, weightBytes, x, constants));
      x += xRow;
    }
  }
}

/** Bytes of a row of x: numbers of 16 bits for int8, of 32 for float16. */
export function preparedBytes(step: LinearRounded): usize {
  return 16 + (<usize>step.length << step.weightBytes);
}

function finish(step: LinearRounded, row: i32, feature: i32, sums: v128): void {
  const offset = <usize>feature << 2, count = step.outFeatures - feature, scale = v128.load(step.weight + offset);
  const at = (<usize>row * <usize>step.outFeatures << 2) + offset;
  let value = f32x4.mul(f32x4.mul(sums, v128.load32_splat(step.prepared + <usize>row * preparedBytes(step))), scale);
  value = f32x4.add(value, v128.load(step.bias + offset));
  if (step.residual) value = f32x4.add(value, loadLanes(step.residual + at, count));
  if (step.relu) value = f32x4.pmax(value, f32x4.splat(0));
  storeLanes(step.y + at, value, count);
}

/** The sum of each. */
function sumLanes(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab0 = v128.shuffle<f32>(a, b, 0, 4, 1, 5), ab1 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd0 = v128.shuffle<f32>(c, d, 0, 4, 1, 5), cd1 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  const low = f32x4.add(v128.shuffle<f32>(ab0, cd0, 0, 1, 4, 5), v128.shuffle<f32>(ab0, cd0, 2, 3, 6, 7));
  return f32x4.add(low, f32x4.add(v128.shuffle<f32>(ab1, cd1, 0, 1, 4, 5), v128.shuffle<f32>(ab1, cd1, 2, 3, 6, 7)));
}

/** Four output features for two rows. */
function int8Tile(w: usize, weightBytes: usize, x: usize, xRow: usize, to: usize): void {
  let next = x + xRow;
  let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
  const end = w + weightBytes;
  while (w < end) {
    let s0 = i32x4.splat(0), s1 = s0, s2 = s0, s3 = s0, t0 = s0, t1 = s0, t2 = s0, t3 = s0;
    const blockEnd = min(w + BLOCK_BYTES, end);
    while (w < blockEnd) {
      const xa = v128.load(x), xb = v128.load(next);
      let weight = v128.load8x8_s(w);
      s0 = i32x4.add(s0, i32x4.dot_i16x8_s(weight, xa)); t0 = i32x4.add(t0, i32x4.dot_i16x8_s(weight, xb));
      weight = v128.load8x8_s(w, 8);
      s1 = i32x4.add(s1, i32x4.dot_i16x8_s(weight, xa)); t1 = i32x4.add(t1, i32x4.dot_i16x8_s(weight, xb));
      weight = v128.load8x8_s(w, 16);
      s2 = i32x4.add(s2, i32x4.dot_i16x8_s(weight, xa)); t2 = i32x4.add(t2, i32x4.dot_i16x8_s(weight, xb));
      weight = v128.load8x8_s(w, 24);
      s3 = i32x4.add(s3, i32x4.dot_i16x8_s(weight, xa)); t3 = i32x4.add(t3, i32x4.dot_i16x8_s(weight, xb));
      w += 32;
      x += 16;
      next += 16;
    }
    a0 = f32x4.add(a0, f32x4.convert_i32x4_s(s0)); b0 = f32x4.add(b0, f32x4.convert_i32x4_s(t0));
    a1 = f32x4.add(a1, f32x4.convert_i32x4_s(s1)); b1 = f32x4.add(b1, f32x4.convert_i32x4_s(t1));
    a2 = f32x4.add(a2, f32x4.convert_i32x4_s(s2)); b2 = f32x4.add(b2, f32x4.convert_i32x4_s(t2));
    a3 = f32x4.add(a3, f32x4.convert_i32x4_s(s3)); b3 = f32x4.add(b3, f32x4.convert_i32x4_s(t3));
  }
  v128.store(to, sumLanes(a0, a1, a2, a3));
  v128.store(to, sumLanes(b0, b1, b2, b3), 16);
}

/** Four output features for one row. */
function int8Vector(w: usize, weightBytes: usize, x: usize): v128 {
  let t0 = f32x4.splat(0), t1 = t0, t2 = t0, t3 = t0;
  const end = w + weightBytes;
  while (w < end) {
    let s0 = i32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    const blockEnd = min(w + BLOCK_BYTES, end);
    while (w < blockEnd) {
      const value = v128.load(x);
      s0 = i32x4.add(s0, i32x4.dot_i16x8_s(v128.load8x8_s(w), value));
      s1 = i32x4.add(s1, i32x4.dot_i16x8_s(v128.load8x8_s(w, 8), value));
      s2 = i32x4.add(s2, i32x4.dot_i16x8_s(v128.load8x8_s(w, 16), value));
      s3 = i32x4.add(s3, i32x4.dot_i16x8_s(v128.load8x8_s(w, 24), value));
      w += 32;
      x += 16;
    }
    t0 = f32x4.add(t0, f32x4.convert_i32x4_s(s0)); t1 = f32x4.add(t1, f32x4.convert_i32x4_s(s1));
    t2 = f32x4.add(t2, f32x4.convert_i32x4_s(s2)); t3 = f32x4.add(t3, f32x4.convert_i32x4_s(s3));
  }
  return sumLanes(t0, t1, t2, t3);
}

/**
 * Eight halves times 2^-112, those with even places and those with odd ones: their bits go where a float32 has sign, exponent and fraction. Multiplied
 * as whole numbers, which moves them and leaves the others out; what the sign is extended by is cut off. Subnormals become subnormals.
 */
// @ts-ignore: a decorator of AssemblyScript's
@inline
function halves(packed: v128, factors: v128, mask: v128): v128 {
  return v128.and(i32x4.dot_i16x8_s(packed, factors), mask);
}

/** The factors and the mask stand in memory, since older V8 makes constants anew in each turn of a loop. */
function writeConstants(at: usize): void {
  v128.store(at, i32x4.splat(8192));
  v128.store(at, i32x4.splat(8192 << 16), 16);
  v128.store(at, i32x4.splat(0x8fffe000), 32);
}

/** To [length / 4][4][4] in float32. */
function widen(w: usize, weightBytes: usize, to: usize, constants: usize): void {
  const even = v128.load(constants), odd = v128.load(constants, 16), mask = v128.load(constants, 32), end = w + weightBytes;
  while (w < end) {
    const a = v128.load(w), b = v128.load(w, 16), c = v128.load(w, 32), d = v128.load(w, 48);
    v128.store(to, halves(a, even, mask)); v128.store(to, halves(b, even, mask), 16);
    v128.store(to, halves(c, even, mask), 32); v128.store(to, halves(d, even, mask), 48);
    v128.store(to, halves(a, odd, mask), 64); v128.store(to, halves(b, odd, mask), 80);
    v128.store(to, halves(c, odd, mask), 96); v128.store(to, halves(d, odd, mask), 112);
    w += 64;
    to += 128;
  }
}

/** Four output features, widened, for two rows. */
function floatTile(w: usize, wideBytes: usize, x: usize, xRow: usize, to: usize): void {
  let next = x + xRow;
  let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
  const end = w + wideBytes;
  while (w < end) {
    const xa = v128.load(x), xb = v128.load(next);
    let weight = v128.load(w);
    a0 = multiplyAdd(weight, xa, a0); b0 = multiplyAdd(weight, xb, b0);
    weight = v128.load(w, 16);
    a1 = multiplyAdd(weight, xa, a1); b1 = multiplyAdd(weight, xb, b1);
    weight = v128.load(w, 32);
    a2 = multiplyAdd(weight, xa, a2); b2 = multiplyAdd(weight, xb, b2);
    weight = v128.load(w, 48);
    a3 = multiplyAdd(weight, xa, a3); b3 = multiplyAdd(weight, xb, b3);
    w += 64;
    x += 16;
    next += 16;
  }
  v128.store(to, sumLanes(a0, a1, a2, a3));
  v128.store(to, sumLanes(b0, b1, b2, b3), 16);
}

/** Four output features for one row, of which eight numbers stand as four with even places, then four with odd ones. */
function float16Vector(w: usize, weightBytes: usize, x: usize, constants: usize): v128 {
  const even = v128.load(constants), odd = v128.load(constants, 16), mask = v128.load(constants, 32), end = w + weightBytes;
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
  while (w < end) {
    const h0 = v128.load(w), h1 = v128.load(w, 16), h2 = v128.load(w, 32), h3 = v128.load(w, 48);
    let value = v128.load(x);
    s0 = multiplyAdd(halves(h0, even, mask), value, s0); s1 = multiplyAdd(halves(h1, even, mask), value, s1);
    s2 = multiplyAdd(halves(h2, even, mask), value, s2); s3 = multiplyAdd(halves(h3, even, mask), value, s3);
    value = v128.load(x, 16);
    s0 = multiplyAdd(halves(h0, odd, mask), value, s0); s1 = multiplyAdd(halves(h1, odd, mask), value, s1);
    s2 = multiplyAdd(halves(h2, odd, mask), value, s2); s3 = multiplyAdd(halves(h3, odd, mask), value, s3);
    w += 64;
    x += 32;
  }
  return sumLanes(s0, s1, s2, s3);
}
