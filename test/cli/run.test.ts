import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { npyHeader, readNpy } from "../../src/cli/npy.ts";
import { fillIntegers, fillNormal, randomStream } from "../../src/runtime/index.ts";
import { broken, fixture, graph, small, Workspace } from "./command.ts";

const twoInputs = `digraph Two {
  a [label="[BatchSize, N]"]
  b [label="[BatchSize, N]"]
  sum [label="+"]
  twice [label="*"]
  a -> sum
  b -> sum -> s
  a -> twice
  b -> twice -> p
}
`;

/** Large enough for two threads. */
const wide = `digraph Wide {
  inp  [label="Input [BatchSize, C=3, H=512, W=512]"]
  conv [label="Conv2D [K=3, P=1, Out=4]"]
  oup  [label="Output [BatchSize, 4, 512, 512]"]
  inp -> conv -> oup
}
`;

function npy(shape: readonly number[], values: ArrayLike<number>): Uint8Array {
  return Buffer.concat([npyHeader("float32", shape), Buffer.from(Float32Array.from(values).buffer)]);
}

test("prints each output's name, shape and first values, and the largest of a softmax over classes", async () => {
  const workspace = new Workspace({ "net.dot": graph("mlp.dot") });
  const { code, stdout, stderr } = await workspace.run(["run", "net.dot", "--seed", "3", "--batch", "2"]);
  expect([code, stderr]).toEqual([0, ""]);
  const number = "\\d\\.?\\d*(e-\\d+)?";
  expect(stdout).toMatch(new RegExp(`^oup \\(2, 10\\)\\n {2}(${number} ){8}…\\n {2}largest of the first in the batch:\\n( +\\d {2}${number}\\n){5}$`));
  const plain = await new Workspace({ "net.dot": twoInputs }).run(["run", "net.dot", "--set", "N=3"]);
  expect(plain.stdout).toMatch(/^s \(1, 3\)\n {2}\S+ \S+ \S+\np \(1, 3\)\n {2}\S+ \S+ \S+\n$/);
});

test("--json tells all of it, the same on every run, and the seed decides", async () => {
  const workspace = new Workspace({ "article.txt": fixture("article.txt") });
  const report = async (...argv: readonly string[]) => (await workspace.run(["run", "article.txt", "--main", "TinyNet", "--json", ...argv])).stdout;
  const first = await report();
  const { outputs: [output], ...rest } = JSON.parse(first) as { outputs: [{ first: number[]; largest: { index: number; value: number }[] }] };
  expect(rest).toEqual({ model: "TinyNet", seed: 0, weights: null, precision: "float32", threads: 1, inputs: [{ name: "inp", shape: [1, 3, 8, 8], file: null }] });
  expect(output.first).toHaveLength(7);
  expect(output.largest.map(({ value }) => value)).toEqual(output.first.toSorted((a, b) => b - a).slice(0, 5));
  expect(output.largest.map(({ index }) => output.first[index])).toEqual(output.largest.map(({ value }) => value));
  expect(await report()).toBe(first);
  expect(await report("--seed", "1")).not.toBe(first);
});

test("--threads says how many threads run it, and the results are the same", async () => {
  const workspace = new Workspace({ "net.dot": wide });
  const report = async (threads: string) => JSON.parse((await workspace.run(["run", "net.dot", "--json", "--threads", threads])).stdout) as { readonly threads: number; readonly outputs: unknown };
  const [one, two] = [await report("1"), await report("2")];
  expect([one.threads, two.threads]).toEqual([1, 2]);
  expect(two.outputs).toEqual(one.outputs);
  const { code, stderr } = await workspace.run(["run", "net.dot", "--threads", "none"]);
  expect(code).toBe(2);
  expect(stderr).toContain('It must be "auto" or a whole number of at least 1.');
});

test.each(["float16", "int8"])("--precision %s stores weights in fewer bits, and the error is told", async (precision) => {
  const workspace = new Workspace({ "net.dot": graph("mlp.dot") });
  await workspace.run(["run", "net.dot", "--seed", "3", "--output", "exact.npy"]);
  const { code, stdout, stderr } = await workspace.run(["run", "net.dot", "--seed", "3", "--precision", precision, "--json", "--output", "oup.npy"]);
  expect([code, stderr]).toEqual([0, "wrote oup.npy\n"]);
  const report = JSON.parse(stdout) as { readonly precision: string; readonly outputs: readonly [{ readonly error: { readonly largest: number; readonly relative: number } }] };
  expect(report.precision).toBe(precision);
  const [exact, found] = ["exact.npy", "oup.npy"].map((file) => readNpy(workspace.bytes(file), "float32").data) as [Float32Array, Float32Array];
  const largest = Math.max(...exact.map((value, index) => value - found[index]!).map(Math.abs));
  expect(largest).toBeGreaterThan(0);
  expect(report.outputs[0].error.largest).toBeCloseTo(largest, 10);
  expect(report.outputs[0].error.relative).toBeCloseTo(largest / Math.max(...exact), 7);
  const shown = await workspace.run(["run", "net.dot", "--seed", "3", "--precision", precision]);
  expect(shown.stdout).toMatch(new RegExp(`^  error of ${precision}: \\S+, \\S+ of the largest value$`, "m"));
});

test("--precision and --save-weights do not go together", async () => {
  const workspace = new Workspace({ "net.dot": graph("mlp.dot") });
  expect(await workspace.run(["run", "net.dot", "--precision", "int8", "--save-weights", "w.safetensors"])).toMatchObject({
    code: 2, stdout: "", stderr: "dot2model: --save-weights writes weights as they were loaded or drawn, and --precision int8 rounds them: leave one of the two out.\n",
  });
});

test("the input is standard normal, from the stream of the input's name", async () => {
  const workspace = new Workspace({ "net.dot": twoInputs });
  await workspace.run(["run", "net.dot", "--set", "N=5", "--batch", "2", "--seed", "9", "--save-input", "a=a.npy", "--save-input", "b=b.npy", "--output", "s=s.npy"]);
  const expected = (name: string) => {
    const data = new Float32Array(10);
    fillNormal(randomStream(9, name), data);
    return data;
  };
  expect(readNpy(workspace.bytes("a.npy"), "float32")).toEqual({ shape: [2, 5], data: expected("a") });
  expect(readNpy(workspace.bytes("b.npy"), "float32")).toEqual({ shape: [2, 5], data: expected("b") });
  expect(readNpy(workspace.bytes("s.npy"), "float32").data).toEqual(expected("a").map((value, i) => value + expected("b")[i]!));
});

test("the input of an embedding is drawn below the vocabulary, and held to it", async () => {
  const words = `digraph Words {
    words [label="输入（单词ID）\\n[BatchSize, SeqLen]"]
    emb [label="Embedding [3, 2]"]
    oup [label="Output"]
    words -> emb -> oup
  }`;
  const workspace = new Workspace({ "words.dot": words });
  const { stdout } = await workspace.run(["run", "words.dot", "--batch", "2", "--seed", "4", "--save-input", "w.npy"]);
  expect(stdout).toMatch(/^oup \(2, 8, 2\)\n/);
  const expected = new Int32Array(16);
  fillIntegers(randomStream(4, "words"), expected, 3);
  expect(readNpy(workspace.bytes("w.npy"), "int32")).toEqual({ shape: [2, 8], data: expected });
  expect(new Set(expected)).toEqual(new Set([0, 1, 2]));
  const wrong = new Workspace({ "words.dot": words, "w.npy": Buffer.concat([npyHeader("int32", [1, 2]), Buffer.from(Int32Array.of(1, 3).buffer)]) });
  expect(await wrong.run(["run", "words.dot", "--input", "w.npy"])).toMatchObject({ code: 1, stderr: "dot2model: Words, words: 3 at (0, 1) is no index of emb, whose vocabulary is 3: indices are whole numbers from 0 to 2.\n" });
});

test("given arrays bind the batch and open sizes, and what is saved can be given again", async () => {
  const workspace = new Workspace({ "small.dot": small, "x.npy": npy([2, 4], [0, 1, 2, 3, 4, 5, 6, 7]) });
  const saved = await workspace.run(["run", "small.dot", "--input", "x.npy", "--seed", "7", "--output", "y.npy", "--save-weights", "w.safetensors"]);
  expect(saved).toEqual({ code: 0, stdout: "", stderr: "wrote w.safetensors\nwrote y.npy\n" });
  const again = await workspace.run(["run", "small.dot", "--input", "x=x.npy", "--weights", "w.safetensors", "--output", "y=z.npy"]);
  expect(again.code).toBe(0);
  expect(workspace.bytes("z.npy").equals(workspace.bytes("y.npy"))).toBe(true);
  const y = readNpy(workspace.bytes("y.npy"), "float32");
  expect(y.shape).toEqual([2, 3]);
  expect(y.data[0]! + y.data[1]! + y.data[2]!).toBeCloseTo(1, 6);
  expect(workspace.list()).toEqual(["small.dot", "w.safetensors", "x.npy", "y.npy", "z.npy"]);
});

test("the input that is not given takes the batch of the one that is", async () => {
  const workspace = new Workspace({ "net.dot": twoInputs, "a.npy": npy([3, 2], [0, 0, 0, 0, 0, 0]) });
  const { stdout } = await workspace.run(["run", "net.dot", "--input", "a=a.npy", "--json"]);
  expect(JSON.parse(stdout)).toMatchObject({ inputs: [{ name: "a", shape: [3, 2], file: "a.npy" }, { name: "b", shape: [3, 2], file: null }], outputs: [{ name: "s", shape: [3, 2] }, { name: "p", first: [0, 0, 0, 0, 0, 0] }] });
});

describe("what does not fit is one clear message", () => {
  const files = { "two.dot": twoInputs, "small.dot": small, "x.npy": npy([2, 4], Array<number>(8).fill(1)), "cube.npy": npy([2, 4, 1], Array<number>(8).fill(1)), "bad.npy": "no array" };
  test.each([
    [["two.dot", "--input", "x.npy"], 2, /the model has several inputs; write --input NAME=FILE with NAME one of a, b/],
    [["small.dot", "--input", "z=x.npy"], 2, /the model has no input "z".*Its inputs are x\./],
    [["small.dot", "--input", "x.npy", "--input", "x=x.npy"], 2, /--input is given twice for x/],
    [["small.dot", "--input", "x.npy", "--output", "z=y.npy"], 2, /has no output "z"/],
    [["small.dot", "--input", "x.npy", "--batch", "3"], 2, /BatchSize is to be 3, and x\.npy has 2/],
    [["small.dot", "--input", "bad.npy"], 1, /^dot2model: bad\.npy: it is no \.npy file\.\n$/],
    [["small.dot", "--input", "x.npy", "--set", "NFeature=5"], 1, /^dot2model: Small, x: axis 1 must be 5, and is 4/],
    [["small.dot", "--input", "cube.npy", "--set", "NFeature=4"], 1, /^dot2model: Small, x takes the shape \(BatchSize, 4\), and gets \(2, 4, 1\)\.\n$/],
    [["small.dot", "--input", "x.npy", "--weights", "bad.npy"], 1, /^dot2model: The weights are no valid safetensors file/],
    [["small.dot", "--input", "none.npy"], 3, /^dot2model: none\.npy cannot be read/],
    [["small.dot", "--input", "x.npy", "--output", "none/y.npy"], 3, /none\/y\.npy cannot be written/],
  ])("%j", async (argv, code, message) => {
    const workspace = new Workspace(files);
    const outcome = await workspace.run(["run", ...argv]);
    expect(outcome.stderr).toMatch(message);
    expect([outcome.code, outcome.stdout]).toEqual([code, ""]);
    expect(workspace.list()).toEqual(Object.keys(files).sort());
  });
});

test("weights that do not fit are listed whole", async () => {
  const workspace = new Workspace({ "small.dot": small, "other.dot": small.replace("fc", "fd").replace("-> fc", "-> fd") });
  await workspace.run(["run", "small.dot", "--set", "NFeature=4", "--save-weights", "w.safetensors"]);
  const { code, stderr } = await workspace.run(["run", "other.dot", "--set", "NFeature=4", "--weights", "w.safetensors"]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^dot2model: The weights do not fit Small:\n {2}fd\.weight is missing.*\n {2}fd\.bias is missing.*\n {2}"fc\.\w+" is no parameter.*\n {2}"fc\.\w+" is no parameter.*\n$/);
});

test("several models end with 2 and their names, one that is broken with 1", async () => {
  const workspace = new Workspace({ "article.txt": fixture("article.txt"), "broken.dot": broken });
  const several = await workspace.run(["run", "article.txt"]);
  expect([several.code, several.stderr]).toEqual([2, "dot2model: The input holds 2 models: TinyNet, Plain. Choose one with --main.\n"]);
  const folder = new Workspace({ "all/small.dot": small, "all/broken.dot": broken });
  expect((await folder.run(["run", "all"])).stderr).toBe("Not shown: 1 error. dot2model check all/broken.dot shows them.\ndot2model: The input holds 2 models: Broken, Small. Choose one with --main.\n");
  expect(await folder.run(["run", "all", "--main", "Small", "--set", "NFeature=2"])).toMatchObject({ code: 0, stderr: "Not shown: 1 error. dot2model check all/broken.dot shows them.\n" });
  const wrong = await workspace.run(["run", "broken.dot"]);
  expect([wrong.code, wrong.stdout]).toEqual([1, ""]);
  expect(wrong.stderr).toMatch(/error\[unknown-layer\][^]*There is no model to run: Broken has errors\.\n$/);
});

test("ids and names that JavaScript has a use for are inputs and outputs like any other", async () => {
  const text = `digraph "class" { "__proto__" [label="[BatchSize, 2]"] "constructor" [label="Relu"] "await" [label="[BatchSize, 2]"] "a=b" [label="[BatchSize, 2]"]
    "__proto__" -> "constructor" -> "await" "constructor" -> "a=b" }`;
  const workspace = new Workspace({ "odd.dot": text, "x.npy": npy([1, 2], [-1, 2]) });
  const { code, stdout } = await workspace.run(["run", "odd.dot", "--input", "__proto__=x.npy", "--output", "a=b=out=put.npy"]);
  expect([code, stdout]).toEqual([0, "await (1, 2)\n  0 2\n"]);
  expect(readNpy(workspace.bytes("out=put.npy"), "float32").data).toEqual(Float32Array.of(0, 2));
});

test("what is no plain file is written to, and stays what it is", async () => {
  const workspace = new Workspace({ "small.dot": small });
  const { code } = await workspace.run(["run", "small.dot", "--set", "NFeature=4", "--output", "/dev/null"]);
  expect(code).toBe(0);
  expect(fs.statSync("/dev/null").isCharacterDevice()).toBe(true);
  fs.mkdirSync(path.join(workspace.folder, "y.npy"));
  expect((await workspace.run(["run", "small.dot", "--set", "NFeature=4", "--output", "y.npy"])).code).toBe(3);
});

test("ResNet18 runs at its full size", async () => {
  const workspace = new Workspace(Object.fromEntries(["resnet18.dot", "resnet18_convblock.dot", "resnet18_downconvblock.dot"].map((name) => [name, graph(name)])));
  const { code, stdout } = await workspace.run(["run", "resnet18.dot", "--seed", "1", "--output", "oup.npy", "--json"]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ model: "ResNet18", seed: 1, outputs: [{ name: "oup", shape: [1, 1000] }] });
  const { data } = readNpy(workspace.bytes("oup.npy"), "float32");
  expect(Array.from(data).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 4);
});

describe("a recurrent model", () => {
  const tagger = `digraph Tagger {
  inp [label="Input [BatchSize, SeqLen, NFeature]"]
  rnn [label="SumCell x 2 [NOut=2]"]
  oup [label="Output"]
  inp -> rnn -> oup
}
digraph SumCell {
  x   [label="X[t] [BatchSize, NIn]"]
  his [label="H[t-1] [BatchSize, NOut]"]
  new [label="tanh(X[t] @ W + H[t-1] @ U + b)"]
  h   [label="H[t] [BatchSize, NOut]"]
  x -> new -> h
  his -> new
}
`;
  const run = (workspace: Workspace, ...argv: readonly string[]) => workspace.run(["run", "tagger.dot", "--main", "Tagger", "--seed", "3", ...argv]);
  const array = (workspace: Workspace, file: string) => readNpy(workspace.bytes(file), "float32");

  test("takes states, gives them, and goes on where it ended", async () => {
    const all = Array.from({ length: 2 * 4 * 3 }, (_, i) => Math.sin(i));
    const half = (from: number) => all.filter((_, i) => Math.floor(i / 3) % 4 >= from && Math.floor(i / 3) % 4 < from + 2);
    const workspace = new Workspace({ "tagger.dot": tagger, "x.npy": npy([2, 4, 3], all), "x0.npy": npy([2, 2, 3], half(0)), "x1.npy": npy([2, 2, 3], half(2)) });
    const whole = await run(workspace, "--input", "x.npy", "--output", "y.npy");
    expect([whole.code, whole.stderr]).toEqual([0, "wrote y.npy\n"]);
    expect(whole.stdout).toMatch(/^rnn\.0\.H \(2, 2\)\n.*\nrnn\.1\.H \(2, 2\)\n.*\n$/);
    await run(workspace, "--input", "x0.npy", "--output", "y0.npy", "--output", "rnn.0.H=h0.npy", "--output", "rnn.1.H=h1.npy");
    await run(workspace, "--input", "rnn.0.H=h0.npy", "--input", "inp=x1.npy", "--input", "rnn.1.H=h1.npy", "--output", "y1.npy", "--save-input", "rnn.0.H=again.npy");
    const joined = (["y0.npy", "y1.npy"] as const).map((file) => array(workspace, file).data);
    const { shape, data } = array(workspace, "y.npy");
    expect(shape).toEqual([2, 4, 2]);
    expect([...data]).toEqual([0, 1].flatMap((batch) => joined.flatMap((part) => Array.from(part.subarray(batch * 4, batch * 4 + 4)))));
    expect(workspace.bytes("again.npy")).toEqual(workspace.bytes("h0.npy"));
  });

  test("starts at zeros, which --save-input writes", async () => {
    const workspace = new Workspace({ "tagger.dot": tagger });
    await run(workspace, "--set", "NFeature=3", "--batch", "2", "--dim", "SeqLen=1", "--save-input", "rnn.0.H=h.npy");
    expect(array(workspace, "h.npy")).toEqual({ shape: [2, 2], data: new Float32Array(4) });
  });

  test("says which states there are", async () => {
    const workspace = new Workspace({ "tagger.dot": tagger, "h.npy": npy([1, 2], [1, 2]) });
    const wrong = await run(workspace, "--set", "NFeature=3", "--input", "rnn.2.H=h.npy");
    expect(wrong).toEqual({ code: 2, stdout: "", stderr: 'dot2model: --input rnn.2.H=h.npy: the model has no input "rnn.2.H"; is "rnn.0.H" meant? Its inputs are inp, rnn.0.H, rnn.1.H.\n' });
    const batch = await run(workspace, "--set", "NFeature=3", "--batch", "2", "--input", "rnn.1.H=h.npy");
    expect(batch.stderr).toContain("BatchSize is to be 2, and h.npy has 1.");
  });
});
