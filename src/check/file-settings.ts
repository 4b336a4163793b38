/** A config and the command line's wishes -> what counts for each file: severities, rules that are asked for, budgets. */
import picomatch from "picomatch";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { lintRules } from "../diagnostics/rules/lint.ts";
import type { Budget } from "../lint/parse-budget.ts";
import type { Config, RuleSetting, Settings } from "./config.ts";

/** Rules that count only where somebody asks for them. */
const designRules: ReadonlySet<string> = new Set(Object.keys(lintRules).filter((rule) => !rule.startsWith("budget-")));

export class FileSettings {
  private readonly layers: readonly Settings[];

  /** Later layers come before earlier ones. */
  constructor(layers: readonly Settings[]) {
    this.layers = layers;
  }

  /** Of several about the same figure the last counts. */
  get budgets(): readonly Budget[] {
    const all = this.layers.flatMap(({ budgets = [] }) => budgets);
    return [...new Map(all.map((budget) => [`${budget.figure} ${budget.bound}`, budget])).values()];
  }

  /** Whether any rule of design counts. */
  get checksDesign(): boolean {
    return [...designRules].some((rule) => this.isChecked(rule));
  }

  isChecked(rule: string): boolean {
    const set = this.settingOf(rule);
    return set === undefined ? !designRules.has(rule) || this.last(({ design }) => design) === true : set !== "off";
  }

  /** With the severity that is set for its rule; undefined where that does not count. */
  weigh(diagnostic: Diagnostic): Diagnostic | undefined {
    if (!this.isChecked(diagnostic.rule)) return undefined;
    const set = this.settingOf(diagnostic.rule);
    return set === undefined || set === "off" || set === diagnostic.severity ? diagnostic : { ...diagnostic, severity: set };
  }

  private settingOf(rule: string): RuleSetting | undefined {
    return this.last(({ rules }) => rules.get(rule));
  }

  private last<T>(of: (settings: Settings) => T | undefined): T | undefined {
    for (let index = this.layers.length - 1; index >= 0; index--) {
      const value = of(this.layers[index]!);
      if (value !== undefined) return value;
    }
    return undefined;
  }
}

/** `given` is the command line's. Paths are relative to the config's folder. */
export function settingsReader(config: Config, given: Settings): (path: string) => FileSettings {
  const overrides = config.overrides.map((override) => ({ override, fits: matcher(override.files) }));
  const known = new Map<string, FileSettings>();
  return (path) => {
    const fitting = overrides.filter(({ fits }) => fits(path)).map(({ override }) => override);
    const key = fitting.map((override) => config.overrides.indexOf(override)).join(" ");
    const settings = known.get(key) ?? new FileSettings([config, ...fitting, given]);
    known.set(key, settings);
    return settings;
  };
}

/** Whether a path, or a folder that it lies in, fits one of the globs. One without a slash fits in every folder. */
export function matcher(globs: readonly string[]): (path: string) => boolean {
  if (globs.length === 0) return () => false;
  const fits = globs.map((glob) => picomatch(glob.replace(/^\.\/|\/$/g, ""), { dot: true, basename: !/\/./.test(glob) }));
  return (path) => {
    for (let end = path.length; end > 0; end = path.lastIndexOf("/", end - 1)) {
      const part = path.slice(0, end);
      if (fits.some((fit) => fit(part))) return true;
    }
    return false;
  };
}
