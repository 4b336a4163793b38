/** A summary as the table that people know from torchinfo: one line for each node, blocks indented, totals below. */
import { Chalk } from "chalk";
import { eastAsianWidth } from "get-east-asian-width";
import type { Summary, SummaryRow } from "../5-emit/summarize-graph.ts";
import { printable } from "../diagnostics/printable.ts";
import { shapeText } from "../runtime/model-error.ts";

const headings = ["node", "operation", "output shape", "parameters", "MACs"] as const;
const gap = "  ";

export function summaryTable(summary: Summary, color: boolean): string {
  const { bold, dim } = new Chalk({ level: color ? 1 : 0 });
  const rows = [headings, ...summary.rows.flatMap((row, index) => rowCells(row, summary.rows[index - 1]))];
  const widths = headings.map((_, column) => rows.reduce((most, cells) => Math.max(most, widthOf(cells[column] ?? "")), 0));
  const lines = rows.map((cells) => cells.map((cell, column) => pad(cell, widths[column]!, column >= 3)).join(gap).trimEnd());
  const rule = dim("─".repeat(widths.reduce((sum, width) => sum + width + gap.length, -gap.length)));
  const totals = [
    ["parameters", grouped(summary.parameters)],
    ["MACs", `${grouped(summary.macs)}${forSizes(summary)}`],
    ["weight bytes", bytesText(summary.weightBytes)],
    ["peak activation bytes", bytesText(summary.peakActivationBytes)],
  ];
  const [head, ...body] = lines;
  return `${[bold(printable(summary.model)), rule, bold(head!), rule, ...body, rule, ...totals.map(([name, text]) => `${name!.padEnd(22)} ${text}`)].join("\n")}\n`;
}

/** A node's own line, after those of the blocks that start with it. */
function rowCells({ path, operation, shape, parameters, macs }: SummaryRow, before: SummaryRow | undefined): readonly (readonly string[])[] {
  const parts = path.split(".");
  const beforeParts = before?.path.split(".") ?? [];
  const blocks = parts.slice(0, -1);
  const opened = blocks.findIndex((part, depth) => part !== beforeParts[depth] || depth >= beforeParts.length - 1);
  const heads = opened < 0 ? [] : blocks.slice(opened).map((part, index) => [indent(part, opened + index)]);
  const own = [indent(parts.at(-1)!, blocks.length), operation, shapeText(shape), parameters === 0 ? "-" : grouped(parameters), macs === 0 ? "-" : grouped(macs)];
  return [...heads, own];
}

function indent(name: string, depth: number): string {
  return `${"  ".repeat(depth)}${printable(name)}`;
}

function forSizes({ runDimensions }: Summary): string {
  const sizes = Object.entries(runDimensions).map(([name, size]) => `${name}=${size}`);
  return sizes.length === 0 ? "" : ` (${sizes.join(", ")})`;
}

function bytesText(bytes: number): string {
  const unit = bytes >= 2 ** 20 ? ["MiB", 2 ** 20] as const : ["KiB", 2 ** 10] as const;
  return `${grouped(bytes)} (${(bytes / unit[1]).toFixed(1)} ${unit[0]})`;
}

function grouped(value: number): string {
  return value.toLocaleString("en-US");
}

function pad(text: string, width: number, right: boolean): string {
  const room = " ".repeat(Math.max(0, width - widthOf(text)));
  return right ? room + text : text + room;
}

function widthOf(text: string): number {
  return Array.from(text).reduce((sum, character) => sum + eastAsianWidth(character.codePointAt(0)!), 0);
}
