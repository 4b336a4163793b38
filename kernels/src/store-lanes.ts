/** Stores the first `count` lanes, all where there are four or more. */
export function storeLanes(to: usize, values: v128, count: i32): void {
  if (count > 3) {
    v128.store(to, values);
    return;
  }
  v128.store_lane<f32>(to, values, 0);
  if (count > 1) v128.store_lane<f32>(to, values, 1, 4);
  if (count > 2) v128.store_lane<f32>(to, values, 2, 8);
}
