/** ops/linear: the rows of x (all axes but the last, taken as one) times those of the weight. */
import type { Kernel } from "./kernel.ts";
import { multiplyRows } from "./multiply-rows.ts";

export const linear: Kernel = ({ inputs, output, parameters, scratch }) => {
  const x = inputs[0]!;
  const length = x.shape.at(-1)!;
  const bRows = output.shape.at(-1)!;
  const a = scratch(x.data.length);
  a.set(x.data);
  multiplyRows({
    a, aRows: x.data.length / length, b: parameters["weight"]!, bOffset: 0, bRows, length, bias: parameters["bias"],
    y: output.data, yOffset: 0, yStepA: bRows, yStepB: 1,
  });
};
