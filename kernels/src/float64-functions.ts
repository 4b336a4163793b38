/**
 * exp, log, tanh, sigmoid and the normal distribution's function of two float64 at once, from additions, multiplications,
 * divisions and bits alone: the same bits on every machine. Rounded to float32, a result is within 0.51 units in the last
 * place of the true one.
 */

const LOG2_E = 1.4426950408889634;
/** ln 2 in two parts: the first times a whole number below 2^20 is exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const LN2 = 0.6931471805599453;
const SQRT2 = 1.4142135623730951;
const SQRT1_2 = 0.7071067811865476;
/** Added to a whole number, it leaves that number in the low bits. */
const WHOLE: f64 = 6755399441055744;
/** Its bits, with a whole number below 2^52 put into the low ones, are 2^52 and that number. */
const TWO_52: f64 = 4503599627370496;

/** x * y + z */
function next(x: v128, y: v128, z: f64): v128 {
  return f64x2.add(f64x2.mul(x, y), f64x2.splat(z));
}

/**
 * e^x, between e^-700 and e^700: 2^n times the series of the rest, which is at most ln 2 / 2, so that what is left out is less than 1e-11 of
 * the value. The series is summed in pairs of terms, which do not wait for each other.
 */
export function exp64(x: v128): v128 {
  x = f64x2.pmin(f64x2.pmax(x, f64x2.splat(-700)), f64x2.splat(700));
  const shifted = f64x2.add(f64x2.mul(x, f64x2.splat(LOG2_E)), f64x2.splat(WHOLE));
  const n = f64x2.sub(shifted, f64x2.splat(WHOLE));
  const r = f64x2.sub(f64x2.sub(x, f64x2.mul(n, f64x2.splat(LN2_HIGH))), f64x2.mul(n, f64x2.splat(LN2_LOW)));
  const r2 = f64x2.mul(r, r), r4 = f64x2.mul(r2, r2);
  const terms01 = f64x2.add(r, f64x2.splat(1));
  const terms23 = next(r, f64x2.splat(1.0 / 6.0), 0.5);
  const terms45 = next(r, f64x2.splat(1.0 / 120.0), 1.0 / 24.0);
  const terms67 = next(r, f64x2.splat(1.0 / 5040.0), 1.0 / 720.0);
  const terms89 = next(r, f64x2.splat(1.0 / 362880.0), 1.0 / 40320.0);
  const high = f64x2.add(f64x2.add(terms45, f64x2.mul(r2, terms67)), f64x2.mul(r4, terms89));
  const sum = f64x2.add(f64x2.add(terms01, f64x2.mul(r2, terms23)), f64x2.mul(r4, high));
  const power = i64x2.shl(i64x2.add(shifted, i64x2.splat(1023)), 52);
  return f64x2.mul(sum, power);
}

/** ln x for x that are float32: the exponent's part and 2 artanh of f, which is at most 0.172. */
export function log64(x: v128): v128 {
  const biased = v128.or(i64x2.shr_u(x, 52), f64x2.splat(TWO_52));
  let m = v128.or(v128.and(x, i64x2.splat(0x000fffffffffffff)), f64x2.splat(1));
  const isLarge = f64x2.gt(m, f64x2.splat(SQRT2));
  const exponent = f64x2.add(f64x2.sub(biased, f64x2.splat(TWO_52 + 1023)), v128.and(isLarge, f64x2.splat(1)));
  m = v128.bitselect(f64x2.mul(m, f64x2.splat(0.5)), m, isLarge);
  const f = f64x2.div(f64x2.sub(m, f64x2.splat(1)), f64x2.add(m, f64x2.splat(1)));
  const s = f64x2.mul(f, f);
  let sum = next(s, f64x2.splat(1.0 / 19.0), 1.0 / 17.0);
  sum = next(s, sum, 1.0 / 15.0);
  sum = next(s, sum, 1.0 / 13.0);
  sum = next(s, sum, 1.0 / 11.0);
  sum = next(s, sum, 1.0 / 9.0);
  sum = next(s, sum, 1.0 / 7.0);
  sum = next(s, sum, 1.0 / 5.0);
  sum = next(s, sum, 1.0 / 3.0);
  sum = next(s, sum, 1);
  let result = f64x2.add(f64x2.mul(exponent, f64x2.splat(LN2)), f64x2.mul(f64x2.add(f, f), sum));
  const zero = f64x2.splat(0), infinity = f64x2.splat(Infinity);
  result = v128.bitselect(f64x2.splat(-Infinity), result, f64x2.eq(x, zero));
  // Infinity stays, and what is no number or below 0 is none.
  result = v128.bitselect(result, x, f64x2.lt(x, infinity));
  return v128.bitselect(f64x2.splat(NaN), result, f64x2.lt(x, zero));
}

/** Near 0, where the powers would cancel, by the first terms of its series. */
export function tanh64(x: v128): v128 {
  const one = f64x2.splat(1), distance = f64x2.abs(x);
  const power = exp64(f64x2.mul(distance, f64x2.splat(-2)));
  const far = f64x2.div(f64x2.sub(one, power), f64x2.add(one, power));
  const near = f64x2.mul(x, next(f64x2.mul(x, x), f64x2.splat(-1.0 / 3.0), 1));
  return v128.bitselect(near, v128.or(far, v128.and(x, f64x2.splat(-0.0))), f64x2.lt(distance, f64x2.splat(0.0009765625)));
}

export function sigmoid64(x: v128): v128 {
  const one = f64x2.splat(1);
  return f64x2.div(one, f64x2.add(one, exp64(f64x2.neg(x))));
}

/**
 * x times the probability of a standard normal value up to x, which is erfc(-x / sqrt 2) / 2. erfc(z) is taken as
 * t * exp(p(2t - 1) - z^2) with t = 2 / (2 + z); p is a Chebyshev interpolation of that equation's logarithm, and leaves
 * less than 1e-11 of the value.
 */
export function gelu64(x: v128): v128 {
  const one = f64x2.splat(1), z = f64x2.mul(f64x2.abs(x), f64x2.splat(SQRT1_2));
  const t = f64x2.div(f64x2.splat(2), f64x2.add(f64x2.splat(2), z));
  const u = f64x2.sub(f64x2.add(t, t), one);
  let p = next(u, f64x2.splat(1.5689567981005141e-7), 0.000003161060508308448);
  p = next(u, p, -0.000004391956802844238);
  p = next(u, p, -0.000020765497203224717);
  p = next(u, p, 0.000035859295690059274);
  p = next(u, p, 0.0000623427898902476);
  p = next(u, p, -0.0001766713212888939);
  p = next(u, p, -0.00008858314561340328);
  p = next(u, p, 0.0006745333893360199);
  p = next(u, p, -0.00014798466406649722);
  p = next(u, p, -0.0023459977506613025);
  p = next(u, p, 0.0017592649186868071);
  p = next(u, p, 0.008824960631395729);
  p = next(u, p, -0.009872721153549173);
  p = next(u, p, -0.04689561143899856);
  p = next(u, p, 0.04734330801948755);
  p = next(u, p, 0.6726432239971839);
  p = next(u, p, -0.6717940840638894);
  const tail = f64x2.mul(f64x2.mul(t, f64x2.splat(0.5)), exp64(f64x2.sub(p, f64x2.mul(z, z))));
  return f64x2.mul(x, v128.bitselect(tail, f64x2.sub(one, tail), f64x2.lt(x, f64x2.splat(0))));
}
