/** ops/batchNorm in evaluation, with the running averages. */
import { numberOf } from "../../ops/attributes.ts";
import { elementCount } from "../../ops/shapes.ts";
import type { Kernel } from "./kernel.ts";

export const batchNorm: Kernel = ({ inputs, output, attributes, parameters }) => {
  const { data: x, shape } = inputs[0]!;
  const eps = numberOf(attributes, "eps", 1e-5);
  const channels = shape[1]!;
  const length = elementCount(shape.slice(2));
  for (let row = 0; row * length < x.length; row++) {
    const channel = row % channels;
    const mean = parameters["running_mean"]![channel]!;
    const scale = parameters["weight"]![channel]! / Math.sqrt(parameters["running_var"]![channel]! + eps);
    const bias = parameters["bias"]![channel]!;
    for (let i = row * length; i < (row + 1) * length; i++) output.data[i] = (x[i]! - mean) * scale + bias;
  }
};
