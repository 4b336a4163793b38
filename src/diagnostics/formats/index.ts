/** The machine formats by name. Each is loaded when it is asked for: a check that prints to a terminal needs none. */
import type { ReportFormat } from "./report-request.ts";

export type { ReportFormat, ReportRequest } from "./report-request.ts";

export type FormatName = "json" | "jsonl" | "sarif" | "github" | "gitlab" | "junit" | "rdjson";

export const reportFormats: Readonly<Record<FormatName, () => Promise<ReportFormat>>> = {
  json: async () => (await import("./json.ts")).jsonReport,
  jsonl: async () => (await import("./jsonl.ts")).jsonlReport,
  sarif: async () => (await import("./sarif.ts")).sarifReport,
  github: async () => (await import("./github.ts")).githubReport,
  gitlab: async () => (await import("./gitlab.ts")).gitlabReport,
  junit: async () => (await import("./junit.ts")).junitReport,
  rdjson: async () => (await import("./rdjson.ts")).rdjsonReport,
};
