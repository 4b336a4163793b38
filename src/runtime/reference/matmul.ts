/** ops/matmul: for each pair of matrices, the columns of b, laid out as rows, times the rows of a. */
import { offsetOf, repeatingSteps } from "./broadcast.ts";
import type { Kernel, KernelTensor } from "./kernel.ts";
import { multiplyRows } from "./multiply-rows.ts";

export const matmul: Kernel = ({ inputs, output, scratch }) => {
  const [a, b] = [inputs[0]!, inputs[1]!];
  const [m, k, n] = [a.shape.at(-2)!, a.shape.at(-1)!, b.shape.at(-1)!];
  const batch = output.shape.slice(0, -2);
  const [aSteps, bSteps] = [batchSteps(a, batch.length), batchSteps(b, batch.length)];
  const columns = scratch(k * n);
  for (let i = 0; i * m * n < output.data.length; i++) {
    const bOffset = offsetOf(i, batch, bSteps) * k * n;
    for (let row = 0; row < k; row++) {
      for (let column = 0; column < n; column++) columns[column * k + row] = b.data[bOffset + row * n + column]!;
    }
    multiplyRows({
      a: columns, aRows: n, b: a.data, bOffset: offsetOf(i, batch, aSteps) * m * k, bRows: m, length: k,
      y: output.data, yOffset: i * m * n, yStepA: 1, yStepB: n,
    });
  }
};

/** Steps over the axes before the last two, in matrices. */
function batchSteps({ data, shape }: KernelTensor, rank: number): readonly number[] {
  return repeatingSteps({ data, shape: shape.slice(0, -2) }, rank);
}
