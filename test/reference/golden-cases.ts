/** PyTorch's numbers for single operations, as make.py wrote them. */
import { readFileSync } from "node:fs";
import type { Attributes, Operation } from "../../src/ops/operation.ts";
import type { KernelTensor } from "../../src/runtime/reference/kernel.ts";

interface PlainTensor {
  readonly shape: readonly number[];
  readonly element?: "int32";
  /** NaN and infinities are strings. */
  readonly data: readonly (number | string)[];
}

export interface GoldenCase {
  readonly title: string;
  readonly attributes: Attributes<number>;
  readonly inputs: readonly KernelTensor[];
  /** In the order of the operation's. */
  readonly parameters: readonly { readonly name: string; readonly shape: readonly number[]; readonly data: Float32Array }[];
  readonly output: KernelTensor;
}

interface StoredCase extends Pick<GoldenCase, "title" | "attributes"> {
  readonly inputs: readonly PlainTensor[];
  readonly parameters: Readonly<Record<string, PlainTensor>>;
  readonly output: PlainTensor;
}

export function goldenCases({ name }: Operation): readonly GoldenCase[] {
  const stored = JSON.parse(readFileSync(new URL(`operations/${name}.json`, import.meta.url), "utf8")) as readonly StoredCase[];
  return stored.map(({ title, attributes, inputs, parameters, output }) => ({
    title, attributes,
    inputs: inputs.map(tensorOf),
    parameters: Object.entries(parameters).map(([parameter, { shape, data }]) => ({ name: parameter, shape, data: Float32Array.from(data, Number) })),
    output: tensorOf(output),
  }));
}

function tensorOf({ shape, element, data }: PlainTensor): KernelTensor {
  return { shape, data: element === "int32" ? Int32Array.from(data, Number) : Float32Array.from(data, Number) };
}
