/** Whatever stands in a file and wherever findings point: reports are written, and stay within their width. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { columnsOf } from "../../src/diagnostics/excerpt.ts";
import { reportFormats } from "../../src/diagnostics/formats/index.ts";
import { renderDiagnostics } from "../../src/diagnostics/pretty.ts";

const text = fc.array(fc.constantFrom("a", " ", "\t", "\n", "\r\n", "宽", "é", "e\u0301", "😀", "\u200d", "\0", "\ud800", "word ", "[K=3]"), { maxLength: 80 }).map((parts) => parts.join(""));

const diagnostic = fc.tuple(text, fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 7, maxLength: 7 }), fc.boolean()).map(([text, points, isFar]): Diagnostic => {
  const file = { path: "a.dot", text };
  const far = isFar ? { path: "b.dot", text } : file;
  const [first, ...others] = points.map(([a, b], index) => {
    const [start, end] = [a % (text.length + 1), b % (text.length + 1)].sort((x, y) => x - y) as [number, number];
    return { file: index > 2 ? far : file, start, end };
  });
  const message = { en: "A message.", zh: "讯息。" };
  const [related, trace, edits] = [others.slice(0, 2), others.slice(2, 4), others.slice(4, 6)].map((spans) => spans.map((span) => ({ span, message, text: "new\ntext" }))) as [[], [], []];
  return { rule: "loop", severity: "error", span: first!, message, related, trace, fixes: [{ title: message, edits, preferred: true }] };
});

test("on a terminal", () => {
  fc.assert(fc.property(diagnostic, fc.integer({ min: 30, max: 60 }), (diagnostic, width) => {
    expect(renderDiagnostics([diagnostic], { language: "zh", color: true, width })).toContain("->");
    // Steps of a trace are messages, which are told whole.
    const report = renderDiagnostics([{ ...diagnostic, trace: [] }], { language: "en", color: false, width });
    const frames = report.split("\n").filter((line) => /^ {0,4}\d* +[|+-]/.test(line));
    expect(frames.filter((line) => columnsOf(line) > width)).toEqual([]);
    expect(report).toContain("^");
  }), { numRuns: 300 });
});

test.each(Object.keys(reportFormats) as (keyof typeof reportFormats)[])("as %s", async (name) => {
  const format = await reportFormats[name]();
  fc.assert(fc.property(diagnostic, (diagnostic) => {
    const report = format({ diagnostics: [diagnostic, diagnostic], files: ["a.dot"], language: "zh", version: "1.0.0" });
    expect(report).toContain("讯息。");
  }), { numRuns: 60 });
});
