import { describe, expect, test } from "vitest";
import { describeProgram } from "../../src/5-emit/describe-program.ts";
import { summarizeGraph } from "../../src/5-emit/summarize-graph.ts";
import { compile } from "../../src/compile.ts";
import { FileSettings } from "../../src/check/file-settings.ts";
import { checkDiagrams } from "../../src/check/check-diagrams.ts";
import { checkBudgets } from "../../src/lint/check-budgets.ts";
import { budgetFaultMessage, isBudget, parseBudget, type Budget } from "../../src/lint/parse-budget.ts";
import { renderFindings } from "../diagrams/render-findings.ts";
import { graphFiles } from "./designs.ts";

describe("parseBudget", () => {
  test.each([
    ["params<=12M", "params", "most", 12e6],
    [" MACs >= 1.5 G ", "macs", "least", 1.5e9],
    ["weightbytes<=20MiB", "weightBytes", "most", 20 * 2 ** 20],
    ["peakActivationBytes<=512KB", "peakActivationBytes", "most", 512_000],
    ["params<=1.001k", "params", "most", 1001],
    ["params>=0", "params", "least", 0],
    ["macs<=2Ti", "macs", "most", 2 ** 41],
  ])("%s", (text, figure, bound, limit) => {
    expect(parseBudget(text)).toEqual({ text: text.trim(), figure, bound, limit });
  });

  test.each(["", "params", "params<12M", "params<=", "params<=12X", "params<=-1", "<=12M", "params<=12M macs<=1", "params<=1e9", `params<=${"9".repeat(1000)}`])("%j is refused", (text) => {
    const parsed = parseBudget(text);
    expect(isBudget(parsed)).toBe(false);
    expect(parsed).toMatchObject({ figure: undefined });
  });

  test("another figure is refused, with the nearest", () => {
    const fault = parseBudget("parms<=12M");
    expect(fault).toEqual({ text: "parms<=12M", figure: "parms", nearest: "params" });
    if (!isBudget(fault)) expect(budgetFaultMessage(fault).en).toBe("`parms` is no figure that can be limited. Is `params` meant?");
    expect(parseBudget("constructor<=1")).toMatchObject({ figure: "constructor", nearest: undefined });
  });
});

const budget = (text: string) => parseBudget(text) as Budget;

function check(text: string, budgets: readonly Budget[] = [], batch?: number): string {
  return compile([{ path: "input.dot", text }]).models.map(({ diagram, program }) => renderFindings(checkBudgets({ diagram, program, budgets, ...(batch === undefined ? {} : { batch }) }), "input.dot")).join("");
}

const mlp = (attributes: string) => `digraph MLP {
  ${attributes}
  inp [label="Input [BatchSize, 4]"]
  l1 [label="Linear1 [4, 8]"]
  relu [label="Relu"]
  bn [label="BN"]
  l2 [label="Linear2 [8, 9]"]
  inp -> l1 -> relu -> bn -> l2 -> oup
}`;

test("limits in the graph's attribute are told where they are written, with the most expensive nodes", () => {
  expect(check(mlp(`budget="params<=100, params<=137, macs<=104;weightBytes<=612,peakActivationBytes<=1"`))).toBe(`\
2:11 error[budget-exceeded] \`MLP\` has 137 parameters, 37 (37 %) more than the 100 of \`params<=100\`. Most are in l2 81, l1 40, bn 16.
  see 7:3 \`l2\`
  see 4:3 \`l1\`
  see 6:3 \`bn\`
2:64 error[budget-exceeded] \`MLP\` has 68 bytes of activations at once at BatchSize=1, 67 (6700 %) more than the 1 of \`peakActivationBytes<=1\`. Most are in l2 36, l1 32, relu 32.
  see 7:3 \`l2\`
  see 4:3 \`l1\`
  see 5:3 \`relu\`
`);
});

test("limits from outside are told at the graph's name, for the batch that is given", () => {
  expect(check(mlp(""), [budget("macs<=1k"), budget("params>=1M"), budget("weightBytes<=611")], 32)).toBe(`\
1:9 error[budget-exceeded] \`MLP\` has 3,328 MACs at BatchSize=32, 2,328 (233 %) more than the 1,000 of \`macs<=1k\`. Most are in l2 2,304, l1 1,024.
  see 7:3 \`l2\`
  see 4:3 \`l1\`
1:9 error[budget-exceeded] \`MLP\` has 137 parameters, 999,863 (100 %) fewer than the 1,000,000 of \`params>=1M\`. Most are in l2 81, l1 40, bn 16.
  see 7:3 \`l2\`
  see 4:3 \`l1\`
  see 6:3 \`bn\`
1:9 error[budget-exceeded] \`MLP\` has 612 bytes of weights, 1 (0.2 %) more than the 611 of \`weightBytes<=611\`. Most are in l2 324, l1 160, bn 128.
  see 7:3 \`l2\`
  see 4:3 \`l1\`
  see 6:3 \`bn\`
`);
});

test("a limit that is kept exactly is kept", () => {
  expect(check(mlp(`graph [budget="params<=137, params>=137, macs<=104, macs>=104"]`))).toBe("");
});

test("a limit that cannot be read is told in its place; the others are held", () => {
  expect(check(mlp(`budget="parms<=3, much, params<=1"`))).toMatch(new RegExp([
    "^2:11 error\\[budget-syntax\\] `parms` is no figure that can be limited\\. Is `params` meant\\?",
    "  fix: Write `params` \\(2:11 \"parms\" -> \"params\"\\)",
    "2:21 error\\[budget-syntax\\] `much` is no budget\\. .*",
    "2:27 error\\[budget-exceeded\\] `MLP` has 137 parameters",
  ].join("\n")));
});

test("sizes that are open leave a budget open, which is told", () => {
  expect(check(`digraph G { budget="params<=10"; inp [label="Input [BatchSize, N]"]; l [label="Linear [4]"]; inp -> l -> oup }`, [budget("macs<=1")])).toBe(`\
1:21 warning[budget-unknown] Whether \`G\` keeps \`params<=10\` cannot be told, since sizes are open: N. Give them with --set.
1:9 warning[budget-unknown] Whether \`G\` keeps \`macs<=1\` cannot be told, since sizes are open: N. Give them with --set.
`);
});

test("what the runtime refuses is told, not thrown", () => {
  expect(check(`digraph G { inp [label="Input [BatchSize, 4]"]; "__metadata__" [label="b（参数）[4]"]; l [label="+"]; inp -> l -> oup; "__metadata__" -> l }`, [budget("macs<=1")]))
    .toMatch(/^1:9 warning\[budget-unknown\] Whether `G` keeps `macs<=1` cannot be told: .*__metadata__/);
});

test("a diagram with errors has its budgets read and not held", () => {
  expect(check(`digraph G { budget="params<=1, much"; inp [label="Input [BatchSize, 4]"]; l [label="Linear [5, 4]"]; inp -> l -> oup }`)).toMatch(/^1:32 error\[budget-syntax\] `much` [^\n]*\n$/);
});

test("the figures are those of the summary: VGG16's", () => {
  const file = graphFiles.find(({ path }) => path === "vgg16.dot")!;
  const { diagram, program } = compile([file], { neighbours: () => graphFiles.filter((other) => other !== file) }).models[0]!;
  const summary = summarizeGraph(describeProgram(program!, {}), { BatchSize: 1 });
  const held = [["params", summary.parameters], ["macs", summary.macs], ["weightBytes", summary.weightBytes], ["peakActivationBytes", summary.peakActivationBytes]] as const;
  for (const [figure, found] of held) {
    expect(checkBudgets({ diagram, program, budgets: [budget(`${figure}<=${found}`), budget(`${figure}>=${found}`)] })).toEqual([]);
    expect(checkBudgets({ diagram, program, budgets: [budget(`${figure}<=${found - 1}`)] })).toHaveLength(1);
  }
  const [finding] = checkBudgets({ diagram, program, budgets: [budget("params<=12M")] });
  expect(finding!.message.en).toMatch(/Most are in linear1 102,764,544, linear2 16,781,312, linear3 4,097,000\.$/);
  expect(finding!.related.map(({ span }) => span.file.text.slice(span.start, span.end))).toEqual(["linear1", "linear2", "linear3"]);
});

test("a block's own limits are not held, and told of", () => {
  const text = `digraph Net { inp [label="Input [BatchSize, 8]"]; a [label="Half"]; inp -> a -> oup }
digraph Half { budget="params<=1, parms<=1"; inp [label="Input [BatchSize, NIn]"]; fc [label="Linear [NIn, NIn]"]; inp -> fc -> oup }`;
  const findings = checkDiagrams([{ path: "input.dot", text }], { settings: () => new FileSettings([]) }).filter(({ rule }) => rule.startsWith("budget"));
  expect(renderFindings(findings, "input.dot")).toBe(`\
2:24 warning[budget-unknown] \`params<=1\` is not held: \`Half\` is a block here, which costs something else at each call. Limit the models that use it.
2:35 error[budget-syntax] \`parms\` is no figure that can be limited. Is \`params\` meant?
  fix: Write \`params\` (2:35 "parms" -> "params")
`);
});

test.each(["budget", "budgets"])("the graph's attribute `%s` is held", (attribute) => {
  const text = `digraph Net { ${attribute}="params<=1"; inp [label="Input [BatchSize, 8]"]; fc [label="Linear [8, 8]"]; oup [label="Output"]; inp -> fc -> oup }`;
  expect(checkDiagrams([{ path: "input.dot", text }], { settings: () => new FileSettings([]) }).map(({ rule }) => rule)).toEqual(["budget-exceeded"]);
});
