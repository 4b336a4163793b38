/** ops/embedding: row by row. The numbers name rows that are there; a run holds its inputs to that. */
import type { Kernel } from "./kernel.ts";

export const embedding: Kernel = ({ inputs, output, parameters }) => {
  const weight = parameters["weight"]!;
  const width = output.shape.at(-1)!;
  for (const [position, row] of inputs[0]!.data.entries()) {
    output.data.set(weight.subarray(row * width, (row + 1) * width), position * width);
  }
};
