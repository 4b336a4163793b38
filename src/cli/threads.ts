/** `--threads` of `run` and `bench`: how many threads run a model. */
import { InvalidArgumentError, Option } from "commander";
import type { Threads } from "../runtime/backend.ts";
import { wholeNumber } from "./shared-options.ts";

export interface ThreadsOption {
  readonly threads: Threads;
}

export function threadsOption(): Option {
  return new Option("--threads <N>", "how many threads run it, or auto: as many as the machine runs at once").argParser(threadCount).default("auto");
}

function threadCount(text: string): Threads {
  if (text === "auto") return text;
  try {
    return wholeNumber(1)(text);
  } catch {
    throw new InvalidArgumentError('It must be "auto" or a whole number of at least 1.');
  }
}
