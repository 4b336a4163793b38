/** One JSON object for the whole check: `{ version, files, diagnostics }`, each diagnostic as `json-finding.ts` says. */
import { SourcePlaces } from "../source-places.ts";
import { jsonFinding } from "./json-finding.ts";
import type { ReportRequest } from "./report-request.ts";

export function jsonReport({ diagnostics, files, language, version }: ReportRequest): string {
  const places = new SourcePlaces();
  const report = { version, files, diagnostics: diagnostics.map((diagnostic) => jsonFinding(diagnostic, language, places)) };
  return `${JSON.stringify(report, null, 2)}\n`;
}
