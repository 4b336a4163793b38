/** ops/layerNorm: row by row, a row the elements of the last axes; the mean first, then the squares of what is left of it. */
import { numberOf } from "../../ops/attributes.ts";
import type { Kernel } from "./kernel.ts";

export const layerNorm: Kernel = ({ inputs, output, attributes, parameters }) => {
  const [x, y] = [inputs[0]!.data, output.data];
  const [weight, bias] = [parameters["weight"]!, parameters["bias"]!];
  const eps = numberOf(attributes, "eps", 1e-5);
  const length = weight.length;
  for (let row = 0; row < x.length; row += length) {
    let [sum, squares] = [0, 0];
    for (let i = 0; i < length; i++) sum += x[row + i]!;
    const mean = sum / length;
    for (let i = 0; i < length; i++) squares += (x[row + i]! - mean) ** 2;
    const scale = 1 / Math.sqrt(squares / length + eps);
    for (let i = 0; i < length; i++) y[row + i] = (x[row + i]! - mean) * scale * weight[i]! + bias[i]!;
  }
};
