/** Makes the kernel of a function that maps each element by itself, in float64, rounded once to float32. */
import type { Kernel } from "./kernel.ts";

export function elementwise(map: (x: number) => number): Kernel {
  return ({ inputs, output }) => {
    const [x, y] = [inputs[0]!.data, output.data];
    for (let i = 0; i < y.length; i++) y[i] = map(x[i]!);
  };
}
