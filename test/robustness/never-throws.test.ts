/**
 * No text makes the compiler throw, hang, point outside a file or say `undefined`. Each run tries a little; DOT2MODEL_LONG=1
 * goes on for a minute and more.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compile, describeProgram, emitModule, type Diagnostic, type SourceFile } from "../../src/index.ts";
import { brokenDot, randomDot, tokenSoup } from "../1-read/random-dot.ts";
import { randomModels } from "./random-models.ts";

const isLong = process.env["DOT2MODEL_LONG"] === "1";

/** Of seven properties, ten seconds each where it is long. */
function effort(runs: number): fc.Parameters<[string]> {
  return isLong ? { numRuns: Infinity, interruptAfterTimeLimit: 10_000 } : { numRuns: runs };
}

function expectSane(text: string): void {
  const file: SourceFile = { path: "input.dot", text };
  for (const fix of [false, true]) {
    const { diagnostics, models } = compile([file], { all: true, fix });
    expect(diagnostics.flatMap((diagnostic) => faultsOf(diagnostic, text))).toEqual([]);
    for (const { program } of models) {
      if (program !== undefined) expect(emitModule(program, { version: "0.0.0", runtime: "dot2model/runtime", types: true })).toContain("export const create");
    }
  }
}

/** Places outside their file, messages that say nothing or show the compiler's own words, two preferred repairs. */
function faultsOf({ rule, span, related, trace = [], fixes, message }: Diagnostic, text: string): readonly string[] {
  const edits = fixes.flatMap((fix) => fix.edits);
  const misplaced = [span, ...[...related, ...trace, ...edits].map((other) => other.span)].filter(({ file, start, end }) => !(start >= 0 && start <= end && end <= file.text.length));
  const said = [message, ...[...related, ...trace].map((other) => other.message), ...fixes.map(({ title }) => title)].flatMap(({ en, zh }) => [en, zh]);
  const strange = said.filter((each) => each === "" || (/\bundefined\b|\bNaN\b|\[object |=>/.test(each) && !/undefined|NaN|object|=>/.test(text)));
  const preferred = fixes.filter((fix) => fix.preferred).length;
  return [...misplaced.map(({ start, end }) => `${rule} at ${start}-${end}`), ...strange, ...(preferred > 1 ? [`${rule}: ${preferred} preferred repairs`] : [])];
}

describe("compiling ends, and what it says is sound", () => {
  test("for diagrams made from the notation", () => {
    fc.assert(fc.property(randomModels, (text) => expectSane(text)), effort(100));
  });

  test("for DOT of all kinds", () => {
    fc.assert(fc.property(fc.oneof(randomDot, brokenDot, tokenSoup), (text) => expectSane(text)), effort(100));
  });

  test("for any text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => expectSane(text)), effort(100));
  });

  test("for any bytes", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }).map((bytes) => new TextDecoder().decode(bytes)), (text) => expectSane(text)), effort(100));
  });

  test("for labels of any text", () => {
    const label = fc.string({ unit: "binary", maxLength: 60 }).map((text) => text.replaceAll(/["\\]/g, ""));
    fc.assert(fc.property(label, (text) => expectSane(`digraph Net { inp [label="Input [BatchSize, 8]"]; a [label="${text}"]; b [label=<${text}>]; inp -> a -> b -> oup }`)), effort(100));
  });

  test("for diagrams from which a piece was cut out or doubled", () => {
    const cut = fc.tuple(randomModels, fc.nat(), fc.nat(12), fc.boolean()).map(([text, at, length, doubled]) => {
      const start = at % (text.length + 1);
      return text.slice(0, start + (doubled ? length : 0)) + text.slice(doubled ? start : start + length);
    });
    fc.assert(fc.property(cut, (text) => expectSane(text)), effort(100));
  });
});

describe("what compiles describes itself, or says why not", () => {
  test("for diagrams made from the notation", () => {
    fc.assert(fc.property(randomModels, (text) => {
      for (const { program } of compile([{ path: "input.dot", text }], { all: true }).models) {
        if (program === undefined) continue;
        const options = Object.fromEntries(program.options.map((option, index) => [option, index + 2]));
        try {
          expect(describeProgram(program, options).outputs.length).toBeGreaterThan(0);
        } catch (error) {
          expect((error as Error).name).toBe("ModelError");
        }
      }
    }), effort(100));
  });
});

const deep = 20_000;

describe("depth and length", () => {
  const wrap = (label: string) => `digraph Net { inp [label="Input [BatchSize, 8]"]; a [label="${label}"]; oup [label="Output"]; inp -> a -> oup }`;

  test.each([
    ["brackets", wrap(`Linear ${"[".repeat(deep)}`)],
    ["balanced brackets", wrap(`reshape${"(".repeat(deep)}8${")".repeat(deep)}`)],
    ["minus signs", wrap(`Linear [${"-".repeat(deep)}8]`)],
    ["sums", wrap(`[BatchSize, ${"1+".repeat(deep)}1]`)],
    ["products", wrap(`[BatchSize, ${"N*".repeat(deep)}1]`)],
    ["equations", wrap(`[BatchSize, ${"8=".repeat(deep)}8]`)],
    ["names", wrap(`[BatchSize, ${Array.from({ length: deep / 10 }, (_, index) => `N${index}`).join("+")}]`)],
    ["subgraphs", `digraph Net { ${"{".repeat(deep)} a ${"}".repeat(deep)} }`],
    ["open subgraphs", `digraph Net { ${"subgraph x {".repeat(deep)}`],
    ["tags", `digraph Net { a [label=<${"<b>".repeat(deep)}a${"</b>".repeat(deep)}>] }`],
    ["open tags", `digraph Net { a [label=${"<".repeat(deep)}`],
    ["record fields", `digraph Net { a [shape=record, label="${"{".repeat(deep)}a${"}".repeat(deep)}"] }`],
    ["attribute lists", `digraph Net { a ${"[x=1]".repeat(deep)} }`],
    ["a long label", wrap("Relu ".repeat(deep))],
    ["a chain of edges", `digraph Net { ${"a -> ".repeat(deep)} b }`],
    ["fences", "```dot\n".repeat(deep)],
    ["headers", "digraph a { b }\n".repeat(deep / 20)],
    ["open headers", "digraph a {\n".repeat(deep / 20)],
    ["comments", `digraph Net { ${"/* ".repeat(deep)} }`],
    ["quotation marks", `digraph Net { ${"\" ".repeat(deep)} }`],
    ["escapes", `digraph Net { a [label="${"\\".repeat(deep)}"] }`],
  ])("of %s", (_, text) => expectSane(text));
});
