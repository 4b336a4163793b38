/** ops/addNoise in training; in evaluation the elements stay. */
import { numberOf } from "../../ops/attributes.ts";
import { fillNormal } from "../random/random.ts";
import type { Kernel } from "./kernel.ts";
import { view } from "./view.ts";

/** Numbers that are drawn at once, a multiple of 4. */
const stretch = 1024;

export const addNoise: Kernel = (call) => {
  const { inputs, output, attributes, training } = call;
  if (training === undefined) return view(call);
  const [x, y] = [inputs[0]!.data, output.data];
  const std = numberOf(attributes, "std", 1);
  const drawn = new Float32Array(stretch);
  const first = training.first(y.length);
  for (let start = 0; start < y.length; start += stretch) {
    fillNormal(training.stream, drawn, first + start);
    for (let i = start; i < Math.min(start + stretch, y.length); i++) y[i] = x[i]! + std * drawn[i - start]!;
  }
};
