/**
 * The cumulative distribution function of the standard normal distribution, from float64 additions, multiplications and
 * divisions alone: the same bits on every machine, since engines differ in Math.exp. Errors stay below 1e-11 of the
 * value.
 */
const sqrtTwoPi = 2.5066282746310002;

/** Beyond, the smaller tail is 0 in float32. */
const farthest = 15;

/** From here on the continued fraction has fewer terms. */
const tail = 3;

/**
 * The probability of a value up to x. Near 0 by Marsaglia's series, 1/2 + f(x) (x + x^3/3 + x^5/(3*5) + …) with f the density; in the
 * tails by Laplace's fraction, f(x) / (x + 1/(x + 2/(x + 3/(x + …)))). Source: G. Marsaglia, "Evaluating the Normal Distribution" (2004).
 */
export function normalCumulative(x: number): number {
  const distance = Math.abs(x);
  if (distance > farthest) return x > 0 ? 1 : 0;
  const density = powerOfE(-x * x / 2) / sqrtTwoPi;
  if (distance > tail) return x > 0 ? 1 - density / fraction(x) : density / fraction(-x);
  let [term, sum] = [x, x];
  for (let factor = 3; factor < 75; factor += 2) {
    term *= x * x / factor;
    sum += term;
  }
  return 0.5 + density * sum;
}

function fraction(x: number): number {
  let value = x;
  for (let numerator = 50; numerator > 0; numerator--) value = x + numerator / value;
  return value;
}

/** e^x for x from -113 to 0, as (e^(x/256))^256 by Taylor's series. */
function powerOfE(x: number): number {
  const part = x / 256;
  let power = 1;
  for (let n = 16; n > 0; n--) power = 1 + part / n * power;
  for (let doubling = 0; doubling < 8; doubling++) power *= power;
  return power;
}
