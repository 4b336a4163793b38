/** How many threads a plan gets: as many as are wanted, but one where its runs are over before others are awake. */
import { elementCount } from "../../ops/shapes.ts";
import type { PlanRequest } from "../backend.ts";
import { nodeCosts } from "../node-costs.ts";
import { availableThreads } from "./start-worker.ts";

const mostThreads = 8;

/** An element that is computed takes as long as so many multiply-accumulates, whatever the operation. */
const elementMacs = 8;

/** Waking a thread takes 60 to 200 microseconds, which are some million multiply-accumulates; with less work than this, another one gains nothing. */
export const leastWork = 4_000_000;

/** How much a run computes, in multiply-accumulates. */
export function workOf({ graph, types }: PlanRequest): number {
  return nodeCosts(graph, types).reduce((sum, { node, times, macs }) => sum + macs + times * elementMacs * elementCount(types[node.value]!.shape), 0);
}

/** As many as were asked for; `auto` is as many as the machine runs at once. One for runs that are brief, with a note where more were asked for. */
export function threadCount({ threads = "auto" }: PlanRequest, isBrief: boolean): { readonly threads: number; readonly notes: readonly string[] } {
  if (!isBrief) return { threads: threads === "auto" ? Math.min(availableThreads(), mostThreads) : threads, notes: [] };
  return { threads: 1, notes: threads === "auto" || threads === 1 ? [] : [`Runs on 1 thread instead of ${threads}: a run is over before another one is awake.`] };
}
