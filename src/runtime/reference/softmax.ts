/** ops/softmax; the largest element is taken off first, so that no power overflows. NaN makes its whole slice NaN. */
import { axisOf } from "../../ops/attributes.ts";
import { elementCount } from "../../ops/shapes.ts";
import type { Kernel } from "./kernel.ts";

export const softmax: Kernel = ({ inputs, output, attributes }) => {
  const { data: x, shape } = inputs[0]!;
  const y = output.data;
  const dim = axisOf(attributes, "dim", shape.length);
  const length = shape[dim]!;
  const step = elementCount(shape.slice(dim + 1));
  for (let slice = 0; slice * length < x.length; slice++) {
    const start = Math.floor(slice / step) * length * step + (slice % step);
    const end = start + length * step;
    let [largest, sum] = [-Infinity, 0];
    for (let i = start; i < end; i += step) largest = Math.max(largest, x[i]!);
    for (let i = start; i < end; i += step) sum += Math.exp(x[i]! - largest);
    for (let i = start; i < end; i += step) y[i] = Math.exp(x[i]! - largest) / sum;
  }
};
