/** A table for people: a title, columns as wide as their cells ask for on a terminal, and totals below. Cells are printable. */
import { Chalk } from "chalk";
import { eastAsianWidth } from "get-east-asian-width";

export interface Column {
  readonly title: string;
  /** Numbers stand at the right. */
  readonly right?: true;
}

export interface Table {
  readonly title: string;
  readonly columns: readonly Column[];
  /** A row may have fewer cells than there are columns. */
  readonly rows: readonly (readonly string[])[];
  /** Each a name and what it comes to. */
  readonly totals: readonly (readonly [string, string])[];
  readonly color: boolean;
}

const gap = "  ";

export function tableText({ title, columns, rows, totals, color }: Table): string {
  const { bold, dim } = new Chalk({ level: color ? 1 : 0 });
  const all = [columns.map(({ title: heading }) => heading), ...rows];
  const widths = columns.map((_, column) => all.reduce((most, cells) => Math.max(most, widthOf(cells[column] ?? "")), 0));
  const [head, ...body] = all.map((cells) => cells.map((cell, column) => pad(cell, widths[column]!, columns[column]!.right === true)).join(gap).trimEnd());
  const rule = dim("─".repeat(widths.reduce((sum, width) => sum + width + gap.length, -gap.length)));
  const longest = totals.reduce((most, [name]) => Math.max(most, name.length), 0);
  return `${[bold(title), rule, bold(head!), rule, ...body, rule, ...totals.map(([name, text]) => `${name.padEnd(longest)}  ${text}`)].join("\n")}\n`;
}

export function grouped(value: number): string {
  return value.toLocaleString("en-US");
}

export function bytesText(bytes: number): string {
  const unit = bytes >= 2 ** 20 ? ["MiB", 2 ** 20] as const : ["KiB", 2 ** 10] as const;
  return `${grouped(bytes)} (${(bytes / unit[1]).toFixed(1)} ${unit[0]})`;
}

function pad(text: string, width: number, right: boolean): string {
  const room = " ".repeat(Math.max(0, width - widthOf(text)));
  return right ? room + text : text + room;
}

function widthOf(text: string): number {
  return Array.from(text).reduce((sum, character) => sum + eastAsianWidth(character.codePointAt(0)!), 0);
}
