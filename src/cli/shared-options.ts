/** The options that all commands share: how commander reads them, and what they hold. */
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Language } from "../diagnostics/diagnostic.ts";
import type { Host } from "./host.ts";

/** Of all commands that read diagrams. */
export interface DiagramOptions {
  readonly set: ReadonlyMap<string, number>;
  readonly block: ReadonlyMap<string, string>;
  readonly blocks: readonly string[];
  readonly config?: string;
  readonly lang: Language;
}

/** Of those that make models of them. */
export interface SharedOptions extends DiagramOptions {
  readonly main?: string;
  readonly fix?: true;
}

export function addSharedOptions(command: Command, host: Host): Command {
  return addDiagramOptions(command, host)
    .addOption(new Option("--main <DIGRAPH>", "the one model that is wanted"))
    .addOption(new Option("--fix", "apply the preferred repair of each finding, in memory, and say what it changed; the file stays as it is"));
}

export function addDiagramOptions(command: Command, host: Host): Command {
  return command
    .addOption(new Option("--set <NAME=VALUE>", "give a size of the diagram its value; may be repeated").argParser(collectSizes).default(new Map(), "none"))
    .addOption(new Option("--block <WORD=DIGRAPH>", "the digraph that a word in a label stands for; may be repeated").argParser(collectWords).default(new Map(), "none"))
    .addOption(new Option("--blocks <PATH>", "a file or folder in which blocks are looked for as well; may be repeated").argParser(collect).default([], "none"))
    .addOption(new Option("--config <FILE>", "the config file").default(undefined, "dot2model.config.json, or dot2model in package.json, in this folder or one above it"))
    .addOption(languageOption(host));
}

export function languageOption({ env }: Host): Option {
  return new Option("--lang <LANGUAGE>", "the language of reports").choices(["en", "zh"]).default(usualLanguage(env), "that of the system");
}

/** A whole number of at least `least`. */
export function wholeNumber(least: number): (text: string) => number {
  return (text) => {
    const value = /^[+-]?\d+$/.test(text) ? Number(text) : NaN;
    if (Number.isSafeInteger(value) && value >= least) return value;
    throw new InvalidArgumentError(`It must be a whole number${least > Number.MIN_SAFE_INTEGER ? ` of at least ${least}` : ""}.`);
  };
}

export function collect(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}

export function collectSizes(text: string, before: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const [name, value] = splitPair(text, "NAME=VALUE");
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value) || !Number.isFinite(Number(value))) throw new InvalidArgumentError(`"${value}" is no number.`);
  return new Map([...before, [name, Number(value)]]);
}

function collectWords(text: string, before: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...before, splitPair(text, "WORD=DIGRAPH")]);
}

function splitPair(text: string, form: string): readonly [string, string] {
  const at = text.indexOf("=");
  const pair = [text.slice(0, at).trim(), text.slice(at + 1).trim()] as const;
  if (at < 0 || pair.includes("")) throw new InvalidArgumentError(`Write it as ${form}.`);
  return pair;
}

function usualLanguage(env: Host["env"]): Language {
  const locale = [env["LC_ALL"], env["LC_MESSAGES"], env["LANG"]].find((value) => value !== undefined && value !== "");
  return locale?.toLowerCase().startsWith("zh") === true ? "zh" : "en";
}
