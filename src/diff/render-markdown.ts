/** A report of differences -> Markdown as GitHub shows it, for comments on a change: a heading and tables for each model. */
import type { Language } from "../diagnostics/diagnostic.ts";
import { printable } from "../diagnostics/printable.ts";
import type { ComparedModel, DiffReport, ModelDiff } from "./diff-report.ts";
import { figureRows, interfaceRows, interfaceText, nodeRows, parameterRows, weightsText, type ShownRow } from "./diff-rows.ts";
import { moreRowsText, word } from "./diff-words.ts";

/** A comment holds 65,536 characters; a table beyond this nobody reads. */
const mostRows = 100;

/** Ends in a line end. */
export function renderMarkdown({ models }: DiffReport, language: Language): string {
  if (models.length === 0) return `${word("noModels", language)}\n`;
  return `${models.map((model) => renderModel(model, language).join("\n\n")).join("\n\n")}\n`;
}

function renderModel(model: ModelDiff, language: Language): readonly string[] {
  if (!("weights" in model)) return [`### ${code(model.name)}`, word(model.status, language)];
  const { name } = model;
  const title = `### ${name.old === name.new ? code(name.new) : `${code(name.old)} → ${code(name.new)}`}`;
  return model.status === "same" ? [title, word("same", language)] : [title, ...changes(model, language)];
}

function changes(model: ComparedModel, language: Language): readonly string[] {
  const { weights, interface: face } = model;
  return [
    ...rowTable(nodeRows(model, language), word("node", language), language),
    verdict("weights", weights.verdict, weightsText(model, language), language),
    ...rowTable(parameterRows(model, language), word("parameter", language), language),
    verdict("interface", face.verdict, interfaceText(model, language), language),
    ...rowTable(interfaceRows(model, language), word("interface", language), language),
    ...figureTable(model, language),
  ];
}

function verdict(what: "weights" | "interface", found: "compatible" | "breaking", text: string, language: Language): string {
  const [colon, comma] = language === "zh" ? ["：", "，"] : [": ", ", "];
  return `**${word(what, language)}${colon}${word(found, language)}**${comma}${text}`;
}

function rowTable(rows: readonly ShownRow[], heading: string, language: Language): readonly string[] {
  if (rows.length === 0) return [];
  const shown = rows.slice(0, mostRows).map(({ mark, label, text }) => [code(mark), code(label), code(text)]);
  const rest = rows.length - mostRows;
  return [table(["", heading, word("change", language)], shown), ...(rest > 0 ? [moreRowsText(rest, language)] : [])];
}

function figureTable(model: ComparedModel, language: Language): readonly string[] {
  const rows = figureRows(model, language).map(({ label, old, new: made, difference }) => [label, code(old), code(made), code(difference)]);
  return rows.length === 0 ? [] : [table(["", word("old", language), word("new", language), word("change", language)], rows)];
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  return [headings, headings.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** Text of the user's as it is, with a fence that no backtick of its own closes. */
function code(text: string): string {
  const line = printable(text).replace(/\s+/g, " ").replaceAll("|", "\\|");
  if (line === "") return "";
  const longest = Math.max(0, ...(line.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = "`".repeat(longest + 1);
  const room = longest > 0 ? " " : "";
  return `${fence}${room}${line}${room}${fence}`;
}
