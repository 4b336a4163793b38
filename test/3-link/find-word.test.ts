import { describe, expect, test } from "vitest";
import { compile, type CompileOptions } from "../../src/compile.ts";
import type { SourceFile } from "../../src/ir/source.ts";

const block = (name: string) => `digraph ${name} { inp [label="[BatchSize, BlockIn]"] tanh [label="Tanh"] oup [label="输出"] inp -> tanh -> oup }`;
const caller = (label: string) => `digraph DeepNet { inp [label="[BatchSize, 8]"] call [label="${label}"] oup [label="输出"] inp -> call -> oup }`;

/** The places of a command, from near to far. */
const places = ["the same file", "another input", "a file beside it", "--blocks"] as const;

interface Candidate {
  readonly name: string;
  readonly place: number;
}

/** Which digraph or operation the word is; the rules of what was reported, where it is none. */
function meaningOf(label: string, candidates: readonly Candidate[], mapping: ReadonlyMap<string, string> = new Map()): string {
  const textAt = (place: number) => candidates.filter((candidate) => candidate.place === place).map(({ name }) => block(name)).join("\n");
  const file = (path: string, text: string): SourceFile => ({ path, text });
  const options: CompileOptions = { main: "DeepNet", blocks: mapping, neighbours: () => [file("beside.dot", textAt(2))], library: [file("far.dot", textAt(3))] };
  const inputs = [file("net.dot", `${caller(label)}\n${textAt(0)}`), ...(textAt(1) === "" ? [] : [file("other.dot", textAt(1))])];
  const { models, diagnostics } = compile(inputs, options);
  const program = models[0]?.program;
  if (program === undefined) return diagnostics.filter(({ severity }) => severity === "error").map(({ rule }) => rule).join();
  const call = program.functions.at(-1)!.statements.find(({ kind }) => kind !== "input")!;
  if (call.kind === "apply") return call.operation.name;
  return call.kind === "call" ? program.functions[call.callee]!.name : call.kind;
}

/** The rules in their order, by the digraph that each finds for `Block1`. */
const named = ["Mapped", "Block1", "DeepNetBlock1", "DNBlock1", "OtherBlock1", "Block", "DeepNetBlock", "DNBlock", "OtherBlock"];
const all = named.flatMap((name) => places.map((_, place): Candidate => ({ name, place })));
const mappingFor = (candidates: readonly Candidate[]) => new Map(candidates.some(({ name }) => name === "Mapped") ? [["Block1", "Mapped"]] : []);

describe("a word is looked up rule by rule, and for each rule from near to far", () => {
  test.each(all)("$name is found at place $place", (candidate) => {
    expect(meaningOf("Block1", [candidate], mappingFor([candidate]))).toBe(candidate.name);
  });

  test("of any two candidates, the one of the earlier rule is taken", () => {
    for (const [index, first] of all.entries()) {
      for (const second of all.slice(index + 1)) {
        if (first.name === second.name) continue;
        expect([first, second, meaningOf("Block1", [first, second], mappingFor([first, second]))]).toEqual([first, second, first.name]);
      }
    }
  });

  test("within the last rule, the nearer place is taken", () => {
    for (const near of [0, 1, 2]) {
      expect(meaningOf("Block1", [{ name: "FarBlock", place: near + 1 }, { name: "NearBlock", place: near }])).toBe("NearBlock");
    }
  });
});

describe("layers stand between the exact name and the others", () => {
  test("a digraph of the very name comes first", () => {
    expect(meaningOf("Relu", [{ name: "Relu", place: 3 }])).toBe("Relu");
  });

  test.each(["DeepNetRelu", "DNRelu", "OtherRelu"])("%s does not", (name) => {
    expect(meaningOf("Relu", [{ name, place: 0 }])).toBe("relu");
  });

  test("the whole word comes before the word without its suffix", () => {
    expect(meaningOf("Relu1", [{ name: "OtherRelu1", place: 3 }])).toBe("OtherRelu1");
    expect(meaningOf("Relu1", [{ name: "OtherRelu2", place: 0 }])).toBe("relu");
  });

  test("case is ignored for layers, and counts for digraphs", () => {
    expect(meaningOf("RELU", [])).toBe("relu");
    expect(meaningOf("block", [{ name: "Block", place: 0 }])).toBe("unknown-layer");
  });
});

describe("an ending", () => {
  test("begins at a capital", () => {
    expect(meaningOf("lock1", [{ name: "OtherBlock", place: 0 }])).toBe("unknown-layer");
    expect(meaningOf("残差块1", [{ name: "深度残差块", place: 0 }])).toBe("深度残差块");
  });

  test("of several digraphs is an error", () => {
    expect(meaningOf("Block1", [{ name: "ABlock", place: 2 }, { name: "BBlock", place: 2 }])).toBe("ambiguous-block");
  });

  test("of several digraphs is chosen by what arguments they can take", () => {
    const other = `digraph WideBlock { inp [label="[BatchSize, BlockIn]"] linear [label="Linear [BlockIn, BlockOut]"] oup [label="输出"] inp -> linear -> oup }`;
    const { models } = compile([{ path: "net.dot", text: [caller("Block1 [Out=4]"), block("ThinBlock"), other].join("\n") }], { main: "DeepNet" });
    expect(models[0]!.program?.functions.map(({ name }) => name)).toEqual(["WideBlock", "DeepNet"]);
  });

  test("of the same digraph in two files is that digraph", () => {
    const text = block("ABlock");
    const { models } = compile([{ path: "net.dot", text: caller("Block1") }], { neighbours: () => [{ path: "a.dot", text }, { path: "b.dot", text: text.replace("tanh [", "tanh\n[color=red, ") }] });
    expect(models[0]!.program?.functions.map(({ name }) => name)).toEqual(["ABlock", "DeepNet"]);
  });
});

test("a mapping to what is not there is an error, not passed over", () => {
  expect(meaningOf("Block1", [{ name: "Block", place: 0 }], new Map([["Block", "Nowhere"]]))).toBe("block-not-found");
});

test.each([["Trasition1", "TransitionLayer"], ["RNN", "RNNCell"], ["DensBlock", "DenseBlock"]])("%s is offered %s", (word, meant) => {
  const { diagnostics } = compile([{ path: "net.dot", text: [caller(word), ...["TransitionLayer", "DenseBlock", "RNNCell"].map(block)].join("\n") }], { main: "DeepNet" });
  const fix = diagnostics.find(({ rule }) => rule === "unknown-layer")?.fixes[0];
  expect(fix).toMatchObject({ preferred: true, edits: [{ text: meant }] });
});
