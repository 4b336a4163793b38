/** A report of differences -> the text that a person reads on a terminal. */
import { Chalk } from "chalk";
import { eastAsianWidth } from "get-east-asian-width";
import type { Language } from "../diagnostics/diagnostic.ts";
import { printable } from "../diagnostics/printable.ts";
import type { ComparedModel, DiffReport, ModelDiff } from "./diff-report.ts";
import { figureRows, interfaceRows, interfaceText, nodeRows, parameterRows, weightsText, type Mark, type ShownRow } from "./diff-rows.ts";
import { moreRowsText, word } from "./diff-words.ts";

export interface DiffStyle {
  readonly language: Language;
  readonly color: boolean;
}

/** Labels beyond this do not widen the column of all. */
const widestLabel = 40;
/** Parameters that a person reads; their nodes are listed whole. */
const mostParameters = 20;

/** Ends in a line end. */
export function renderPretty({ models }: DiffReport, { language, color }: DiffStyle): string {
  if (models.length === 0) return `${word("noModels", language)}\n`;
  const page = new Page(language, color);
  return models.map((model) => `${page.model(model).join("\n")}\n`).join("\n");
}

class Page {
  private readonly language: Language;
  private readonly chalk;

  constructor(language: Language, color: boolean) {
    this.language = language;
    this.chalk = new Chalk({ level: color ? 1 : 0 });
  }

  model(model: ModelDiff): readonly string[] {
    const { bold } = this.chalk;
    if (!("weights" in model)) return [`${bold(oneLine(model.name))}: ${word(model.status, this.language)}`];
    const { name } = model;
    const title = bold(oneLine(name.old === name.new ? name.new : `${name.old} -> ${name.new}`));
    return model.status === "same" ? [`${title}: ${word("same", this.language)}`] : [title, ...this.changes(model)];
  }

  private changes(model: ComparedModel): readonly string[] {
    const { weights, interface: face } = model;
    const { language } = this;
      const parameters = parameterRows(model, language);
    const surplus = parameters.length - mostParameters;
    return [
      ...this.rows(nodeRows(model, language)),
      this.verdict("weights", weights.verdict, weightsText(model, language)),
      ...this.rows(parameters.slice(0, mostParameters)),
      ...(surplus > 0 ? [this.chalk.dim(`  ${moreRowsText(surplus, language)}`)] : []),
      this.verdict("interface", face.verdict, interfaceText(model, language)),
      ...this.rows(interfaceRows(model, language)),
      ...this.figures(model),
    ];
  }

  private verdict(what: "weights" | "interface", verdict: "compatible" | "breaking", text: string): string {
    const { chalk, language } = this;
    const paint = verdict === "breaking" ? chalk.red.bold : chalk.green;
    const [colon, comma] = language === "zh" ? ["：", "，"] : [": ", ", "];
    return `${chalk.bold(word(what, language))}${colon}${paint(word(verdict, language))}${comma}${text}`;
  }

  private rows(rows: readonly ShownRow[]): readonly string[] {
    const { chalk } = this;
    const paints: Readonly<Record<Mark, (text: string) => string>> = { "+": chalk.green, "-": chalk.red, ">": chalk.cyan, "~": chalk.yellow };
    const width = rows.reduce((most, { label }) => Math.max(most, Math.min(widestLabel, widthOf(oneLine(label)))), 0);
    return rows.map(({ mark, label, text }) => `  ${paints[mark](mark)} ${pad(oneLine(label), width)}  ${oneLine(text)}`.trimEnd());
  }

  private figures(model: ComparedModel): readonly string[] {
    const rows = figureRows(model, this.language);
    const width = rows.reduce((most, { label }) => Math.max(most, widthOf(label)), 0);
    return rows.map(({ label, old, new: made, difference }) => {
      const values = old === made ? made : `${old} -> ${made}${difference === "" ? "" : ` (${difference})`}`;
      return `${pad(label, width)}  ${oneLine(values)}`;
    });
  }
}

function oneLine(text: string): string {
  return printable(text).replace(/\s+/g, " ");
}

function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

function widthOf(text: string): number {
  return Array.from(text).reduce((sum, character) => sum + eastAsianWidth(character.codePointAt(0)!), 0);
}
