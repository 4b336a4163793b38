/** `--batch` and `--dim` of `run` and `bench`: the sizes that each run binds. */
import { type Command, Option } from "commander";
import { batchDimension } from "../2-interpret/vocabulary.ts";
import type { Model } from "../runtime/model.ts";
import { CommandError } from "./exit-code.ts";
import { collectSizes, wholeNumber } from "./shared-options.ts";

export interface RunDimensionOptions {
  readonly batch?: number;
  readonly dim: ReadonlyMap<string, number>;
}

/** The size of a run dimension other than the batch that neither an input nor the command line tells. */
export const usualLength = 8;

export function addRunDimensions(command: Command): Command {
  return command
    .addOption(new Option("--batch <N>", "the size of the batch that is drawn (default: 1)").argParser(wholeNumber(1)))
    .addOption(new Option("--dim <NAME=N>", `another size that a run binds, such as SeqLen; ${usualLength} where left out; may be repeated`).argParser(collectSizes).default(new Map(), "none"));
}

/** The sizes that the command line gives, by name. */
export function runDimensions({ dim, batch }: RunDimensionOptions): ReadonlyMap<string, number> {
  for (const [name, size] of dim) {
    if (!Number.isSafeInteger(size) || size < 1) throw new CommandError("commandLine", `--dim ${name}=${size}: it must be a whole number of at least 1.`);
  }
  return batch === undefined ? dim : new Map([...dim, [batchDimension, batch]]);
}

/** The sizes that a run on these inputs binds, by name; the inputs are in the model's order. */
export function boundDimensions({ inputs }: Pick<Model<string, string>, "inputs">, given: readonly { readonly shape: readonly number[] }[]): Readonly<Record<string, number>> {
  return Object.fromEntries(inputs.flatMap(({ shape }, index) => shape.flatMap((size, axis) => (typeof size === "string" ? [[size, given[index]!.shape[axis]!]] : []))));
}
