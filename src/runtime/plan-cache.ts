/** The plans of the shapes and modes that were used last; the oldest goes, and is disposed, where one too many comes. */
import type { TensorType } from "../ops/operation.ts";
import type { Plan } from "./backend.ts";
import type { SpareArrays } from "./spare-arrays.ts";

export interface CachedPlan {
  readonly plan: Plan;
  /** The numeric types of the outputs, in the graph's order. */
  readonly outputTypes: readonly TensorType<number>[];
  readonly spare: SpareArrays;
}

const CAPACITY = 4;

export class PlanCache {
  /** From the least to the most recently used. */
  readonly #plans = new Map<string, CachedPlan>();

  readonly #kept = new Set<string>();

  /** Callers take turns: while one waits for a plan, no other may ask for one or use one. */
  async get(inputShapes: readonly (readonly number[])[], training: boolean, makePlan: () => Promise<CachedPlan>): Promise<CachedPlan> {
    const key = keyOf(inputShapes, training);
    const cached = this.#plans.get(key);
    if (cached !== undefined) this.#plans.delete(key);
    else this.#makeRoom();
    const plan = cached ?? await makePlan();
    this.#plans.set(key, plan);
    return plan;
  }

  /** A plan that stays until the end, beside the others: what it holds is needed. */
  keep(inputShapes: readonly (readonly number[])[], plan: CachedPlan): void {
    const key = keyOf(inputShapes, false);
    this.#plans.set(key, plan);
    this.#kept.add(key);
  }

  clear(): void {
    for (const { plan } of this.#plans.values()) plan.dispose();
    this.#plans.clear();
  }

  #makeRoom(): void {
    for (const [key, { plan }] of this.#plans) {
      if (this.#plans.size - this.#kept.size < CAPACITY) return;
      if (this.#kept.has(key)) continue;
      this.#plans.delete(key);
      plan.dispose();
    }
  }
}

function keyOf(inputShapes: readonly (readonly number[])[], training: boolean): string {
  return `${training ? "training " : ""}${inputShapes.map((shape) => shape.join("x")).join(",")}`;
}
