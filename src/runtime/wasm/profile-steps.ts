/** How long each step takes by itself: the fastest of some passes over all of them, without what it costs to start and end a run. */
import type { Executor } from "./executor.ts";

const passes = 8;

/** In milliseconds. What the steps read must stand in the plan's memory. */
export async function profileSteps(executor: Executor, stepCount: number): Promise<readonly number[]> {
  const fastest = new Float64Array(stepCount).fill(Infinity);
  let idle = Infinity;
  const time = async (first: number, end: number): Promise<number> => {
    const start = performance.now();
    await executor.run({ first, end });
    return performance.now() - start;
  };
  for (let pass = 0; pass < passes; pass++) {
    for (let step = 0; step < stepCount; step++) {
      idle = Math.min(idle, await time(step, step));
      fastest[step] = Math.min(fastest[step]!, await time(step, step + 1));
    }
  }
  return Array.from(fastest, (milliseconds) => Math.max(0, milliseconds - idle));
}
