/**
 * Keeps V8 from optimizing code that a short command is done with before that pays: on Node 20 a check of some twenty
 * diagrams takes a third of the time. Long work is optimized all the same, a little later; newer versions judge well by themselves.
 */
import { setFlagsFromString } from "node:v8";

/** Bytes of bytecode that a function runs before it is looked at; V8 11's own number is a fifteenth of it. */
const interruptBudget = 2_000_000;

/** To be called before anything runs. `run` computes from its first moment on. */
export function delayOptimizing([command]: readonly string[]): void {
  if (command !== "run" && process.versions.v8.startsWith("11.")) setFlagsFromString(`--interrupt-budget=${interruptBudget}`);
}
