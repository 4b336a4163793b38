/**
 * reviewdog's diagnostic format: columns in bytes of UTF-8, ends exclusive. A suggestion replaces one range, so a
 * repair of several edits becomes one replacement from the first to the last, where they are in one file and not far
 * from each other.
 * https://github.com/reviewdog/reviewdog/tree/master/proto/rdf
 */
import type { Span } from "../../ir/source.ts";
import type { Diagnostic, Edit, Severity } from "../diagnostic.ts";
import { SourcePlaces } from "../source-places.ts";
import { findingText } from "./finding-text.ts";
import { reportedPath, type ReportRequest } from "./report-request.ts";

const severities: Readonly<Record<Severity, string>> = { error: "ERROR", warning: "WARNING", note: "INFO" };

export function rdjsonReport({ diagnostics, language }: ReportRequest): string {
  const places = new SourcePlaces("utf8");
  const report = {
    source: { name: "dot2model" },
    diagnostics: diagnostics.map((diagnostic) => ({
      message: findingText(diagnostic, language, places),
      location: { path: reportedPath(diagnostic.span.file.path), range: range(diagnostic.span, places) },
      severity: severities[diagnostic.severity],
      code: { value: diagnostic.rule },
      suggestions: suggestions(diagnostic, places),
    })),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** UTF-16 units between edits that a suggestion may repeat. */
const mostKept = 2000;

/** Of repairs in the finding's own file, the preferred one first. */
function suggestions({ span, fixes }: Diagnostic, places: SourcePlaces) {
  return fixes.toSorted((a, b) => Number(b.preferred) - Number(a.preferred)).flatMap(({ edits }) => {
    if (edits.length === 0 || edits.some((edit) => edit.span.file !== span.file)) return [];
    const extent = Math.max(...edits.map((edit) => edit.span.end)) - Math.min(...edits.map((edit) => edit.span.start));
    if (extent - edits.reduce((sum, edit) => sum + edit.span.end - edit.span.start, 0) > mostKept) return [];
    const merged = mergeEdits(edits);
    return { range: range(merged.span, places), text: merged.text };
  });
}

/** Edits of one file as one that holds them all, and the text between them. */
function mergeEdits(edits: readonly Edit[]): Edit {
  const [first, ...others] = edits.toSorted((a, b) => a.span.start - b.span.start || a.span.end - b.span.end) as [Edit, ...Edit[]];
  return others.reduce(({ span, text }, next) => ({
    span: { ...span, end: next.span.end },
    text: text + span.file.text.slice(span.end, next.span.start) + next.text,
  }), first);
}

function range(span: Span, places: SourcePlaces) {
  const { line, column, endLine, endColumn } = places.place(span);
  return { start: { line, column }, end: { line: endLine, column: endColumn } };
}
