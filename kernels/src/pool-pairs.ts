/** The largest of each 2 x 2 pixels at `x`; y has `height` x `width`. NaN wins; of equals the first. */
export function poolPairs(x: usize, xRow: usize, y: usize, yRow: usize, height: i32, width: i32): void {
  for (let row = 0; row < height; row++) {
    let from = x, to = y;
    for (let column = 0; column < width; column++) {
      v128.store(to, largestOf(v128.load(from), v128.load(from, 16), v128.load(from + xRow), v128.load(from + xRow, 16)));
      from += 32;
      to += 16;
    }
    x += 2 * xRow;
    y += yRow;
  }
}

/** `pmax` is one instruction where `max` is eight, but loses NaN: the lanes in which one was met are kept beside it. */
@inline
export function largestOf(a: v128, b: v128, c: v128, d: v128): v128 {
  const isNaN = v128.or(v128.or(f32x4.ne(a, a), f32x4.ne(b, b)), v128.or(f32x4.ne(c, c), f32x4.ne(d, d)));
  return v128.or(f32x4.pmax(f32x4.pmax(f32x4.pmax(a, b), c), d), isNaN);
}
