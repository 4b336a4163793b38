/**
 * The text of a config file -> the config, or everything that is wrong with it. JSON with comments and trailing commas.
 * Touches no file: paths and globs stay as they are written.
 */
import { parseTree, printParseErrorCode, type Node, type ParseError } from "jsonc-parser";
import { LineIndex } from "../diagnostics/line-index.ts";
import type { SourceFile } from "../ir/source.ts";
import { isBudget, parseBudget } from "../lint/parse-budget.ts";
import type { Config, RuleSetting, Settings } from "./config.ts";
import { configSchema } from "./config-schema.ts";
import { entriesOf, validateConfig, type ConfigFault } from "./validate-config.ts";

/** Its message is a line for each fault: place and what is wrong. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** Undefined where the section is not there: package.json is anybody's. */
export function readConfig(file: SourceFile, section?: "dot2model"): Config | undefined {
  const errors: ParseError[] = [];
  const root = parse(file, errors);
  const node = section === undefined ? root : entriesOf(root).find(({ key }) => key === section)?.value;
  if (section !== undefined && node === undefined) return undefined;
  const syntax = errors.map(({ error, offset }): ConfigFault => ({ offset, message: `This is no JSON: ${syntaxReason(printParseErrorCode(error))}.` }));
  const faults = syntax.length > 0 || node === undefined ? syntax.slice(0, 1) : validateConfig(node, configSchema);
  if (faults.length > 0) throw new ConfigError(describe(file, faults));
  return toConfig(node);
}

function parse(file: SourceFile, errors: ParseError[]): Node | undefined {
  try {
    return parseTree(file.text, errors, { allowTrailingComma: true });
  } catch (error) {
    // The parser calls itself for each bracket.
    if (error instanceof RangeError) throw new ConfigError(`${file.path}: Brackets are nested too deep.`);
    throw error;
  }
}

/** `CommaExpected` -> `comma expected` */
function syntaxReason(code: string): string {
  return code.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).trim();
}

function describe(file: SourceFile, faults: readonly ConfigFault[]): string {
  const lines = new LineIndex(file.text);
  return faults.map(({ offset, message }) => {
    const { line, column } = lines.position(offset);
    return `${file.path}:${line}:${column}: ${message}`;
  }).join("\n");
}

/** Of what has been validated. */
function toConfig(node: Node | undefined): Config {
  const values = valuesOf(node);
  return {
    ...toSettings(node),
    overrides: itemsOf(values.get("overrides")).map((override) => ({ ...toSettings(override), files: textsOf(valuesOf(override).get("files")) })),
    ignore: textsOf(values.get("ignore")),
    blocks: mapOf<string>(values.get("blocks")),
    library: textsOf(values.get("library")),
    dimensions: mapOf<number>(values.get("dimensions")),
    synonyms: mapOf<string>(values.get("synonyms")),
    ...optional("baseline", values.get("baseline")?.value as string | undefined),
  };
}

function toSettings(node: Node | undefined): Settings {
  const values = valuesOf(node);
  const budgets = values.get("budgets");
  return {
    rules: mapOf<RuleSetting>(values.get("rules")),
    ...optional("design", values.get("design")?.value as boolean | undefined),
    ...optional("budgets", budgets === undefined ? undefined : textsOf(budgets).map(parseBudget).filter(isBudget)),
  };
}

function optional<K extends string, V>(key: K, value: V | undefined): { readonly [Key in K]?: V } {
  return value === undefined ? {} : { [key]: value } as { readonly [Key in K]: V };
}

function valuesOf(node: Node | undefined): ReadonlyMap<string, Node> {
  return new Map(entriesOf(node).map(({ key, value }) => [key, value]));
}

function itemsOf(node: Node | undefined): readonly Node[] {
  return node?.children ?? [];
}

function textsOf(node: Node | undefined): readonly string[] {
  return itemsOf(node).map(({ value }) => String(value));
}

function mapOf<V extends string | number>(node: Node | undefined): ReadonlyMap<string, V> {
  return new Map(entriesOf(node).map(({ key, value }) => [key, value.value as V]));
}
