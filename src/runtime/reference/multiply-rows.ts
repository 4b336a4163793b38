/**
 * The inner loop of convolution and of every matrix product: each row of `a` times each row of `b`, summed in
 * float64 along the row in ascending order. Four rows of `b` at once read each element of `a` only once.
 */
import type { TensorData } from "../backend.ts";

export interface RowsProduct {
  /** Rows from offset 0 on. */
  readonly a: Float64Array;
  readonly aRows: number;
  readonly b: TensorData;
  readonly bOffset: number;
  readonly bRows: number;
  /** Elements of a row, of either side. */
  readonly length: number;
  /** What is added to the sums of each row of `b`, in order from `biasOffset` on; 0 without. */
  readonly bias?: Float32Array | undefined;
  readonly biasOffset?: number;
  /** The sum of row i of `a` and row j of `b` goes to `y[yOffset + i * yStepA + j * yStepB]`. */
  readonly y: TensorData;
  readonly yOffset: number;
  readonly yStepA: number;
  readonly yStepB: number;
}

export function multiplyRows({ a, aRows, b, bOffset, bRows, length, bias, biasOffset = 0, y, yOffset, yStepA, yStepB }: RowsProduct): void {
  const biasOf = (row: number) => bias?.[biasOffset + row] ?? 0;
  const last = bOffset + (bRows - 1) * length;
  for (let j = 0; j < bRows; j += 4) {
    const rows = Math.min(4, bRows - j);
    const b0 = bOffset + j * length;
    const b1 = Math.min(b0 + length, last);
    const b2 = Math.min(b1 + length, last);
    const b3 = Math.min(b2 + length, last);
    for (let i = 0; i < aRows; i++) {
      const start = i * length;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let k = 0; k < length; k++) {
        const x = a[start + k]!;
        s0 += x * b[b0 + k]!;
        s1 += x * b[b1 + k]!;
        s2 += x * b[b2 + k]!;
        s3 += x * b[b3 + k]!;
      }
      const at = yOffset + i * yStepA + j * yStepB;
      y[at] = s0 + biasOf(j);
      if (rows > 1) y[at + yStepB] = s1 + biasOf(j + 1);
      if (rows > 2) y[at + 2 * yStepB] = s2 + biasOf(j + 2);
      if (rows > 3) y[at + 3 * yStepB] = s3 + biasOf(j + 3);
    }
  }
}
