/** Findings as text for people who read fixtures: place, severity, rule, message; indented, other places and repairs. */
import type { Diagnostic, Edit, Fix } from "../../src/diagnostics/diagnostic.ts";
import type { Span } from "../../src/ir/source.ts";

/** Places in the first file are lines and columns alone. */
export function renderFindings(diagnostics: readonly Diagnostic[], main: string): string {
  return diagnostics.map((diagnostic) => `${renderFinding(diagnostic, main)}\n`).join("");
}

function renderFinding({ rule, severity, span, message, related, fixes }: Diagnostic, main: string): string {
  return [
    `${place(span, main)} ${severity}[${rule}] ${message.en}`,
    ...related.map((other) => `  see ${place(other.span, main)} ${other.message.en}`),
    ...fixes.map((fix) => `  ${fix.preferred ? "fix" : "offer"}: ${renderFix(fix, main)}`),
  ].join("\n");
}

function renderFix({ title, edits }: Fix, main: string): string {
  return `${title.en} (${edits.map((edit) => renderEdit(edit, main)).join("; ")})`;
}

function renderEdit({ span, text }: Edit, main: string): string {
  return `${place(span, main)} ${JSON.stringify(span.file.text.slice(span.start, span.end))} -> ${JSON.stringify(text)}`;
}

export function place({ file, start }: Span, main: string): string {
  const before = file.text.slice(0, start);
  const line = before.split("\n").length;
  return `${file.path === main ? "" : `${file.path}:`}${line}:${start - before.lastIndexOf("\n")}`;
}
