/** How many threads a plan is to have where that is left to us. */
import type { PlanRequest } from "../backend.ts";
import { nodeCosts } from "../node-costs.ts";
import { availableThreads } from "./start-worker.ts";

const mostThreads = 8;

/** Waking a thread takes as long as a million multiply-accumulates; with fewer than this, another one gains nothing. */
const leastMacs = 4_000_000;

/** As many as were asked for; `auto` is as many as the machine runs at once, and one where a run is over before others are awake. */
export function threadCount({ threads = "auto", graph, types }: PlanRequest): number {
  if (threads !== "auto") return threads;
  const macs = nodeCosts(graph, types).reduce((sum, cost) => sum + cost.macs, 0);
  return macs < leastMacs ? 1 : Math.min(availableThreads(), mostThreads);
}
