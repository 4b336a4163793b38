/** What a config says: src/check/config-schema.ts tells what each of it means to the user. */
import type { Severity } from "../diagnostics/diagnostic.ts";
import type { Budget } from "../lint/parse-budget.ts";

export type RuleSetting = Severity | "off";

/** What may differ from file to file. */
export interface Settings {
  readonly rules: ReadonlyMap<string, RuleSetting>;
  /** Undefined where nothing is said. */
  readonly design?: boolean;
  readonly budgets?: readonly Budget[];
}

interface Override extends Settings {
  readonly files: readonly string[];
}

export interface Config extends Settings {
  readonly overrides: readonly Override[];
  readonly ignore: readonly string[];
  readonly blocks: ReadonlyMap<string, string>;
  readonly library: readonly string[];
  readonly dimensions: ReadonlyMap<string, number>;
  readonly synonyms: ReadonlyMap<string, string>;
  readonly baseline?: string;
}

export const emptyConfig: Config = { rules: new Map(), overrides: [], ignore: [], blocks: new Map(), library: [], dimensions: new Map(), synonyms: new Map() };
