/** How long each step takes by itself: the fastest of some passes over all of them, without what it costs to start and end a run. */
import type { Executor } from "./executor.ts";
import type { Step } from "./step.ts";

const passes = 8;

/** In milliseconds, of all rounds for a step of a loop. `beginPass` puts inputs where the steps read them, and where later steps put other things. */
export async function profileSteps(executor: Executor, steps: readonly Step[], beginPass: () => void): Promise<readonly number[]> {
  const fastest = new Float64Array(steps.length).fill(Infinity);
  let idle = Infinity;
  const time = async (first: number, end: number): Promise<number> => {
    const start = performance.now();
    await executor.run({ first, end });
    return performance.now() - start;
  };
  for (let pass = 0; pass < passes; pass++) {
    beginPass();
    for (let step = 0; step < steps.length; step++) {
      idle = Math.min(idle, await time(step, step));
      fastest[step] = Math.min(fastest[step]!, await time(step, step + 1));
    }
  }
  return Array.from(fastest, (milliseconds, step) => Math.max(0, milliseconds - idle) * (steps[step]!.report.times ?? 1));
}
