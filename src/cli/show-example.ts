/** An example as people read it: of one that breaks a rule by its size alone, the first and the last lines. */
import { printable } from "../diagnostics/printable.ts";

const mostLines = 30;
const linesAtEnds = 6;

export function showExample(text: string): string {
  const lines = printable(text).trimEnd().split("\n");
  if (lines.length <= mostLines) return `${lines.join("\n")}\n`;
  const left = lines.length - 2 * linesAtEnds;
  return `${[...lines.slice(0, linesAtEnds), `// … ${left} more lines`, ...lines.slice(-linesAtEnds)].join("\n")}\n`;
}
