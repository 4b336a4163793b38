import { expect, test } from "vitest";
import { explanations } from "../../../src/diagnostics/explanations/index.ts";
import { sarifReport } from "../../../src/diagnostics/formats/sarif.ts";
import { applyEdits, finding, offsetOf, repaired, request, sample, spanOf, wide } from "./samples.ts";

interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

interface Fix {
  readonly description: { readonly text: string };
  readonly artifactChanges: readonly { readonly artifactLocation: { readonly uri: string }; readonly replacements: readonly { readonly deletedRegion: Region; readonly insertedContent: { readonly text: string } }[] }[];
  readonly properties: { readonly preferred: boolean; readonly unsafe: boolean };
}

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly fixes?: readonly Fix[];
}

interface SarifRun {
  readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string; readonly shortDescription: { readonly text: string }; readonly fullDescription?: { readonly text: string }; readonly help: { readonly text: string; readonly markdown?: string }; readonly defaultConfiguration: { readonly level: string } }[] } };
  readonly artifacts: readonly { readonly location: { readonly uri: string } }[];
  readonly results: readonly Result[];
}

function runOf(report: string): SarifRun {
  return (JSON.parse(report) as { runs: [SarifRun] }).runs[0];
}

const run = runOf(sarifReport(sample));
const uri = "graphs/%E5%AE%BD%20net.dot";

test("a result has its region, other places, the way of a size, and a fingerprint", () => {
  const bad = { artifactLocation: { uri, index: 1 }, region: { startLine: 2, startColumn: 6, endLine: 2, endColumn: 9 } };
  expect(run.results[0]).toMatchObject({
    ruleId: "claim-mismatch",
    level: "error",
    message: { text: "50% of `bad`,\nat: <once> & \"twice\"\u0000\u001b[31m]]>" },
    locations: [{ physicalLocation: bad }],
    relatedLocations: [{ id: 0, physicalLocation: { artifactLocation: { uri: "blocks/block.dot", index: 2 }, region: { startLine: 2, startColumn: 3, endLine: 2, endColumn: 7 } }, message: { text: "Here in the block" } }],
    codeFlows: [{ threadFlows: [{ locations: [{ location: { message: { text: "second gives 7" } } }, { location: { physicalLocation: bad, message: { text: "bad claims 8" } } }] }] }],
    partialFingerprints: { "dot2modelFinding/v1": expect.stringMatching(/^[0-9a-f]{16}$/) },
  });
  expect(run.results[1]).not.toHaveProperty("codeFlows");
});

test("rules and files are listed once, and results point at them", () => {
  const { rules } = run.tool.driver;
  expect(rules.map(({ id, defaultConfiguration }) => [id, defaultConfiguration.level])).toEqual([["claim-mismatch", "error"], ["missing-comma", "note"], ["repeated-instance", "warning"]]);
  expect(run.results.map(({ ruleId, ruleIndex }) => rules[ruleIndex]?.id === ruleId)).toEqual([true, true, true]);
  expect(run.artifacts.map(({ location }) => location.uri)).toEqual(["graphs/clean.dot", uri, "blocks/block.dot"]);
});

test("a severity that was configured is the result's, not the rule's", () => {
  const configured = runOf(sarifReport(request([finding(spanOf(wide, "bad"), { severity: "note" })])));
  expect(configured.results[0]!.level).toBe("note");
  expect(configured.tool.driver.rules[0]!.defaultConfiguration.level).toBe("error");
});

test("fixes do what their edits do; one without edits is no fix", () => {
  const fixes = run.results[0]!.fixes!;
  expect(fixes.map(({ description, properties }) => [description.text, properties.preferred, properties.unsafe])).toEqual([["Write it in the block", false, true], ["Write it here", true, false]]);
  const [change, ...others] = fixes[1]!.artifactChanges;
  expect([change!.artifactLocation.uri, others]).toEqual([uri, []]);
  const edits = change!.replacements.map(({ deletedRegion: { startLine, startColumn, endLine, endColumn }, insertedContent }) => ({
    start: offsetOf(wide.text, startLine, startColumn),
    end: offsetOf(wide.text, endLine, endColumn),
    text: insertedContent.text,
  }));
  expect(applyEdits(wide.text, edits)).toBe(repaired);
});

test("paths become references: relative ones stay so, absolute ones are files, nothing of them is taken for syntax", () => {
  const uris = ["./a/b.dot", "/tmp/a b.dot", "c:d.dot", "a?b#c%20.dot", "../up.dot", "<stdin>", "\ud800.dot"];
  expect(runOf(sarifReport(request([], { files: uris }))).artifacts.map(({ location }) => location.uri)).toEqual([
    "a/b.dot", "file:///tmp/a%20b.dot", "c%3Ad.dot", "a%3Fb%23c%2520.dot", "../up.dot", "%3Cstdin%3E", "%EF%BF%BD.dot",
  ]);
});

test("a rule is described as `explain` does, in the language of the report", () => {
  const request = { ...sample, diagnostics: [finding(spanOf(wide, "bad"), { rule: "reshape-size" })] };
  const [rule] = runOf(sarifReport(request)).tool.driver.rules;
  const { summary, text, example } = explanations["reshape-size"];
  expect(rule).toMatchObject({ shortDescription: { text: summary.en }, fullDescription: { text: text.en } });
  expect(rule!.help.text).toBe(`${text.en}\ndot2model explain reshape-size`);
  expect(rule!.help.markdown).toContain(`\`\`\`dot\n${example.mended}\`\`\``);
  expect(runOf(sarifReport({ ...request, language: "zh" })).tool.driver.rules[0]!.shortDescription.text).toBe(summary.zh);
});
