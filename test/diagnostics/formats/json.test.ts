import { expect, test } from "vitest";
import { jsonReport } from "../../../src/diagnostics/formats/json.ts";
import { jsonlReport } from "../../../src/diagnostics/formats/jsonl.ts";
import { applyEdits, clean, offsetOf, repaired, request, sample, wide } from "./samples.ts";

test("a diagnostic has its place, its texts, and all that belongs to it", () => {
  const { version, files, diagnostics } = JSON.parse(jsonReport(sample)) as { version: string; files: string[]; diagnostics: readonly Record<string, unknown>[] };
  expect(version).toBe("1.2.3");
  expect(files).toEqual([clean, wide.path]);
  expect(diagnostics[0]).toEqual({
    file: wide.path, line: 2, column: 6, endLine: 2, endColumn: 9,
    rule: "claim-mismatch", severity: "error", message: "50% of `bad`,\nat: <once> & \"twice\"\u0000\u001b[31m]]>",
    related: [{ file: "blocks/block.dot", line: 2, column: 3, endLine: 2, endColumn: 7, message: "Here in the block" }],
    trace: [
      { file: wide.path, line: 3, column: 3, endLine: 3, endColumn: 9, message: "second gives 7" },
      { file: wide.path, line: 2, column: 6, endLine: 2, endColumn: 9, message: "bad claims 8" },
    ],
    fixes: [
      { title: "Write it in the block", preferred: false, unsafe: true, edits: [{ file: "blocks/block.dot", line: 2, column: 3, endLine: 2, endColumn: 7, text: "whole" }] },
      {
        title: "Write it here", preferred: true, unsafe: false, edits: [
          { file: wide.path, line: 2, column: 11, endLine: 2, endColumn: 14, text: "x=\"宽\"" },
          { file: wide.path, line: 3, column: 3, endLine: 3, endColumn: 3, text: "the😀" },
          { file: wide.path, line: 3, column: 9, endLine: 3, endColumn: 15, text: "" },
        ],
      },
      { title: "Think again", preferred: false, unsafe: false, edits: [] },
    ],
  });
  expect(diagnostics[1]).toMatchObject({ line: 3, column: 3, endLine: 4, endColumn: 2, severity: "note", related: [], trace: [], fixes: [] });
});

test("edits put the repair where it belongs", () => {
  const { diagnostics } = JSON.parse(jsonReport(sample)) as { diagnostics: readonly { fixes: readonly { edits: readonly { line: number; column: number; endLine: number; endColumn: number; text: string }[] }[] }[] };
  const edits = diagnostics[0]!.fixes[1]!.edits.map(({ line, column, endLine, endColumn, text }) => ({ start: offsetOf(wide.text, line, column), end: offsetOf(wide.text, endLine, endColumn), text }));
  expect(applyEdits(wide.text, edits)).toBe(repaired);
});

test("JSON lines are the diagnostics of the JSON report", () => {
  const { diagnostics } = JSON.parse(jsonReport(sample)) as { diagnostics: readonly unknown[] };
  expect(jsonlReport(sample).split("\n").slice(0, -1).map((line) => JSON.parse(line) as unknown)).toEqual(diagnostics);
  expect(jsonlReport(request([]))).toBe("");
});
