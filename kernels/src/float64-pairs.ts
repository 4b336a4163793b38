/** Four float32 as two pairs of float64, and back. */

/** Lanes 0 and 1 as float64. */
export function lowPair(values: v128): v128 {
  return f64x2.promote_low_f32x4(values);
}

/** Lanes 2 and 3 as float64. */
export function highPair(values: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i64>(values, values, 1, 1));
}

/** Two pairs of float64 as float32. */
export function joinPairs(low: v128, high: v128): v128 {
  return v128.shuffle<i64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}
