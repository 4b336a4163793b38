/** ops/transpose: matrix by matrix. */
import type { Kernel } from "./kernel.ts";

export const transpose: Kernel = ({ inputs, output }) => {
  const { data: x, shape } = inputs[0]!;
  const [rows, columns] = [shape.at(-2)!, shape.at(-1)!];
  for (let matrix = 0; matrix < x.length; matrix += rows * columns) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) output.data[matrix + column * rows + row] = x[matrix + row * columns + column]!;
    }
  }
};
