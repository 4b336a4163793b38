/** `--precision` of `run` and `bench`: how the weights of linear layers are stored, and what that does to results. */
import { Option } from "commander";
import { type Precision, precisions } from "../runtime/backend.ts";
import type { Tensor } from "../runtime/tensor.ts";

export interface PrecisionOption {
  readonly precision: Precision;
}

export function precisionOption(): Option {
  return new Option("--precision <PRECISION>", "how the weights of linear layers are stored").choices(precisions).default("float32");
}

/** How far an output is from that of float32 weights. */
export interface OutputError {
  /** The largest difference of an element. */
  readonly largest: number;
  /** That as a part of the largest magnitude in float32. */
  readonly relative: number;
}

/** Both have the same shape. What is not finite in either is an error that is not. */
export function outputError({ data }: Pick<Tensor, "data">, exact: Pick<Tensor, "data">): OutputError {
  let [largest, most] = [0, 0];
  exact.data.forEach((value, index) => {
    largest = Math.max(largest, Math.abs(value - data[index]!));
    most = Math.max(most, Math.abs(value));
  });
  return { largest, relative: largest === 0 ? 0 : largest / most };
}
