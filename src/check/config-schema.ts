/**
 * What a config file may hold, once: as JSON Schema for editors (schema/dot2model.config.schema.json is written from it),
 * with checks in it that the standard cannot say. validate-config.ts holds a file against it.
 */
import { isRunDimension } from "../2-interpret/vocabulary.ts";
import { layerNames, layerWords } from "../3-link/library.ts";
import { ruleSeverities } from "../diagnostics/rules/index.ts";
import { budgetFaultMessage, isBudget, parseBudget } from "../lint/parse-budget.ts";
import { nearestName } from "../runtime/nearest-name.ts";

/** The part of JSON Schema that is used here. */
export interface Schema {
  readonly type: "object" | "array" | "string" | "number" | "boolean";
  readonly description?: string;
  /** Keys; where `additionalProperties` is no schema, all of them. */
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: false | Schema;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly string[];
  /** What is wrong with a string or number of the right type. A function is no JSON, so the schema file has none. */
  readonly fault?: (value: string | number) => string | undefined;
  /** The same for the keys of `additionalProperties`. */
  readonly keyFault?: (key: string) => string | undefined;
}

const settings = ["off", "note", "warning", "error"] as const;

const rules: Schema = {
  type: "object",
  description: "How much each rule weighs: off, note, warning or error. A rule of design that is named here is checked without `design`.",
  properties: Object.fromEntries(Object.keys(ruleSeverities).sort().map((rule) => [rule, { type: "string", enum: settings }])),
  additionalProperties: false,
};

const design: Schema = { type: "boolean", description: "Check how networks are built as well: missing activations, useless biases and the like." };

const budgets: Schema = {
  type: "array",
  description: "Limits that every model keeps, such as `params<=12M`: of params, macs, weightBytes or peakActivationBytes.",
  items: { type: "string", fault: budgetFault },
};

const globs = (description: string): Schema => ({ type: "array", description, items: { type: "string" } });

const names = (description: string): Schema => ({ type: "object", description, additionalProperties: { type: "string" } });

export const configSchema = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "dot2model's config",
  description: "dot2model.config.json: comments and trailing commas are allowed, paths and globs are relative to the file.",
  allowTrailingCommas: true,
  type: "object",
  additionalProperties: false,
  properties: {
    $schema: { type: "string", description: "Where this schema is, for editors." },
    rules,
    design,
    budgets,
    overrides: {
      type: "array",
      description: "Other settings for some of the files; where several fit, the last one counts.",
      items: {
        type: "object",
        additionalProperties: false,
        required: ["files"],
        properties: { files: globs("The files, as globs. One without a slash fits in every folder."), rules, design, budgets },
      },
    },
    ignore: globs("Files and folders, as globs, that are passed over where a folder or a glob is checked."),
    blocks: names("The digraph that a word in a label stands for, by the word."),
    library: { type: "array", description: "Files and folders in which blocks are looked for after all other places.", items: { type: "string" } },
    dimensions: { type: "object", description: "Values of sizes where a diagram has them.", additionalProperties: { type: "number" }, keyFault: dimensionFault },
    synonyms: { type: "object", description: "Further words for layers, by the word: what dot2model calls the layer.", additionalProperties: { type: "string", fault: layerFault } },
    baseline: { type: "string", description: "The file of findings that are known and not reported." },
  },
} as const satisfies Schema & Readonly<Record<string, unknown>>;

/** The schema as a file. */
export function configSchemaText(): string {
  return `${JSON.stringify(configSchema, undefined, 2)}\n`;
}

function budgetFault(value: string | number): string | undefined {
  const parsed = parseBudget(String(value));
  return isBudget(parsed) ? undefined : budgetFaultMessage(parsed).en;
}

function layerFault(value: string | number): string | undefined {
  const word = String(value).toLowerCase();
  if (layerWords.some((layer) => layer.toLowerCase() === word)) return undefined;
  const nearest = nearestName(word, layerWords);
  return `There is no layer \`${value}\`. ${nearest === undefined ? `Layers are ${layerNames.join(", ")}.` : `Is \`${nearest}\` meant?`}`;
}

function dimensionFault(name: string): string | undefined {
  return isRunDimension(name) ? `\`${name}\` is bound by the data of each run and has no value here.` : undefined;
}
