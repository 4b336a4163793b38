/**
 * GitLab's code quality report, an array of Code Climate issues: columns in characters, ends exclusive.
 * https://docs.gitlab.com/ci/testing/code_quality/ and https://github.com/codeclimate/platform/blob/master/spec/analyzers/SPEC.md
 */
import type { Span } from "../../ir/source.ts";
import type { Severity } from "../diagnostic.ts";
import { SourcePlaces } from "../source-places.ts";
import { findingText, oneLine } from "./finding-text.ts";
import { fingerprintsOf } from "./fingerprints.ts";
import { reportedPath, type ReportRequest } from "./report-request.ts";

const weights: Readonly<Record<Severity, { readonly severity: string; readonly category: string }>> = {
  error: { severity: "major", category: "Bug Risk" },
  warning: { severity: "minor", category: "Bug Risk" },
  note: { severity: "info", category: "Clarity" },
};

export function gitlabReport({ diagnostics, language }: ReportRequest): string {
  const places = new SourcePlaces("characters");
  const fingerprints = fingerprintsOf(diagnostics);
  const issues = diagnostics.map((diagnostic, index) => ({
    type: "issue",
    check_name: diagnostic.rule,
    description: oneLine(diagnostic.message[language]),
    content: { body: findingText(diagnostic, language, places) },
    categories: [weights[diagnostic.severity].category],
    severity: weights[diagnostic.severity].severity,
    fingerprint: fingerprints[index],
    location: location(diagnostic.span, places),
    other_locations: diagnostic.related.map(({ span }) => location(span, places)),
  }));
  return `${JSON.stringify(issues, null, 2)}\n`;
}

function location(span: Span, places: SourcePlaces) {
  const { line, column, endLine, endColumn } = places.place(span);
  return { path: reportedPath(span.file.path), positions: { begin: { line, column }, end: { line: endLine, column: endColumn } } };
}
