/**
 * JUnit's XML, as build servers read it: a suite for each file, a case for each finding, which fails where the check
 * does and else tells its text; a file without findings has one case that passes. No times: a report has no clock.
 */
import type { Diagnostic, Severity } from "../diagnostic.ts";
import { printable } from "../printable.ts";
import { SourcePlaces } from "../source-places.ts";
import { findingText, oneLine } from "./finding-text.ts";
import { reportedPath, type ReportRequest } from "./report-request.ts";

const weights: Readonly<Record<Severity, number>> = { note: 0, warning: 1, error: 2 };

interface Suite {
  readonly path: string;
  readonly cases: readonly string[];
  readonly failures: number;
}

export function junitReport({ diagnostics, files, language, failOn = "error" }: ReportRequest): string {
  const places = new SourcePlaces();
  const byPath = new Map<string, Diagnostic[]>(files.map((path) => [reportedPath(path), []]));
  for (const diagnostic of diagnostics) {
    const path = reportedPath(diagnostic.span.file.path);
    const found = byPath.get(path) ?? [];
    found.push(diagnostic);
    byPath.set(path, found);
  }
  const fails = ({ severity }: Diagnostic) => weights[severity] >= weights[failOn];
  const suites = [...byPath].map(([path, found]): Suite => {
    const className = path.replace(/\.[^./]*$/, "");
    if (found.length === 0) return { path, cases: [`    <testcase ${attributes({ name: "check", classname: className })}/>`], failures: 0 };
    const cases = found.map((diagnostic) => {
      const { line, column } = places.place(diagnostic.span);
      const text = `${path}:${line}:${column}: ${findingText(diagnostic, language, places)}`;
      const result = fails(diagnostic)
        ? `<failure ${attributes({ type: diagnostic.severity, message: oneLine(diagnostic.message[language]) })}>${escape(text)}</failure>`
        : `<system-out>${escape(text)}</system-out>`;
      return `    <testcase ${attributes({ name: `${diagnostic.rule} ${line}:${column}`, classname: className })}>\n      ${result}\n    </testcase>`;
    });
    return { path, cases, failures: found.filter(fails).length };
  });
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<testsuites ${attributes({ name: "dot2model", ...totals(suites) })}>`,
    ...suites.flatMap((suite) => [`  <testsuite ${attributes({ name: suite.path, ...totals([suite]) })}>`, ...suite.cases, "  </testsuite>"]),
    "</testsuites>\n",
  ].join("\n");
}

function totals(suites: readonly Suite[]): Readonly<Record<string, string>> {
  const sum = (of: (suite: Suite) => number) => String(suites.reduce((total, suite) => total + of(suite), 0));
  return { tests: sum(({ cases }) => cases.length), failures: sum(({ failures }) => failures), errors: "0" };
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values).map(([name, value]) => `${name}="${escape(value)}"`).join(" ");
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** For text and for attributes. XML has no way to write most control characters, nor U+FFFE and U+FFFF. */
function escape(text: string): string {
  return printable(text).replace(/[\ufffe\uffff]/g, "\ufffd").replace(/[&<>"]/g, (character) => entities[character]!);
}
