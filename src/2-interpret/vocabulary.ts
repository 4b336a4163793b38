/** The words of the notation that are no layers. Layers' words stand with their operations in ops/. */

/** By the word as it is written; of English ones in lower case. */
export const roleWords: ReadonlyMap<string, "input" | "output"> = new Map([
  ["输入", "input"], ["input", "input"], ["inputs", "input"],
  ["输出", "output"], ["output", "output"], ["outputs", "output"],
]);

/** A remark that holds one of these makes its node a parameter. */
export const parameterWords: readonly string[] = ["参数", "parameter"];

/** Dimensions that are free at every call. */
export const batchDimension = "BatchSize";
/** What others write for it, in lower case. */
export const batchWords: ReadonlySet<string> = new Set(["none", "n", "b", "bs", "batch", "batch_size", "?"]);
const sequenceDimensions: readonly string[] = ["SeqLen", "SeqLength", "SequenceLength", "TimeSteps"];

export function isRunDimension(name: string): boolean {
  return name === batchDimension || sequenceDimensions.includes(name);
}
