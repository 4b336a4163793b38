/**
 * A plan that is made before the weights are there, so that large ones go straight to where it needs them and are in memory once. It
 * is that of a batch of one, as of all sizes that runs bind.
 */
import type { TensorType } from "../ops/operation.ts";
import { elementCount } from "../ops/shapes.ts";
import type { Plan } from "./backend.ts";
import { bindRunDimensions, inputShapes } from "./bind-run-dimensions.ts";
import type { Graph } from "./graph.ts";

export interface PlanForWeights {
  readonly plan: Plan;
  readonly shapes: readonly (readonly number[])[];
  readonly types: readonly TensorType<number>[];
}

/** Numbers of a parameter from which on it is worth while: 4 MiB. */
export const largeWeight = 1 << 20;

/** Undefined where no weight is large, or such a plan cannot be made: a run will then tell why. */
export async function planForWeights(graph: Graph, makePlan: (types: readonly TensorType<number>[]) => Promise<Plan>): Promise<PlanForWeights | undefined> {
  if (!graph.parameters.some(({ spec }) => elementCount(spec.shape) >= largeWeight)) return undefined;
  try {
    const shapes = inputShapes(graph, {});
    const types = bindRunDimensions(graph, shapes);
    return { plan: await makePlan(types), shapes, types };
  } catch {
    return undefined;
  }
}
