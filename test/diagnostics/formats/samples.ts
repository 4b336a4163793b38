/** Findings for the formats: wide and astral characters, several files, hostile names, repairs of several edits. */
import { readFileSync } from "node:fs";
import type { Diagnostic, Edit } from "../../../src/diagnostics/diagnostic.ts";
import type { ReportRequest } from "../../../src/diagnostics/formats/index.ts";
import type { SourceFile, Span } from "../../../src/ir/source.ts";

export function spanOf(file: SourceFile, part: string): Span {
  const start = file.text.indexOf(part);
  if (start < 0) throw new Error(`"${part}" does not stand in ${file.path}`);
  return { file, start, end: start + part.length };
}

export function finding(span: Span, more: Partial<Diagnostic> = {}): Diagnostic {
  return { rule: "claim-mismatch", severity: "error", span, message: { en: "It is wrong.", zh: "有误。" }, related: [], fixes: [], ...more };
}

export function request(diagnostics: readonly Diagnostic[], more: Partial<ReportRequest> = {}): ReportRequest {
  return { diagnostics, files: [...new Set(diagnostics.map(({ span }) => span.file.path))], language: "en", version: "1.2.3", ...more };
}

/** In front of `bad` on its line stand 5 UTF-16 units, 4 characters, 9 bytes of UTF-8. */
export const wide: SourceFile = { path: "./graphs/宽 net.dot", text: "digraph {\r\n输a😀 bad [x=1]\r\n  second [y=2]\r\n}\r\n" };
const block: SourceFile = { path: "blocks/block.dot", text: "digraph Block {\n  half\n}\n" };
export const clean = "graphs/clean.dot";

const edits: readonly Edit[] = [
  { span: spanOf(wide, "x=1"), text: "x=\"宽\"" },
  { span: { ...spanOf(wide, "second"), end: spanOf(wide, "second").start }, text: "the😀" },
  { span: spanOf(wide, " [y=2]"), text: "" },
];

export const sample: ReportRequest = request([
  finding(spanOf(wide, "bad"), {
    message: { en: "50% of `bad`,\nat: <once> & \"twice\"\u0000\u001b[31m]]>", zh: "有误。" },
    related: [{ span: spanOf(block, "half"), message: { en: "Here in the block", zh: "块中的位置" } }],
    trace: [
      { span: spanOf(wide, "second"), message: { en: "second gives 7", zh: "second 给出 7" } },
      { span: spanOf(wide, "bad"), message: { en: "bad claims 8", zh: "bad 声明 8" } },
    ],
    fixes: [
      { title: { en: "Write it in the block", zh: "改块" }, edits: [{ span: spanOf(block, "half"), text: "whole" }], preferred: false, unsafe: true },
      { title: { en: "Write it here", zh: "在此修改" }, edits, preferred: true },
      { title: { en: "Think again", zh: "再想想" }, edits: [], preferred: false },
    ],
  }),
  finding({ file: wide, start: spanOf(wide, "second").start, end: spanOf(wide, "}").end }, { rule: "missing-comma", severity: "note" }),
  finding(spanOf(block, "half"), { rule: "repeated-instance", severity: "warning" }),
], { files: [clean, wide.path] });

export function applyEdits(text: string, edits: readonly { readonly start: number; readonly end: number; readonly text: string }[]): string {
  return edits.toSorted((a, b) => b.start - a.start || b.end - a.end).reduce((result, edit) => result.slice(0, edit.start) + edit.text + result.slice(edit.end), text);
}

/** What the preferred repair of the sample makes of its file. */
export const repaired = applyEdits(wide.text, edits.map(({ span, text }) => ({ start: span.start, end: span.end, text })));

/** Line and column from 1, columns in UTF-16 units -> offset. For texts whose lines end in a line feed, or CR and LF. */
export function offsetOf(text: string, line: number, column: number): number {
  return text.split("\n").slice(0, line - 1).reduce((sum, { length }) => sum + length + 1, 0) + column - 1;
}

export function readText(relative: string): string {
  return readFileSync(new URL(relative, import.meta.url), "utf8");
}
