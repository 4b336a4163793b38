/** Every rule's examples do what they are there for, and docs/rules.md shows just that. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { rulesPage } from "../../../scripts/rules-page.mjs";
import { explainRule, findingsIn, ruleNames } from "../../../src/cli/explain-rule.ts";
import { showExample } from "../../../src/cli/show-example.ts";
import { explanations } from "../../../src/diagnostics/explanations/index.ts";
import { checkRules } from "../../../src/diagnostics/rules/check.ts";
import { fileRules } from "../../../src/diagnostics/rules/files.ts";
import { expressionRules } from "../../../src/diagnostics/rules/expression.ts";
import { inferRules } from "../../../src/diagnostics/rules/infer.ts";
import { interpretRules } from "../../../src/diagnostics/rules/interpret.ts";
import { linkRules } from "../../../src/diagnostics/rules/link.ts";
import { lintRules } from "../../../src/diagnostics/rules/lint.ts";
import { readRules } from "../../../src/diagnostics/rules/read.ts";

const explained = ruleNames().map((rule) => explainRule(rule, { language: "en", color: false }));

describe.each(explained)("$rule", ({ rule, example: { report } }) => {
  const example = explanations[rule].example;

  test("is what the broken diagram is reported for", () => {
    const reported = [...report.matchAll(/^broken\.dot:\d+:\d+: (?:error|warning|note)\[([a-z0-9-]+)\]: /gm)].map(([, name]) => name);
    expect([...new Set(reported)].toSorted()).toEqual([rule, ...(example.companions ?? [])].toSorted());
  });

  test("is not reported of the mended diagram, and nothing else is", () => {
    expect(findingsIn(example, "mended")).toEqual([]);
  });
});

test("a name stands in one table of rules only", () => {
  const names = [fileRules, readRules, interpretRules, linkRules, expressionRules, inferRules, lintRules, checkRules].flatMap((table) => Object.keys(table));
  expect(names).toEqual(ruleNames());
});

test.each(ruleNames())("%s is summed up in one sentence and explained in more, in every language", (rule) => {
  const { summary, text } = explanations[rule];
  for (const message of [summary, text]) {
    expect(message.en).toMatch(/^[A-Z`][^\n]*[.]$/);
    expect(message.zh).toMatch(/^[^\n]*\p{sc=Han}[^\n]*。$/u);
    expect(message.zh.replace(/`[^`]*`/g, "``")).not.toMatch(/[,;:!?]|\p{sc=Han}\.|[（，。：；] /u);
  }
  expect(summary.en.length).toBeLessThan(90);
});

test("docs/rules.md is what `npm run generate` writes", () => {
  expect(readFileSync(new URL("../../../docs/rules.md", import.meta.url), "utf8")).toBe(rulesPage(explained, showExample));
});
