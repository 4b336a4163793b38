/** All formats over all diagrams that are known to be wrong, each against its published definition. */
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { compile } from "../../../src/compile.ts";
import { reportFormats, type FormatName, type ReportRequest } from "../../../src/diagnostics/formats/index.ts";
import { readCases } from "../../diagrams/cases.ts";
import { request, sample } from "./samples.ts";
import { checkGithub, checkGitlab, checkJson, checkJsonLines, checkJunit, checkRdjson, checkSarif, type Check } from "./schemas.ts";

const checks: Readonly<Record<FormatName, Check>> = {
  json: checkJson,
  jsonl: checkJsonLines,
  sarif: checkSarif,
  github: checkGithub,
  gitlab: checkGitlab,
  junit: checkJunit,
  rdjson: checkRdjson,
};

const diagnostics = readCases(fileURLToPath(new URL("../../diagrams/err", import.meta.url))).flatMap(({ inputs, options }) => compile(inputs, options).diagnostics);

describe.each(Object.keys(checks) as FormatName[])("%s", (name) => {
  const requests: readonly (readonly [string, ReportRequest])[] = [
    ["what is found in wrong diagrams", request(diagnostics)],
    ["the same in Chinese", request(diagnostics, { language: "zh" })],
    ["hostile findings", sample],
    ["nothing", request([], { files: ["a.dot"] })],
    ["no files", request([])],
  ];

  test.each(requests)("keeps to its definition for %s", async (_, request) => {
    const report = await reportFormats[name]();
    const text = report(request);
    expect(checks[name](text)).toEqual([]);
    expect(report(request)).toBe(text);
    expect(text === "" || text.endsWith("\n")).toBe(true);
  });

  test("speaks the language that is asked for", async () => {
    const report = await reportFormats[name]();
    expect(report({ ...sample, language: "zh" })).toContain("在此修改".slice(0, name === "gitlab" ? 2 : 4));
    expect(report({ ...sample, language: "zh" })).not.toContain("Write it here");
  });
});

test("the definitions refuse what is wrong", () => {
  expect(checkJson(`{"version":"1","files":[],"diagnostics":[{}]}`)).not.toEqual([]);
  expect(checkJsonLines("{}\n")).not.toEqual([]);
  expect(checkSarif(`{"version":"2.1.0","runs":[{}]}`)).not.toEqual([]);
  expect(checkGitlab(`[{"type":"issue"}]`)).not.toEqual([]);
  expect(checkRdjson(`{"diagnostics":[{"message":"","location":{"path":"a","range":{"start":{"line":0}}}}]}`)).not.toEqual([]);
  expect(checkJunit(`<testsuites><testsuite name="a"/></testsuites>`)).not.toEqual([]);
  expect(checkGithub("::error file=a,b::c\n")).not.toEqual([]);
});
