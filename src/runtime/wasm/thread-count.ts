/** How many threads a plan gets: as many as are wanted, but one where its runs are over before others are awake. */
import { elementCount } from "../../ops/shapes.ts";
import type { PlanRequest } from "../backend.ts";
import type { GraphNode, ScanBody } from "../graph.ts";
import { nodeCosts } from "../node-costs.ts";
import { availableThreads } from "./start-worker.ts";

const mostThreads = 8;

/** An element that is computed takes as long as so many multiply-accumulates, whatever the operation. */
const elementMacs = 8;

/** Waking a thread takes 60 to 200 microseconds, which are up to six million multiply-accumulates; with less work than this, another one gains nothing. */
export const leastWork = 8_000_000;

/** Threads meet at least twice in a round of a loop; with less than this part of a run's least work in a round, one goes round alone. */
const roundsPerLeastWork = 32;

/** How much nodes compute in a run, in multiply-accumulates. */
function workOf(nodes: readonly GraphNode[], types: PlanRequest["types"]): number {
  return nodeCosts({ nodes }, types).reduce((sum, { node, times, macs }) => sum + macs + times * elementMacs * elementCount(types[node.value]!.shape), 0);
}

/** Whether threads share the rounds of a scan's loop. */
export function isRoundShared({ nodes }: ScanBody, types: PlanRequest["types"], least: number): boolean {
  return workOf(nodes, types) >= least / roundsPerLeastWork;
}

/**
 * As many as were asked for; `auto` is as many as the machine runs at once, where enough is shared. One for runs of less work than `least`,
 * which are brief, with a note where more were asked for.
 */
export function threadCount({ threads = "auto", graph, types }: PlanRequest, least: number): { readonly threads: number; readonly isBrief: boolean; readonly notes: readonly string[] } {
  if (workOf(graph.nodes, types) < least) {
    return { threads: 1, isBrief: true, notes: threads === "auto" || threads === 1 ? [] : [`Runs on 1 thread instead of ${threads}: a run is over before another one is awake.`] };
  }
  const shared = graph.nodes.filter(({ body }) => body === undefined || isRoundShared(body, types, least));
  const most = workOf(shared, types) < least ? 1 : Math.min(availableThreads(), mostThreads);
  return { threads: threads === "auto" ? most : threads, isBrief: false, notes: [] };
}
