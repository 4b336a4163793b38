/**
 * Where threads meet between two steps. Words of the plan's header: the generation, which counts the meetings; how many
 * threads have arrived at this one; and whether the run is aborted, which the host sets.
 * A thread spins first, since the others are mostly microseconds away, and then sleeps. Sleeps are bounded, so that an
 * aborted run ends even where nobody wakes the sleepers.
 */
const GENERATION: usize = 0;
const ARRIVED: usize = 4;
const ABORTED: usize = 8;

const SPINS: i32 = 5_000;
const SLEEP_NANOSECONDS: i64 = 5_000_000;

export function isAborted(plan: usize): bool {
  return atomic.load<i32>(plan, ABORTED) != 0;
}

/** Returns when all `threads` have called it; false when the run was aborted instead. */
export function waitForAll(plan: usize, threads: i32): bool {
  if (threads == 1) return true;
  const generation = atomic.load<i32>(plan, GENERATION);
  if (atomic.add<i32>(plan, 1, ARRIVED) == threads - 1) {
    atomic.store<i32>(plan, 0, ARRIVED);
    atomic.store<i32>(plan, generation + 1, GENERATION);
    atomic.notify(plan + GENERATION, threads - 1);
    return true;
  }
  while (atomic.load<i32>(plan, GENERATION) == generation) {
    if (isAborted(plan)) return false;
    pause(plan, generation, true);
  }
  return true;
}

/**
 * Spins, then sleeps, until the generation has changed or for so long. Nothing follows the sleep, and the function calls itself, so
 * that it is not inlined: in code of V8's baseline compiler (Node 20), locals do not survive a sleep.
 */
function pause(plan: usize, generation: i32, again: bool): void {
  for (let spin = 0; spin < SPINS; spin++) {
    if (atomic.load<i32>(plan, GENERATION) != generation) return;
  }
  if (again) pause(plan, generation, false);
  else atomic.wait<i32>(plan + GENERATION, generation, SLEEP_NANOSECONDS);
}
