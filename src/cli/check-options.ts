/** The options of `check`: how commander reads them, and what they hold. */
import { type Command, InvalidArgumentError, Option } from "commander";
import type { RuleSetting } from "../check/config.ts";
import type { Severity } from "../diagnostics/diagnostic.ts";
import { reportFormats, type FormatName } from "../diagnostics/formats/index.ts";
import { ruleSeverities, type RuleName } from "../diagnostics/rules/index.ts";
import { budgetFaultMessage, isBudget, parseBudget, type Budget } from "../lint/parse-budget.ts";
import { nearestName } from "../runtime/nearest-name.ts";
import { CommandError } from "./exit-code.ts";
import type { DiagramOptions } from "./shared-options.ts";

export interface CheckCommandOptions extends DiagramOptions {
  readonly format: FormatName | "pretty";
  readonly fix?: true;
  readonly fixDryRun?: true;
  readonly unsafeFixes?: true;
  readonly failOn: Severity;
  readonly rule: ReadonlyMap<string, RuleSetting>;
  readonly design?: true;
  readonly budget: readonly Budget[];
  readonly baseline?: string;
  readonly updateBaseline?: true;
  readonly stdinFilePath?: string;
  readonly watch?: true;
}

const settings = ["off", "note", "warning", "error"] as const;

export function addCheckOptions(command: Command): Command {
  return command
    .addOption(new Option("--format <FORMAT>", "of the report").choices(["pretty", ...Object.keys(reportFormats)]).default("pretty"))
    .option("--fix", "write the preferred repair of each finding into the files, until nothing changes")
    .option("--fix-dry-run", "print what --fix would change, and change nothing")
    .option("--unsafe-fixes", "repairs too that change what a network computes")
    .addOption(new Option("--fail-on <SEVERITY>", "the least severity at which to exit with 1").choices(["error", "warning", "note"]).default("error"))
    .addOption(new Option("--rule <NAME[=SETTING]>", "ask for a rule, or set it to off, note, warning or error; may be repeated").argParser(collectRules).default(new Map(), "none"))
    .option("--design", "check how the networks are built as well")
    .addOption(new Option("--budget <LIMIT>", "a limit such as \"params<=12M\", of params, macs, weightBytes or peakActivationBytes; may be repeated").argParser(collectBudgets).default([], "none"))
    .option("--baseline <FILE>", "findings that are known and not reported")
    .option("--update-baseline", "take findings that are fixed out of the baseline; write it where there is none")
    .option("--stdin-file-path <PATH>", "read standard input as the text of this file")
    .option("--watch", "check again whenever a file changes, until interrupted");
}

export function refuseContradictions(named: readonly string[], options: CheckCommandOptions): void {
  const refuse = (message: string) => { throw new CommandError("commandLine", message); };
  const { fix, fixDryRun, unsafeFixes, format, stdinFilePath, updateBaseline, watch } = options;
  const readsInput = named.includes("-");
  if (fix && fixDryRun) refuse("--fix and --fix-dry-run exclude each other.");
  if (unsafeFixes && !fix && !fixDryRun) refuse("--unsafe-fixes goes with --fix or --fix-dry-run.");
  if (fixDryRun && format !== "pretty") refuse("--fix-dry-run prints a diff and takes no --format; the formats for machines hold the repairs.");
  if (fix && readsInput) refuse("--fix changes files, and standard input is none. Use --fix-dry-run.");
  if (stdinFilePath !== undefined && !readsInput) refuse("--stdin-file-path names standard input: give - as the input.");
  if (watch && readsInput) refuse("--watch needs files: standard input ends.");
  if (watch && (fix || fixDryRun || updateBaseline)) refuse("--watch only reports: it goes with neither --fix nor --update-baseline.");
}

function collectRules(text: string, before: ReadonlyMap<string, RuleSetting>): ReadonlyMap<string, RuleSetting> {
  const [, name = "", setting] = /^([^=]*)(?:=(.*))?$/s.exec(text) ?? [];
  if (!isRule(name)) {
    const nearest = nearestName(name, Object.keys(ruleSeverities));
    throw new InvalidArgumentError(`There is no rule "${name}"${nearest === undefined ? ". `dot2model explain` lists them." : `; is "${nearest}" meant?`}`);
  }
  const chosen = setting === undefined ? ruleSeverities[name] : settings.find((each) => each === setting);
  if (chosen === undefined) throw new InvalidArgumentError(`A rule is set to ${settings.join(", ")}.`);
  return new Map([...before, [name, chosen]]);
}

function isRule(name: string): name is RuleName {
  return Object.hasOwn(ruleSeverities, name);
}

function collectBudgets(text: string, before: readonly Budget[]): readonly Budget[] {
  const parsed = parseBudget(text);
  if (!isBudget(parsed)) throw new InvalidArgumentError(budgetFaultMessage(parsed).en);
  return [...before, parsed];
}
