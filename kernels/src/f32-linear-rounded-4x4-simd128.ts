/**
 * y[r, o] = act(sum over k of x[r, k] * w[o, k] + bias[o] + residual[r, o]) with w and x as
 * rounded-rows-8-simd128.ts makes them: w in 8 or 16 bits, with a scale for each of their rows. x, y and residual are plain. Products are
 *   int8:    of whole numbers; sums are exact in blocks of 2048 terms, and added up in float32
 *   float16: of float32. The bits of a half become those of a float32 that is 2^112 times too small, which the rows of x make up for.
 * Lane l sums the terms with k mod 4 = l (float16), then the lanes are added. A unit of work is four output features, for all rows while
 * their weights are near: four rows at once share a weight that was widened.
 */
import { loadLanes } from "./load-lanes";
import { multiplyAdd } from "./multiply-add";
import { shareBegin } from "./share";
import { storeLanes } from "./store-lanes";

@unmanaged
export class LinearRounded {
  kind: i32;
  early: i32;
  x: usize;
  y: usize;
  /** 0 where there is none. */
  residual: usize;
  /** Whole vectors of scales, one for each output feature, then rows of `length` numbers. */
  weight: usize;
  bias: usize;
  /** For each row a vector with its scale, then `length` numbers. */
  prepared: usize;
  /** For each thread 16 sums, three constants, and four rows of weights in float32 where there are tiles of float16. */
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

/** Products of 127 * 32767, two in each lane for eight terms, that 32 bits hold. */
const BLOCK: i32 = 2048;

export function linearRounded(step: LinearRounded, thread: i32, threads: i32): void {
  const rows = step.rows, last = step.outFeatures - 1, isInt8 = step.weightBytes == 1;
  const weightRow = <usize>step.length * step.weightBytes, xRow = preparedBytes(step), wideRow = <usize>step.length * 4;
  const weights = step.weight + (<usize>((step.outFeatures + 3) & ~3) << 2);
  const sums = step.scratch + <usize>thread * step.scratchBytes, constants = sums + 64, wide = constants + 48;
  writeConstants(constants);
  const units = (last + 4) >> 2, end = shareBegin(units, thread + 1, threads);
  for (let unit = shareBegin(units, thread, threads); unit < end; unit++) {
    const feature = 4 * unit;
    let w0 = weights + <usize>feature * weightRow, w1 = weights + <usize>min(feature + 1, last) * weightRow;
    let w2 = weights + <usize>min(feature + 2, last) * weightRow, w3 = weights + <usize>min(feature + 3, last) * weightRow;
    let row = 0, x = step.prepared + 16;
    if (!isInt8 && rows >= 4) {
      widen(w0, weightRow, wide, constants);
      widen(w1, weightRow, wide + wideRow, constants);
      widen(w2, weightRow, wide + 2 * wideRow, constants);
      widen(w3, weightRow, wide + 3 * wideRow, constants);
    }
    for (; row + 4 <= rows; row += 4) {
      if (isInt8) {
        int8Tile(w0, w1, weightRow, x, xRow, sums);
        int8Tile(w2, w3, weightRow, x, xRow, sums + 32);
      } else {
        floatTile(wide, wide + wideRow, wideRow, x, xRow, sums);
        floatTile(wide + 2 * wideRow, wide + 3 * wideRow, wideRow, x, xRow, sums + 32);
      }
      finishTile(step, row, feature, sums);
      x += 4 * xRow;
    }
    for (; row < rows; row++) {
      finish(step, row, feature, isInt8 ? int8Vector(w0, w1, w2, w3, weightRow, x) : float16Vector(w0, w1, w2, w3, weightRow, x, constants));
      x += xRow;
    }
  }
}

/** Bytes of a row of x: numbers of 16 bits for int8, of 32 for float16. */
export function preparedBytes(step: LinearRounded): usize {
  return 16 + (<usize>step.length << step.weightBytes);
}

/** Of four features, each with the sums of four rows. */
function finishTile(step: LinearRounded, row: i32, feature: i32, sums: usize): void {
  const a = v128.load(sums), b = v128.load(sums, 16), c = v128.load(sums, 32), d = v128.load(sums, 48);
  const ab0 = v128.shuffle<f32>(a, b, 0, 4, 1, 5), ab1 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd0 = v128.shuffle<f32>(c, d, 0, 4, 1, 5), cd1 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
  finish(step, row, feature, v128.shuffle<f32>(ab0, cd0, 0, 1, 4, 5));
  finish(step, row + 1, feature, v128.shuffle<f32>(ab0, cd0, 2, 3, 6, 7));
  finish(step, row + 2, feature, v128.shuffle<f32>(ab1, cd1, 0, 1, 4, 5));
  finish(step, row + 3, feature, v128.shuffle<f32>(ab1, cd1, 2, 3, 6, 7));
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

/** Two output features for four rows. */
function int8Tile(w0: usize, w1: usize, weightRow: usize, x0: usize, xRow: usize, to: usize): void {
  let x1 = x0 + xRow, x2 = x1 + xRow, x3 = x2 + xRow;
  let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
  const end = w0 + weightRow;
  while (w0 < end) {
    let s0 = i32x4.splat(0), s1 = s0, s2 = s0, s3 = s0, t0 = s0, t1 = s0, t2 = s0, t3 = s0;
    const blockEnd = min(w0 + BLOCK, end);
    while (w0 < blockEnd) {
      const wa = v128.load8x8_s(w0), wb = v128.load8x8_s(w1);
      const xa = v128.load(x0), xb = v128.load(x1), xc = v128.load(x2), xd = v128.load(x3);
      s0 = i32x4.add(s0, i32x4.dot_i16x8_s(wa, xa)); t0 = i32x4.add(t0, i32x4.dot_i16x8_s(wb, xa));
      s1 = i32x4.add(s1, i32x4.dot_i16x8_s(wa, xb)); t1 = i32x4.add(t1, i32x4.dot_i16x8_s(wb, xb));
      s2 = i32x4.add(s2, i32x4.dot_i16x8_s(wa, xc)); t2 = i32x4.add(t2, i32x4.dot_i16x8_s(wb, xc));
      s3 = i32x4.add(s3, i32x4.dot_i16x8_s(wa, xd)); t3 = i32x4.add(t3, i32x4.dot_i16x8_s(wb, xd));
      w0 += 8;
      w1 += 8;
      x0 += 16;
      x1 += 16;
      x2 += 16;
      x3 += 16;
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
function int8Vector(w0: usize, w1: usize, w2: usize, w3: usize, weightRow: usize, x: usize): v128 {
  let t0 = f32x4.splat(0), t1 = t0, t2 = t0, t3 = t0;
  const end = w0 + weightRow;
  while (w0 < end) {
    let s0 = i32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    const blockEnd = min(w0 + BLOCK, end);
    while (w0 < blockEnd) {
      const value = v128.load(x);
      s0 = i32x4.add(s0, i32x4.dot_i16x8_s(v128.load8x8_s(w0), value));
      s1 = i32x4.add(s1, i32x4.dot_i16x8_s(v128.load8x8_s(w1), value));
      s2 = i32x4.add(s2, i32x4.dot_i16x8_s(v128.load8x8_s(w2), value));
      s3 = i32x4.add(s3, i32x4.dot_i16x8_s(v128.load8x8_s(w3), value));
      w0 += 8;
      w1 += 8;
      w2 += 8;
      w3 += 8;
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

function widen(w: usize, weightRow: usize, to: usize, constants: usize): void {
  const even = v128.load(constants), odd = v128.load(constants, 16), mask = v128.load(constants, 32), end = w + weightRow;
  while (w < end) {
    const packed = v128.load(w);
    v128.store(to, halves(packed, even, mask));
    v128.store(to, halves(packed, odd, mask), 16);
    w += 16;
    to += 32;
  }
}

/** Two output features, widened, for four rows. */
function floatTile(w0: usize, w1: usize, length: usize, x0: usize, xRow: usize, to: usize): void {
  let x1 = x0 + xRow, x2 = x1 + xRow, x3 = x2 + xRow;
  let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
  const end = w0 + length;
  while (w0 < end) {
    const wa = v128.load(w0), wb = v128.load(w1);
    const xa = v128.load(x0), xb = v128.load(x1), xc = v128.load(x2), xd = v128.load(x3);
    a0 = multiplyAdd(wa, xa, a0); b0 = multiplyAdd(wb, xa, b0);
    a1 = multiplyAdd(wa, xb, a1); b1 = multiplyAdd(wb, xb, b1);
    a2 = multiplyAdd(wa, xc, a2); b2 = multiplyAdd(wb, xc, b2);
    a3 = multiplyAdd(wa, xd, a3); b3 = multiplyAdd(wb, xd, b3);
    w0 += 16;
    w1 += 16;
    x0 += 16;
    x1 += 16;
    x2 += 16;
    x3 += 16;
  }
  v128.store(to, sumLanes(a0, a1, a2, a3));
  v128.store(to, sumLanes(b0, b1, b2, b3), 16);
}

/** Four output features for one row, of which eight numbers stand as four with even places, then four with odd ones. */
function float16Vector(w0: usize, w1: usize, w2: usize, w3: usize, weightRow: usize, x: usize, constants: usize): v128 {
  const even = v128.load(constants), odd = v128.load(constants, 16), mask = v128.load(constants, 32), end = w0 + weightRow;
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
  while (w0 < end) {
    const h0 = v128.load(w0), h1 = v128.load(w1), h2 = v128.load(w2), h3 = v128.load(w3);
    let value = v128.load(x);
    s0 = multiplyAdd(halves(h0, even, mask), value, s0); s1 = multiplyAdd(halves(h1, even, mask), value, s1);
    s2 = multiplyAdd(halves(h2, even, mask), value, s2); s3 = multiplyAdd(halves(h3, even, mask), value, s3);
    value = v128.load(x, 16);
    s0 = multiplyAdd(halves(h0, odd, mask), value, s0); s1 = multiplyAdd(halves(h1, odd, mask), value, s1);
    s2 = multiplyAdd(halves(h2, odd, mask), value, s2); s3 = multiplyAdd(halves(h3, odd, mask), value, s3);
    w0 += 16;
    w1 += 16;
    w2 += 16;
    w3 += 16;
    x += 32;
  }
  return sumLanes(s0, s1, s2, s3);
}
