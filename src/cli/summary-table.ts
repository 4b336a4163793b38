/** A summary as the table that people know from torchinfo: one line for each node, blocks indented, totals below. */
import type { Summary, SummaryRow } from "../5-emit/summarize-graph.ts";
import { printable } from "../diagnostics/printable.ts";
import { shapeText } from "../runtime/model-error.ts";
import { bytesText, type Column, grouped, tableText } from "./table-text.ts";

const columns: readonly Column[] = [{ title: "node" }, { title: "operation" }, { title: "output shape" }, { title: "parameters", right: true }, { title: "MACs", right: true }];

export function summaryTable(summary: Summary, color: boolean): string {
  const rows = summary.rows.flatMap((row, index) => rowCells(row, summary.rows[index - 1]));
  return tableText({ title: printable(summary.model), columns, rows, color, totals: [
    ["parameters", grouped(summary.parameters)],
    ["MACs", `${grouped(summary.macs)}${forSizes(summary)}`],
    ["weight bytes", bytesText(summary.weightBytes)],
    ["peak activation bytes", bytesText(summary.peakActivationBytes)],
  ] });
}

/** A node's own line, after those of the blocks that start with it. A scan's line heads its steps. */
function rowCells({ path, operation, shape, parameters, macs }: SummaryRow, before: SummaryRow | undefined): readonly (readonly string[])[] {
  const parts = path.split(".");
  const beforeParts = before?.path.split(".") ?? [];
  const blocks = parts.slice(0, -1);
  const opened = blocks.findIndex((part, depth) => part !== beforeParts[depth]);
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
