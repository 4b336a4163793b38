/** ops/dropout in training; in evaluation the elements stay. An element goes where its uniform number of [0, 1) is below p. */
import { numberOf } from "../../ops/attributes.ts";
import { fillUniform } from "../random/random.ts";
import type { Kernel } from "./kernel.ts";
import { view } from "./view.ts";

/** Numbers that are drawn at once, a multiple of 4. */
const stretch = 1024;

export const dropout: Kernel = (call) => {
  const { inputs, output, attributes, training } = call;
  if (training === undefined) return view(call);
  const [x, y] = [inputs[0]!.data, output.data];
  const p = numberOf(attributes, "p", 0.5);
  const drawn = new Float32Array(stretch);
  const first = training.first(y.length);
  for (let start = 0; start < y.length; start += stretch) {
    // In [-1, 1), in steps that float32 has exactly.
    fillUniform(training.stream, drawn, 1, first + start);
    for (let i = start; i < Math.min(start + stretch, y.length); i++) y[i] = (drawn[i - start]! + 1) / 2 < p ? 0 : x[i]! / (1 - p);
  }
};
