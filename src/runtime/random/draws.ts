/**
 * What one run draws random numbers from. In evaluation every run draws the same; in training the run's number is in
 * the streams' names, so that each run draws others, the same ones on every machine.
 */
import { randomStream, type RandomStream } from "./random.ts";

export interface Draws {
  readonly seed: number;
  /** Of the run in training, or of the step in a stream of steps, from 0. */
  readonly run?: number | undefined;
}

/** The stream of a noise input's name, or of the path of a node that draws. */
export function drawStream({ seed, run }: Draws, name: string): RandomStream {
  return randomStream(seed, run === undefined ? name : `${name}@${run}`);
}
