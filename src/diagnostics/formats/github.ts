/**
 * GitHub's workflow commands, which make annotations of a step's output: a line for each finding. Columns are left
 * out where a finding runs over several lines, since GitHub refuses them there.
 * https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions
 */
import type { Diagnostic, Severity } from "../diagnostic.ts";
import { SourcePlaces } from "../source-places.ts";
import { findingText } from "./finding-text.ts";
import { reportedPath, type ReportRequest } from "./report-request.ts";

const commands: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", note: "notice" };

export function githubReport({ diagnostics, language }: ReportRequest): string {
  const places = new SourcePlaces();
  return diagnostics.map((diagnostic) => `::${commands[diagnostic.severity]} ${properties(diagnostic, places)}::${escapeData(findingText(diagnostic, language, places))}\n`).join("");
}

function properties({ span, rule }: Diagnostic, places: SourcePlaces): string {
  const { line, column, endLine, endColumn } = places.place(span);
  const columns = line === endLine ? { col: column, endColumn } : {};
  const entries = Object.entries({ file: reportedPath(span.file.path), line, endLine, ...columns, title: `dot2model ${rule}` });
  return entries.map(([name, value]) => `${name}=${escapeProperty(String(value))}`).join(",");
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
