import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeProgram } from "../src/5-emit/describe-program.ts";
import { emitModule } from "../src/5-emit/typescript/emit-typescript.ts";
import { applyPreferredFixes } from "../src/apply-fixes.ts";
import { compile, OptionError, type CompileOptions, type CompileResult } from "../src/compile.ts";
import type { Program } from "../src/ir/program.ts";
import type { Graph } from "../src/runtime/graph.ts";
import { ModelError } from "../src/runtime/model-error.ts";

const emitOptions = { version: "0.0.0", runtime: "dot2model/runtime", types: true };
const file = (text: string, path = "t.dot") => ({ path, text });
const chain = (name: string, label: string) => `digraph ${name} { inp [label="[BatchSize, 8]"] a [label="${label}"] oup [label="输出"] inp -> a -> oup }`;
const block = `digraph SmallBlock { inp [label="[BatchSize, BlockIn]"] relu [label="Relu"] oup [label="输出"] inp -> relu -> oup }`;
const namesOf = ({ models }: CompileResult) => models.map(({ name }) => name);

describe("models", () => {
  const text = `${chain("First", "Relu")}\n${chain("Second", "SmallBlock1")}\n${block}`;

  test("are the digraphs that no other uses", () => {
    expect(namesOf(compile([file(text)]))).toEqual(["First", "Second"]);
  });

  test("are all of them, or one, where asked for", () => {
    expect(namesOf(compile([file(text)], { all: true }))).toEqual(["First", "Second", "SmallBlock"]);
    expect(namesOf(compile([file(text)], { main: "SmallBlock" }))).toEqual(["SmallBlock"]);
  });

  test("of an anonymous digraph are called after the file", () => {
    expect(namesOf(compile([file(chain("", "Relu"), "a/my-net.v2.dot")]))).toEqual(["my-net.v2"]);
  });

  test("are compiled where another is at fault", () => {
    const { models } = compile([file(`${chain("Good", "Relu")}\n${chain("Bad", "Whatever")}`)]);
    expect(models.map(({ name, program }) => [name, program !== undefined])).toEqual([["Good", true], ["Bad", false]]);
  });

  test("are at fault where a block that they use is", () => {
    const { models } = compile([file(`${chain("Net", "SmallBlock1")}\n${block.replace("Relu", "Whatever")}\n${chain("Other", "Relu")}`)]);
    expect(models.map(({ name, program }) => [name, program !== undefined])).toEqual([["Net", false], ["Other", true]]);
  });
});

describe("options that the input does not fit", () => {
  test.each<[CompileOptions, RegExp]>([
    [{ main: "Frist" }, /is "First" meant/],
    [{ set: new Map([["BlockIm", 3]]) }, /is "BlockIn" meant/],
    [{ set: new Map([["__proto__", 3]]) }, /No diagram has a size "__proto__"/],
    [{ set: new Map([["BatchSize", 3]]) }, /bound by the data of each run/],
  ])("%o", (options, message) => {
    expect(() => compile([file(`${chain("First", "SmallBlock1")}\n${block}`)], options)).toThrow(OptionError);
    expect(() => compile([file(`${chain("First", "SmallBlock1")}\n${block}`)], options)).toThrow(message);
  });
});

describe("repairs", () => {
  const wrong = `digraph G { inp [label="[BatchSize, W=6, H=6, C=256"] r [label="reshape([4096])"] l [label="Linear6 [4096, 10]"] oup [label="[BatchSise, 10]"] inp -> r -> l -> oup }`;

  test("go on until nothing changes, in memory", () => {
    const input = file(wrong);
    const { models, diagnostics, fixed } = compile([input], { fix: true });
    expect(diagnostics).toEqual([]);
    expect(fixed.map(({ diagnostic: { rule } }) => rule)).toEqual(expect.arrayContaining(["reshape-size", "solved-name", "unclosed-bracket"]));
    expect(models[0]!.diagram.file.text).toBe(wrong.replace("C=256", "C=256]").replaceAll("4096", "9216").replace("BatchSise", "BatchSize"));
    expect(input.text).toBe(wrong);
  });

  test("reach files beside the input", () => {
    const net = `digraph Net { inp [label="[BatchSize, 8]"] b [label="SmallBlock1"] oup [label="输出"] inp -> b -> oup }`;
    const beside = file(block.replace("BlockIn]", "BlockIn"), "block.dot");
    const { diagnostics, fixed } = compile([file(net)], { fix: true, neighbours: () => [beside] });
    expect([diagnostics, fixed.map(({ fix: { edits: [edit] } }) => edit!.span.file.path)]).toEqual([[], ["block.dot"]]);
  });

  test("of several places in one text are made together, and of two at one place the first", () => {
    const input = file("abcdef");
    const text = { en: "", zh: "" };
    const repair = (start: number, end: number, replacement: string, preferred = true) => {
      const span = { file: input, start, end };
      return { rule: "r", severity: "error", span, message: text, related: [], fixes: [{ title: text, preferred, edits: [{ span, text: replacement }] }] } as const;
    };
    const diagnostics = [repair(4, 5, "E!"), repair(0, 1, ""), repair(2, 2, "+"), repair(2, 2, "-"), repair(3, 5, "?"), repair(1, 2, "x", false)];
    const { applied, files } = applyPreferredFixes(diagnostics);
    expect([applied.length, files.map((changed) => changed.text)]).toEqual([3, ["b+cdE!f"]]);
  });
});

test("findings stand in the order of files and places", () => {
  const inputs = [file(chain("B", "What 1"), "b.dot"), file(`${chain("A", "What 2")} ${chain("C", "What 3")}`, "a.dot")];
  const places = compile(inputs).diagnostics.map(({ span }) => [span.file.path, span.start] as const);
  expect(places.map(([path]) => path)).toEqual(["b.dot", "a.dot", "a.dot"]);
  expect(places[1]![1]).toBeLessThan(places[2]![1]);
});

/** Sizes that nothing binds may not fit: then the module refuses them. */
function describeOrRefuse(program: Program): Graph | ModelError {
  try {
    return describeProgram(program, Object.fromEntries(program.options.map((name) => [name, 4])));
  } catch (error) {
    if (error instanceof ModelError && program.options.length > 0) return error;
    throw error;
  }
}

describe("nothing that a diagram can contain throws", () => {
  const words = ["Conv2D [K=3]", "Conv2D#1 [K=3, P=1, Out=4]", "Linear [8]", "Linear", "Relu", "+", "-", "@", "cat", "cat(axis=3)", "Softmax", "Flatten", "reshape([-1])", "reshape([4, BatchSize])", "UpSample x2",
    "MaxPool2D [K=2]", "BatchNorm", "BatchNorm1D", "[BatchSize, W=8, H=8, C=4]", "[BatchSize, N]", "[BatchSize, N/2]", "[N(3), M]", "[-1]", "输入", "输出 [BatchSize, 8]", "输入 [BatchSize, SeqLen, 8]", "Block1", "Block2 [In=4]",
    "ABlock x 3", "BBlock x N [8]", "Relu x 0", "Linear x N [In=4+#Layer, Out=5+#Layer]", "W（参数）[8, 8]", "b（参数）", "x + y", "Dropout 0.5", "Whatever", "", "[BatchSize, 8", "Conv2D [K=(N-1)/2]", "__proto__", "[BatchSize, W=W, H=#Layer]"];
  const diagram = (name: string) => fc.tuple(fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 7 }), fc.array(fc.tuple(fc.nat(6), fc.nat(6)), { maxLength: 9 })).map(([labels, edges]) => {
    const nodes = labels.map((label, index) => `n${index} [label="${label}"]`).join("; ");
    const drawn = edges.map(([from, to]) => `n${from % labels.length} -> n${to % labels.length}`).join("; ");
    return `digraph ${name} { ${nodes}; ${drawn} }`;
  });
  const text = fc.tuple(diagram("Net"), diagram("ABlock"), diagram("BBlock")).map((diagrams) => diagrams.join("\n"));

  test("of small diagrams, repaired or not, all of which compile or say why", () => {
    fc.assert(fc.property(text, fc.boolean(), (source, fix) => {
      const { models, diagnostics } = compile([file(source)], { fix, all: true });
      for (const { program } of models) {
        if (program === undefined) expect(diagnostics.some(({ severity }) => severity === "error")).toBe(true);
        else {
          expect(emitModule(program, emitOptions)).not.toMatch(/\bundefined\b|\bNaN\b/);
          expect(describeOrRefuse(program)).toBeDefined();
        }
      }
      for (const { span, message } of diagnostics) {
        expect(span.start <= span.end && span.end <= span.file.text.length).toBe(true);
        expect(message.en + message.zh).not.toMatch(/undefined|NaN|\[object/);
      }
    }), { numRuns: 800 });
  });

  test("of any label", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), (label) => {
      const source = `digraph G { inp [label="[BatchSize, 8]"] a [label="${label.replaceAll("\\", "").replaceAll('"', "").replaceAll("\0", "")}"] oup [label="输出"] inp -> a -> oup }`;
      expect(compile([file(source)], { fix: true }).models).toHaveLength(1);
    }), { numRuns: 500 });
  });

  const wide = (count: number, statement: (index: number) => string) => Array.from({ length: count }, (_, index) => statement(index)).join("\n");
  test.each([
    ["130,000 nodes by themselves", wide(130_000, (i) => `a${i}`)],
    ["a label of 10 MB", `a [label="${"x[1,".repeat(2_500_000)}"] a -> b`],
    ["a hub of 10,000 loops", wide(10_000, (i) => `b${i} [label="Relu"] b${i} -> b${i + 1}; b${i} -> b0`)],
    ["4,000 names", wide(2_000, (i) => `b${i} [label="[BatchSize, N${i}]"] r${i} [label="Linear [M${i}, 8]"] b${i} -> r${i}`)],
    ["sizes halved 5,000 times", `inp [label="[BatchSize, W=BlockW, H=8, C=4]"] inp -> a0\n${wide(5_000, (i) => `a${i} [label="${i % 2 ? "UpSample x2" : "MaxPool2D [K=3x1]"}"] a${i} -> a${i + 1}`)}`],
  ])("of %s", (_, statements) => {
    expect(compile([file(`digraph G { ${statements} }`)]).diagnostics.length).toBeGreaterThan(0);
  });
});
