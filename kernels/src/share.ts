/**
 * Where the share of `thread` in `total` units of work begins; it ends where the next thread's begins. A unit gives the
 * same bits whoever computes it, so that results do not depend on the number of threads.
 */
export function shareBegin(total: i32, thread: i32, threads: i32): i32 {
  return thread == 0 ? 0 : thread == threads ? total : i32((i64(total) * thread) / threads);
}
