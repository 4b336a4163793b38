/**
 * Logarithm, sine and cosine from float64 additions, multiplications and divisions alone. Engines round Math.log,
 * Math.sin and Math.cos differently; these give the same bits everywhere. Errors stay below 1e-15 of the value
 * (of 1, where sine and cosine cross zero).
 */

const LN2 = 0.6931471805599453;
const SQRT2 = 1.4142135623730951;
const QUARTER_PI = 0.7853981633974483;

/**
 * The natural logarithm of `numerator` / 2^32, for a whole numerator from 1 to 2^32. With x = m 2^e and m in
 * [sqrt(1/2), sqrt(2)]: ln x = e ln 2 + 2 artanh(s), s = (m - 1) / (m + 1), as a series in s up to s^23.
 */
export function logOfFraction(numerator: number): number {
  if (numerator === 4294967296) return 0;
  let exponent = 31 - Math.clz32(numerator);
  let mantissa = numerator / ((1 << exponent) >>> 0);
  if (mantissa > SQRT2) {
    mantissa /= 2;
    exponent += 1;
  }
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let sum = 0;
  for (let power = 23; power >= 3; power -= 2) sum = (sum + 1 / power) * square;
  return (exponent - 32) * LN2 + 2 * (s + s * sum);
}

/**
 * Cosine and sine of a whole turn's part `numerator` / 2^32, for a whole numerator from 0 to 2^32 - 1. The turn is
 * cut into octants on the integers, so that no precision is lost; within an octant the series of Taylor run up to
 * x^18 and x^19.
 */
export function cosineAndSine(numerator: number, into: Float64Array): void {
  const octant = numerator >>> 29;
  const within = numerator & 0x1fffffff;
  const angle = ((octant & 1) === 0 ? within : 0x20000000 - within) / 0x20000000 * QUARTER_PI;
  const square = angle * angle;
  let cosine = 1;
  let sine = 1;
  for (let n = 18; n >= 2; n -= 2) {
    cosine = 1 - cosine * square / (n * (n - 1));
    sine = 1 - sine * square / (n * (n + 1));
  }
  sine *= angle;
  const swapped = ((octant + 1) & 2) !== 0;
  const x = swapped ? sine : cosine;
  const y = swapped ? cosine : sine;
  into[0] = octant >= 2 && octant < 6 ? -x : x;
  into[1] = octant >= 4 ? -y : y;
}
