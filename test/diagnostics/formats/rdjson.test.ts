import { expect, test } from "vitest";
import { rdjsonReport } from "../../../src/diagnostics/formats/rdjson.ts";
import { finding, repaired, request, sample, spanOf, wide } from "./samples.ts";

interface Position {
  readonly line: number;
  readonly column: number;
}

interface Report {
  readonly diagnostics: readonly {
    readonly severity: string;
    readonly code: { readonly value: string };
    readonly location: { readonly path: string; readonly range: { readonly start: Position; readonly end: Position } };
    readonly suggestions: readonly { readonly range: { readonly start: Position; readonly end: Position }; readonly text: string }[];
  }[];
}

function read(report: string): Report {
  return JSON.parse(report) as Report;
}

test("columns count bytes of UTF-8", () => {
  const [first, second, third] = read(rdjsonReport(sample)).diagnostics;
  expect(first!.location).toEqual({ path: "graphs/宽 net.dot", range: { start: { line: 2, column: 10 }, end: { line: 2, column: 13 } } });
  expect([first, second, third].map((diagnostic) => [diagnostic!.severity, diagnostic!.code.value])).toEqual([["ERROR", "claim-mismatch"], ["INFO", "missing-comma"], ["WARNING", "repeated-instance"]]);
  const file = { path: "a.dot", text: "a𐐀b" };
  expect(read(rdjsonReport(request([finding(spanOf(file, "b"))]))).diagnostics[0]!.location.range.start).toEqual({ line: 1, column: 6 });
});

test("a repair is one suggestion, which does what its edits do; those in other files are left out", () => {
  const { suggestions } = read(rdjsonReport(sample)).diagnostics[0]!;
  expect(suggestions.length).toBe(1);
  const [{ range, text }] = suggestions as [Report["diagnostics"][0]["suggestions"][0]];
  const bytes = Buffer.from(wide.text);
  const offset = ({ line, column }: Position) => Buffer.byteLength(wide.text.split("\n").slice(0, line - 1).map((content) => `${content}\n`).join("")) + column - 1;
  expect(Buffer.concat([bytes.subarray(0, offset(range.start)), Buffer.from(text), bytes.subarray(offset(range.end))]).toString()).toBe(repaired);
});

test("edits that are far apart are no suggestion", () => {
  const suggestionsOf = (gap: number) => {
    const file = { path: "a.dot", text: `x${" ".repeat(gap)}y` };
    const fix = { title: { en: "", zh: "" }, edits: [{ span: spanOf(file, "x"), text: "a" }, { span: spanOf(file, "y"), text: "b" }], preferred: true };
    return read(rdjsonReport(request([finding(spanOf(file, "x"), { fixes: [fix] })]))).diagnostics[0]!.suggestions;
  };
  expect(suggestionsOf(100).map(({ text }) => text)).toEqual([`a${" ".repeat(100)}b`]);
  expect(suggestionsOf(10_000)).toEqual([]);
});

test("the preferred repair is suggested first", () => {
  const file = { path: "a.dot", text: "x" };
  const fix = (text: string, preferred: boolean) => ({ title: { en: text, zh: text }, edits: [{ span: spanOf(file, "x"), text }], preferred });
  const report = read(rdjsonReport(request([finding(spanOf(file, "x"), { fixes: [fix("a", false), fix("b", true), fix("c", false)] })])));
  expect(report.diagnostics[0]!.suggestions.map(({ text }) => text)).toEqual(["b", "a", "c"]);
});
