/** A report of differences as JSON, every change of its own, for programs. */
import type { DiffReport } from "./diff-report.ts";

/** Ends in a line end. */
export function renderJson(report: DiffReport): string {
  // Paths are told whole; their parts are there to find turns of repeats by.
  return `${JSON.stringify(report, (key, value: unknown) => (key === "parts" || key === "oldParts" ? undefined : value), 2)}\n`;
}
