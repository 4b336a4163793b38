/** What every machine format is made from. A format is a pure function: the same findings give the same bytes. */
import type { Diagnostic, Language, Severity } from "../diagnostic.ts";

export interface ReportRequest {
  /** In the order of the report, which is that of their places. */
  readonly diagnostics: readonly Diagnostic[];
  /** The paths that were checked, in order, also those without findings. */
  readonly files: readonly string[];
  readonly language: Language;
  /** Of dot2model. */
  readonly version: string;
  /** The least severity at which the check fails: error unless told. */
  readonly failOn?: Severity;
}

/** Ends in a line end, unless there is nothing to say. */
export type ReportFormat = (request: ReportRequest) => string;

/** As services name files: relative to where the check ran, without a leading `./`. */
export function reportedPath(path: string): string {
  return path.replace(/^(?:\.\/+)+/, "");
}
