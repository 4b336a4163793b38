/** The plans of the shapes and modes that were used last; the oldest goes, and is disposed, where one too many comes. */
import type { TensorType } from "../ops/operation.ts";
import type { Plan } from "./backend.ts";
import { isSameShape } from "../ops/shapes.ts";
import type { SpareArrays } from "./spare-arrays.ts";

export interface CachedPlan {
  readonly plan: Plan;
  /** The numeric types of the outputs, in the graph's order. */
  readonly outputTypes: readonly TensorType<number>[];
  readonly spare: SpareArrays;
}

/** Of the inputs, in the graph's order. */
type Shapes = readonly (readonly number[])[];

const CAPACITY = 4;

export class PlanCache {
  /** From the least to the most recently used. */
  readonly #plans = new Map<string, CachedPlan>();

  readonly #kept = new Set<string>();

  /** The plan used last, with what it is for. */
  #latest: { readonly inputShapes: Shapes; readonly training: boolean; readonly plan: CachedPlan } | undefined;

  /** Callers take turns: while one waits for a plan, no other may ask for one or use one. */
  async get(inputShapes: Shapes, training: boolean, makePlan: () => Promise<CachedPlan>): Promise<CachedPlan> {
    const key = keyOf(inputShapes, training);
    const cached = this.#plans.get(key);
    if (cached !== undefined) this.#plans.delete(key);
    else this.#makeRoom();
    const plan = cached ?? await makePlan();
    this.#plans.set(key, plan);
    this.#latest = { inputShapes: inputShapes.map((shape) => [...shape]), training, plan };
    return plan;
  }

  /** The plan of the call before, where this one is for the same. */
  again(inputShapes: Shapes, training: boolean): CachedPlan | undefined {
    if (this.#latest === undefined || this.#latest.training !== training) return undefined;
    return this.#latest.inputShapes.every((shape, index) => isSameShape(shape, inputShapes[index]!)) ? this.#latest.plan : undefined;
  }

  /** A plan that stays until the end, beside the others: what it holds is needed. */
  keep(inputShapes: Shapes, plan: CachedPlan): void {
    const key = keyOf(inputShapes, false);
    this.#plans.set(key, plan);
    this.#kept.add(key);
  }

  clear(): void {
    for (const { plan } of this.#plans.values()) plan.dispose();
    this.#plans.clear();
    this.#latest = undefined;
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

function keyOf(inputShapes: Shapes, training: boolean): string {
  return `${training ? "training " : ""}${inputShapes.map((shape) => shape.join("x")).join(",")}`;
}
