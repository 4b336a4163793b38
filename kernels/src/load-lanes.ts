/** The first `count` lanes, all where there are four or more; the others are 0. Reads nothing beyond them. */
export function loadLanes(from: usize, count: i32): v128 {
  if (count > 3) return v128.load(from);
  let values = v128.load32_zero(from);
  if (count > 1) values = v128.load32_lane(from, values, 1, 4);
  if (count > 2) values = v128.load32_lane(from, values, 2, 8);
  return values;
}
