import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compile, describeProgram, type CompileResult, type Program } from "../../src/index.ts";
import { examplesOf, readClaim } from "./examples.ts";

const page = readFileSync(new URL("../../docs/notation.md", import.meta.url), "utf8");
const examples = examplesOf(page);

test("every diagram of the page says what becomes of it", () => {
  expect(examples.length).toBeGreaterThan(50);
  expect(examples.filter(({ claim }) => claim === undefined)).toEqual([]);
});

describe.each(examples)("docs/notation.md, line $line: $heading", ({ language, source, claim }) => {
  const claims = readClaim(claim ?? "");
  const file = { path: language === "dot" ? "example.dot" : "example.md", text: source };
  const result = compile([file], { set: claims.set });

  test("reports what the page says, and nothing else", () => {
    expect(findings(result)).toEqual(claims.findings);
  });

  test("compiles or is refused, as the page says", () => {
    expect(result.models.length > 0 && result.models.every(({ program }) => program !== undefined)).toBe(claims.compiles);
    if (claims.models !== undefined) expect(result.models.map(({ name }) => name)).toEqual(claims.models);
    if (claims.options !== undefined) expect(programOf(result).options).toEqual(claims.options);
  });

  if (claims.outputs.size > 0 || claims.parameters.length > 0) test("gives the shapes and parameters of the page", () => {
    const { outputs, parameters } = tablesOf(programOf(result));
    expect(Object.fromEntries([...claims.outputs.keys()].map((name) => [name, outputs.get(name)]))).toEqual(Object.fromEntries(claims.outputs));
    expect(parameters).toEqual(expect.arrayContaining([...claims.parameters]));
  });

  if (claims.fixes !== undefined) test("is repaired by --fix as the page says", () => {
    const repaired = compile([file], { set: claims.set, fix: true });
    expect(repaired.models.every(({ program }) => program !== undefined)).toBe(true);
    const written = repaired.fixed.flatMap(({ fix }) => fix.edits.map(({ text }) => text));
    expect(written).toEqual(claims.fixes);
  });
});

function findings({ diagnostics }: CompileResult): readonly string[] {
  return diagnostics.map(({ severity, rule }) => `${severity} ${rule}`).toSorted();
}

function programOf({ models }: CompileResult): Program {
  return models.at(-1)!.program!;
}

/** A size that each run binds is the batch's in every example. */
function tablesOf(program: Program) {
  const graph = describeProgram(program, {});
  const shapeText = (shape: readonly number[]) => `(${shape.map((size) => (Number.isNaN(size) ? "BatchSize" : size)).join(", ")})`;
  const shapes = new Map(graph.nodes.map(({ value, type }) => [value, type.shape]));
  const outputs = new Map(graph.outputs.map(({ name, value }) => [name, shapeText(shapes.get(value) ?? [])]));
  const parameters = graph.parameters.map(({ name, spec }) => `${name} ${shapeText(spec.shape)}`);
  return { outputs, parameters };
}
