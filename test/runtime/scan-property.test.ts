/** Whatever a cell computes: a scan of it gives the same bits as its step, run on its own as often as the sequence is long. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { createModel, type Model, reference, type Tensor } from "../../src/runtime/index.ts";
import { defineStep, defineWhole, numbers, type Plan, plans, width } from "./random-cells.ts";

const createWhole = (plan: Plan): Promise<Model<"x" | "y", "out", never, "s.A" | "s.B">> => createModel(defineWhole(plan), { seed: 1, backend: reference });
const createStep = (plan: Plan): Promise<Model<"x" | "y" | "A" | "B", "out" | "nextA" | "nextB">> => createModel(defineStep(plan), { seed: 1, backend: reference });

function elementOf({ shape: [batch, steps], data }: { readonly shape: readonly number[]; readonly data: ArrayLike<number> }, at: number): Tensor {
  const part = Float32Array.from({ length: batch! * width }, (_, i) => data[(Math.floor(i / width) * steps! + at) * width + (i % width)]!);
  return { element: "float32", shape: [batch!, width], data: part };
}

test("over random cells", async () => {
  await fc.assert(fc.asyncProperty(plans, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 4 }), async (plan, batch, steps) => {
    const [whole, single] = [await createWhole(plan), await createStep(plan)];
    expect(whole.parameters).toEqual(single.parameters);
    const [x, y] = [numbers(batch, steps, 1), numbers(batch, steps, 2)];
    const found = await whole.run({ x, y });
    let [A, B]: Tensor[] = [1, 2].map(() => ({ element: "float32", shape: [batch, width], data: new Float32Array(batch * width) }));
    for (let t = 0; t < steps; t++) {
      const result = await single.run({ x: elementOf(x, t), y: elementOf(y, t), A: A!, B: B! });
      expect(elementOf(found.out, t).data).toEqual(result.out.data);
      [A, B] = [result.nextA, result.nextB];
    }
    expect([found["s.A"].data, found["s.B"].data]).toEqual([A!.data, B!.data]);
  }), { numRuns: 150, seed: 1 });
});
