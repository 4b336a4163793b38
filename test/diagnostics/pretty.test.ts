import { expect, test } from "vitest";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import { excerpt } from "../../src/diagnostics/excerpt.ts";
import { LineIndex } from "../../src/diagnostics/line-index.ts";
import { renderCounts, renderDiagnostics, renderFixes } from "../../src/diagnostics/pretty.ts";
import { printable } from "../../src/diagnostics/printable.ts";

const plain = { language: "en", color: false } as const;

/** A finding at the text between the marks `«` and `»`, in a file without them. */
function found(marked: string, more: Partial<Diagnostic> = {}): Diagnostic {
  const file = { path: "a.dot", text: marked.replace("«", "").replace("»", "") };
  const span = { file, start: marked.indexOf("«"), end: marked.indexOf("»") - 1 };
  return { rule: "some-rule", severity: "error", span, message: { en: "It is wrong.", zh: "有误。" }, related: [], fixes: [], ...more };
}

function marksOf(marked: string, width = 100): readonly string[] {
  return renderDiagnostics([found(marked)], { ...plain, width }).split("\n").slice(1, 3);
}

test("a finding shows its place, rule, line, related places and helps", () => {
  const diagnostic = found("digraph {\n  a «b» c\n}\n", { severity: "warning" });
  const { span } = diagnostic;
  const report = renderDiagnostics([{
    ...diagnostic,
    related: [{ span: { ...span, start: 0, end: 7 }, message: { en: "It starts here", zh: "" } }],
    fixes: [{ title: { en: "Write d", zh: "" }, edits: [], preferred: true }, { title: { en: "Write e", zh: "" }, edits: [], preferred: false }],
  }], plain);
  expect(report).toBe(`a.dot:2:5: warning[some-rule]: It is wrong.
    1 | digraph {
      | ------- It starts here
    2 |   a b c
      |     ^
  help: Write d (--fix does this)
  help: Write e

`);
});

test("reports speak Chinese", () => {
  expect(renderDiagnostics([found("«b»")], { ...plain, language: "zh" })).toMatch(/^a\.dot:1:1: 错误\[some-rule\]: 有误。\n/);
  expect(renderCounts([found("«b»"), found("«b»")], "zh")).toBe("2 个错误");
});

test("colours are there when they are asked for, and only then", () => {
  expect(renderDiagnostics([found("«b»")], { ...plain, color: true })).toContain("\u001b[");
  expect(renderDiagnostics([found("«b»")], plain)).not.toContain("\u001b[");
});

test("counts name what there is", () => {
  const warning = found("«b»", { severity: "warning" });
  const note = found("«b»", { severity: "note" });
  expect(renderCounts([note, found("«b»"), warning, found("«b»")], "en")).toBe("2 errors, 1 warning, 1 note");
  expect(renderCounts([], "en")).toBe("");
});

test("a repair is one line", () => {
  const diagnostic = found("a\n«b»");
  expect(renderFixes([{ diagnostic, fix: { title: { en: "Write c", zh: "" }, edits: [], preferred: true } }], plain)).toBe("a.dot:2:1: fixed[some-rule]: Write c\n");
});

test("wide characters, combining ones and tabs keep the marks in place", () => {
  expect(marksOf("输入 «坏» x")).toEqual(["    1 | 输入 坏 x", "      |      ^^"]);
  expect(marksOf("e\u0301 «b»")).toEqual(["    1 | e\u0301 b", "      |   ^"]);
  expect(marksOf("\ta«b»")).toEqual(["    1 |     ab", "      |      ^"]);
  expect(marksOf("😀«b»")).toEqual(["    1 | 😀b", "      |   ^"]);
});

test("a point, the end of a line and the end of the text are marked by one column", () => {
  expect(marksOf("ab«»c")).toEqual(["    1 | abc", "      |   ^"]);
  expect(marksOf("ab«»\ncd")).toEqual(["    1 | ab", "      |   ^"]);
  expect(marksOf("«»")).toEqual(["    1 |", "      | ^"]);
});

test("a span over several lines is marked to the end of its first", () => {
  expect(marksOf("a «b c\nd» e")).toEqual(["    1 | a b c", "      |   ^^^"]);
});

test("a long line is cut around the span, and never wider than the room", () => {
  const [line, marks] = marksOf(`${"a".repeat(1000)}«bad»${"c".repeat(1000)}`, 40);
  expect(line).toMatch(/^ {4}1 \| …a+badc+…$/);
  expect(line!.length).toBe(40);
  expect(line!.slice(marks!.indexOf("^"), marks!.lastIndexOf("^") + 1)).toBe("bad");
  const [start] = marksOf(`«bad»${"c".repeat(1000)}`, 40);
  expect(start).toMatch(/^ {4}1 \| badc+…$/);
  const [end] = marksOf(`${"c".repeat(1000)}«bad»`, 40);
  expect(end).toMatch(/^ {4}1 \| …c+bad$/);
  const [long, longMarks] = marksOf(`a«${"b".repeat(1000)}»c`, 40);
  expect(long!.length).toBeLessThanOrEqual(40);
  expect(longMarks).toMatch(/^ {6}\| {2}\^+$/);
  const [wide] = marksOf(`${"中".repeat(500)}«坏»${"文".repeat(500)}`, 40);
  expect(wide).toMatch(/^ {4}1 \| …中+坏文+…$/u);
  // 8 columns of gutter, 2 signs of a cut, 15 characters of 2 columns.
  expect(wide!.length).toBe(25);
});

test("a line that just fits is shown whole", () => {
  const source = "x".repeat(30);
  expect(excerpt(source, { start: 0, end: 30 }, { start: 29, end: 30 }, 32)).toEqual({ text: source, markStart: 29, markWidth: 1 });
  expect(excerpt(source, { start: 0, end: 30 }, { start: 29, end: 30 }, 31).text).toBe(`…${"x".repeat(29)}`);
});

test("nothing that a terminal obeys gets through", () => {
  expect(printable("a\u001b[31m\r\u0007\u009b\u202eb\ud800\tc\n")).toBe("a\ufffd[31m\ufffd\ufffd\ufffd\ufffdb\ufffd\tc\n");
  const report = renderDiagnostics([found("\u001b]0;x\u0007 «b\u001b»", { message: { en: "name \u001b[2J\nand more", zh: "" } })], plain);
  expect(report).not.toMatch(/(?!\n)\p{Cc}/u);
  expect(report).toContain("name \ufffd[2J and more\n");
});

test("lines end as editors end them", () => {
  const lines = new LineIndex("a\r\nb\rc\n\nd");
  expect([0, 1, 2, 3, 5, 7, 8].map((offset) => Object.values(lines.position(offset)))).toEqual([[1, 1], [1, 2], [1, 3], [2, 1], [3, 1], [4, 1], [5, 1]]);
  expect(lines.bounds(1)).toEqual({ start: 0, end: 1 });
  expect(lines.bounds(5)).toEqual({ start: 8, end: 9 });
});
