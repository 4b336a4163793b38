/** Loads a safetensors file into a model's state: checks all of it before the first number is written. */
import { byteSource, type WeightSource } from "./byte-source.ts";
import { checkFit } from "./check-fit.ts";
import type { ModelState } from "../model-state.ts";
import { readSafetensors } from "./safetensors.ts";
import { readWeights } from "./read-weights.ts";

/** `beforeWriting` is called when the file has turned out to fit. */
export async function loadWeights(model: string, weights: WeightSource, state: ModelState, signal: AbortSignal | undefined, beforeWriting?: () => void): Promise<void> {
  const source = byteSource(weights);
  const stored = await readSafetensors(source);
  checkFit(model, state.entries, stored);
  beforeWriting?.();
  await readWeights(source, stored, state, signal);
}
