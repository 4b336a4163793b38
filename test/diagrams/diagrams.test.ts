/** `vitest -u` writes what is found; read the difference before you keep it. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { emitModule } from "../../src/5-emit/typescript/emit-typescript.ts";
import { compile, type CompileResult } from "../../src/compile.ts";
import { expressionRules } from "../../src/diagnostics/rules/expression.ts";
import { inferRules } from "../../src/diagnostics/rules/infer.ts";
import { interpretRules } from "../../src/diagnostics/rules/interpret.ts";
import { linkRules } from "../../src/diagnostics/rules/link.ts";
import { readCases, type DiagramCase } from "./cases.ts";
import { place, renderFindings } from "./render-findings.ts";

const [ok, err] = ["ok", "err"].map((folder) => readCases(fileURLToPath(new URL(folder, import.meta.url)))) as [readonly DiagramCase[], readonly DiagramCase[]];

describe("compile without a word", () => {
  test.each(ok)("$name", ({ inputs, options }) => {
    const result = compile(inputs, options);
    expect(renderFindings(result.diagnostics, inputs[0]!.path)).toBe("");
    for (const { program } of result.models) expect(emitModule(program!, { version: "0.0.0", runtime: "dot2model/runtime", types: true })).toContain("export const create");
    expect(result.models.length).toBeGreaterThan(0);
  });
});

describe("are reported", () => {
  test.each(err)("$name", async (diagram) => {
    const main = diagram.inputs[0]!.path;
    const result = compile(diagram.inputs, diagram.options);
    expect(result.diagnostics).not.toEqual([]);
    await expect(renderFindings(result.diagnostics, main) + afterFix(result, diagram)).toMatchFileSnapshot(diagram.out);
  });
});

/** What `--fix` leaves, where there is something to repair. */
function afterFix({ diagnostics }: CompileResult, { inputs, options }: DiagramCase): string {
  if (!diagnostics.some(({ fixes }) => fixes.some(({ preferred }) => preferred))) return "";
  const left = compile(inputs, { ...options, fix: true }).diagnostics.filter(({ severity }) => severity !== "note");
  return `--fix leaves ${left.map(({ span, severity, rule }) => `${place(span, inputs[0]!.path)} ${severity}[${rule}]`).join(", ") || "nothing"}\n`;
}

describe("repairs", () => {
  const repairable = err.map((diagram) => ({ ...diagram, before: compile(diagram.inputs, diagram.options) }))
    .filter(({ before }) => before.diagnostics.some(({ fixes }) => fixes.some(({ preferred }) => preferred)));
  const errors = ({ diagnostics }: CompileResult) => diagnostics.filter(({ severity }) => severity === "error").length;

  test.each(repairable)("of $name end, and leave no error more", ({ inputs, options, before }) => {
    const after = compile(inputs, { ...options, fix: true });
    expect(after.diagnostics.flatMap(({ rule, fixes }) => (fixes.some(({ preferred }) => preferred) ? [rule] : []))).toEqual([]);
    expect(errors(after)).toBeLessThanOrEqual(errors(before));
  });
});

test("every rule has a failing case", () => {
  const reported = new Set(err.filter(({ out }) => existsSync(out)).flatMap(({ out }) => [...readFileSync(out, "utf8").matchAll(/\[([a-z-]+)\] /g)].map(([, rule]) => rule)));
  const rules = Object.keys({ ...interpretRules, ...linkRules, ...expressionRules, ...inferRules });
  expect(rules.filter((rule) => !reported.has(rule))).toEqual([]);
});
