/** problem-matcher.json makes annotations of the report for people: held against what the report is, in each language. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { renderDiagnostics } from "../../src/diagnostics/pretty.ts";
import { finding, sample, spanOf } from "../diagnostics/formats/samples.ts";

interface Matcher {
  readonly owner: string;
  readonly severity: string;
  readonly pattern: readonly [{ readonly regexp: string; readonly file: number; readonly line: number; readonly column: number; readonly code: number; readonly message: number }];
}

const { problemMatcher: matchers } = JSON.parse(readFileSync(new URL("../../problem-matcher.json", import.meta.url), "utf8")) as { readonly problemMatcher: readonly Matcher[] };

/** As a runner does it: each line without its colours, the first matcher that fits. */
function annotationsOf(report: string) {
  // oxlint-disable-next-line no-control-regex
  return report.replace(/\u001b\[[0-9;]*m?/g, "").split("\n").flatMap((text) => {
    for (const { severity, pattern: [{ regexp, file, line, column, code, message }] } of matchers) {
      const groups = new RegExp(regexp).exec(text);
      if (groups !== null) return [{ severity, file: groups[file], line: Number(groups[line]), column: Number(groups[column]), code: groups[code], message: groups[message] }];
    }
    return [];
  });
}

test("a runner takes it: owners are apart, severities known, one pattern each, with groups that there are", () => {
  expect(new Set(matchers.map(({ owner }) => owner.toLowerCase())).size).toBe(matchers.length);
  expect(matchers.map(({ severity }) => severity)).toEqual(["error", "warning", "notice"]);
  for (const { pattern } of matchers) {
    expect(pattern).toHaveLength(1);
    const { regexp, ...groups } = pattern[0];
    const count = new RegExp(`${regexp}|`).exec("")!.length - 1;
    expect(Object.keys(groups).toSorted()).toEqual(["code", "column", "file", "line", "message"]);
    expect(Object.values(groups).toSorted()).toEqual(Array.from({ length: count }, (_, index) => index + 1));
  }
});

test.each(["en", "zh"] as const)("each finding becomes one annotation at its place, and nothing else does (%s)", (language) => {
  for (const color of [false, true]) {
    const found = annotationsOf(renderDiagnostics(sample.diagnostics, { language, color }));
    expect(found).toMatchObject([
      { severity: "error", file: "./graphs/宽 net.dot", line: 2, column: 6, code: "claim-mismatch" },
      { severity: "notice", file: "./graphs/宽 net.dot", line: 3, column: 3, code: "missing-comma" },
      { severity: "warning", file: "blocks/block.dot", line: 2, column: 3, code: "repeated-instance", message: language === "en" ? "It is wrong." : "有误。" },
    ]);
  }
});

test("a colon in a path, or a report that a diagram quotes, leads nowhere else", () => {
  const file = { path: "C:/nets/a:1:2.dot", text: "digraph {\nx.dot:1:2: error[a]: quoted\n}\n" };
  const report = renderDiagnostics([finding(spanOf(file, "quoted"), { message: { en: "y.dot:3:4: note[b]: within", zh: "" } })], { language: "en", color: false });
  expect(annotationsOf(report)).toEqual([{ severity: "error", file: "C:/nets/a:1:2.dot", line: 2, column: 22, code: "claim-mismatch", message: "y.dot:3:4: note[b]: within" }]);
});
