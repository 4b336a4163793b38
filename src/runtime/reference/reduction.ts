/** Makes the kernel of a sum along an axis, or over all elements; `end` is given the sum and how many make it. */
import { axisOf } from "../../ops/attributes.ts";
import { elementCount } from "../../ops/shapes.ts";
import type { Kernel } from "./kernel.ts";

export function reduction(end: (sum: number, count: number) => number): Kernel {
  return ({ inputs, output, attributes }) => {
    const { data: x, shape } = inputs[0]!;
    const y = output.data;
    const all = attributes["dim"] === undefined;
    const dim = axisOf(attributes, "dim", shape.length);
    const count = all ? x.length : shape[dim]!;
    const step = all ? 1 : elementCount(shape.slice(dim + 1));
    for (let i = 0; i < y.length; i++) {
      const start = Math.floor(i / step) * count * step + (i % step);
      let sum = 0;
      for (let j = 0; j < count; j++) sum += x[start + j * step]!;
      y[i] = end(sum, count);
    }
  };
}
