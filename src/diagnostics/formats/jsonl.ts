/** JSON lines: a diagnostic a line, each as `json-finding.ts` says; nothing where nothing is found. */
import { SourcePlaces } from "../source-places.ts";
import { jsonFinding } from "./json-finding.ts";
import type { ReportRequest } from "./report-request.ts";

export function jsonlReport({ diagnostics, language }: ReportRequest): string {
  const places = new SourcePlaces();
  return diagnostics.map((diagnostic) => `${JSON.stringify(jsonFinding(diagnostic, language, places))}\n`).join("");
}
