/** `--memory` of `run` and `bench`: what a model is to spare. */
import { Option } from "commander";
import { type MemoryUse, memoryUses } from "../runtime/backend.ts";

export interface MemoryOption {
  readonly memory: MemoryUse;
}

export function memoryOption(): Option {
  return new Option("--memory <USE>", "low takes less memory, and more time").choices(memoryUses).default("normal");
}
