import { describe, expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { diffModels } from "../../src/diff/diff-models.ts";
import type { ComparedModel } from "../../src/diff/diff-report.ts";

/** A digraph of nodes in a row, each `id label`. */
function chain(nodes: readonly string[], { name = "Net", more = "" } = {}): string {
  const pairs = nodes.map((node) => [node.slice(0, node.indexOf(" ")), node.slice(node.indexOf(" ") + 1)] as const);
  return `digraph ${name} {\n${pairs.map(([id, label]) => `"${id}" [label="${label}"]`).join("\n")}\n${pairs.map(([id]) => `"${id}"`).join(" -> ")}\n${more}\n}\n`;
}

function modelsOf(text: string) {
  const { models, diagnostics } = compile([{ path: "net.dot", text }]);
  expect(diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message.en)).toEqual([]);
  return models;
}

const diff = (old: string, made: string) => diffModels(modelsOf(old), modelsOf(made));

function compare(old: string, made: string): ComparedModel {
  const [model, ...others] = diff(old, made).models;
  expect(others).toEqual([]);
  if (model === undefined || !("weights" in model)) throw new Error("no models were compared");
  return model;
}

/** Kind and paths of each change. */
const brief = ({ nodes }: ComparedModel) => nodes.map(({ kind, path, oldPath }) => [kind, ...(oldPath === undefined ? [] : [oldPath]), path].join(" "));
const weights = ({ weights: { verdict, changes } }: ComparedModel) => [verdict, ...changes.map(({ kind, name, oldName }) => [kind, ...(oldName === undefined ? [] : [oldName]), name].join(" "))];

const inp = "inp input [BatchSize, W=8, H=8, C=3]";
const conv = "conv Conv2D [K=3, P=1, Out=4]";
const head = ["flat Flatten", "fc Linear [10]", "oup output [BatchSize, 10]"];

describe("nodes", () => {
  test("of equal models nothing changed, however they are drawn", () => {
    const text = chain([inp, conv, "relu Relu", ...head]);
    const report = diff(text, text.replace("relu [", "relu [color=red, "));
    expect(report).toMatchObject({ changed: false, breaking: false, models: [{ status: "same", nodes: [], weights: { verdict: "compatible" } }] });
  });

  test("an attribute is told with both values, defaults too", () => {
    const { nodes } = compare(chain([inp, conv, ...head]), chain([inp, "conv Conv2D [K=5, P=2, Out=4, Bias=false]", ...head]));
    expect(nodes).toMatchObject([{
      kind: "changed", path: "conv",
      attributes: [{ name: "kernel", old: [3, 3], new: [5, 5] }, { name: "padding", old: [1, 1], new: [2, 2] }, { name: "bias", old: true, new: false }],
    }]);
    expect(nodes[0]).not.toHaveProperty("oldShape");
  });

  test("an attribute that is written as its default is none", () => {
    expect(brief(compare(chain([inp, conv, ...head]), chain([inp, "conv Conv2D [K=3, P=1, S=1, D=1, Out=4, Bias=true]", ...head])))).toEqual([]);
  });

  test("a node that comes between two rewires the second; removed nodes stand where they were", () => {
    const [plain, more] = [chain([inp, conv, ...head]), chain([inp, conv, "bn BatchNorm", ...head])];
    expect(compare(plain, more).nodes).toMatchObject([{ kind: "added", path: "bn", operation: "batchNorm", attributes: [{ name: "numFeatures", new: 4 }] }, { kind: "rewired", path: "flat", oldInputs: ["conv"], inputs: ["bn"] }]);
    expect(brief(compare(more, plain))).toEqual(["removed bn", "rewired flat"]);
  });

  test("a feature map rewires nothing", () => {
    const model = compare(chain([inp, conv, ...head]), chain([inp, conv, "map [BatchSize, W=8, H=8, C=4]", ...head]));
    expect(brief(model)).toEqual(["added map"]);
    expect(weights(model)).toEqual(["compatible"]);
  });

  test("what only has another shape is told apart from what changed", () => {
    const model = compare(chain([inp, conv, "relu Relu", "pool MaxPool2D [K=2]"]), chain(["inp input [BatchSize, W=16, H=8, C=3]", conv, "relu Relu", "pool MaxPool2D [K=2]"]));
    expect(brief(model)).toEqual(["reshaped conv", "reshaped relu", "reshaped pool"]);
    expect(model.nodes[2]).toMatchObject({ oldShape: ["BatchSize", 4, 4, 4], shape: ["BatchSize", 4, 4, 8] });
    expect(weights(model)).toEqual(["compatible"]);
    expect(model.interface).toMatchObject({ verdict: "breaking", changes: [{ what: "input", kind: "changed", name: "inp" }, { what: "output", kind: "changed", name: "pool" }] });
  });

  test("another operation under the same id", () => {
    expect(compare(chain([inp, conv, "act Relu", ...head]), chain([inp, conv, "act Tanh", ...head])).nodes).toMatchObject([{ kind: "changed", path: "act", oldOperation: "relu", operation: "tanh" }]);
  });

  test("the order of a sum's operands is none, that of a difference is", () => {
    const drawn = (operator: string, edges: string) => `digraph Net { x [label="input [BatchSize, 4]"] a [label=Relu] b [label=Tanh] j [label="${operator}"] x -> {a b} ${edges} }`;
    expect(brief(compare(drawn("+", "a -> j b -> j"), drawn("+", "b -> j a -> j")))).toEqual([]);
    expect(brief(compare(drawn("-", "a -> j b -> j"), drawn("-", "b -> j a -> j")))).toEqual(["rewired j"]);
  });

  test("a sum of three is one node", () => {
    const drawn = (sum: string) => `digraph Net { x [label="input [BatchSize, 4]"] a [label=Relu] b [label=Tanh] c [label=Sigmoid] d [label=Softmax] j [label="+"] x -> {a b c} ${sum} x -> d }`;
    expect(compare(drawn("a -> j b -> j"), drawn("a -> j b -> j c -> j")).nodes).toMatchObject([{ kind: "rewired", path: "j", oldInputs: ["a", "b"], inputs: ["a", "b", "c"] }]);
  });
});

describe("renamed nodes", () => {
  test("one alone, with its parameters", () => {
    const model = compare(chain([inp, conv, ...head]), chain([inp, conv.replace("conv", "stem"), ...head]));
    expect(brief(model)).toEqual(["renamed conv stem"]);
    expect(weights(model)).toEqual(["breaking", "renamed conv.weight stem.weight", "renamed conv.bias stem.bias"]);
    expect(model.weights).toMatchObject({ renamesSuffice: true, renames: [{ old: "conv.weight", new: "stem.weight" }, { old: "conv.bias", new: "stem.bias" }] });
  });

  test("a row of them that are alike keeps its order", () => {
    const row = (prefix: string) => chain([inp, ...[0, 1, 2, 3].map((index) => `${prefix}${index} Conv2D [K=3, P=1, In=3, Out=3]`)]);
    expect(brief(compare(row("a"), row("b")))).toEqual(["renamed a0 b0", "renamed a1 b1", "renamed a2 b2", "renamed a3 b3"]);
  });

  test("two alike from one input are told apart by what they go to", () => {
    const drawn = (first: string, second: string) => `digraph Net { x [label="input [BatchSize, 4]"] ${first} [label="Linear [4]"] ${second} [label="Linear [4]"]
      r [label=Relu] t [label=Tanh] j [label="+"] x -> {${[first, second].toSorted().join(" ")}} ${first} -> r -> j ${second} -> t -> j }`;
    expect(brief(compare(drawn("a", "b"), drawn("y", "w"))).toSorted()).toEqual(["renamed a y", "renamed b w"]);
  });

  test("another attribute makes another node of it", () => {
    expect(brief(compare(chain([inp, conv, ...head]), chain([inp, "stem Conv2D [K=5, P=2, Out=4]", ...head])))).toEqual(["removed conv", "added stem", "rewired flat"].toSorted((a) => (a.startsWith("added") ? -1 : 0)));
  });

  test("a renamed input rewires nothing, and is another input", () => {
    const model = compare(chain([inp, conv, ...head]), chain([inp.replace("inp", "image"), conv, ...head]));
    expect(brief(model)).toEqual([]);
    expect(model.interface).toMatchObject({ verdict: "breaking", changes: [{ what: "input", kind: "renamed", oldName: "inp", name: "image" }] });
  });

  test("a renamed output", () => {
    const model = compare(chain([inp, conv, ...head]), chain([inp, conv, ...head.slice(0, 2), "scores output [BatchSize, 10]"]));
    expect(brief(model)).toEqual(["renamed oup scores"]);
    expect(model.interface).toMatchObject({ verdict: "breaking", changes: [{ what: "output", kind: "renamed", oldName: "oup", name: "scores" }] });
    expect(model.weights.verdict).toBe("compatible");
  });

  test("hundreds that nothing tells apart are matched in their order", () => {
    const drawn = (prefix: string) => `digraph Net { x [label="input [BatchSize, 4]"] j [label="cat(axis=1)"] ${Array.from({ length: 500 }, (_, index) => `${prefix}${index} [label=Relu] x -> ${prefix}${index} -> j`).join("\n")} }`;
    const { nodes } = compare(drawn("a"), drawn("b"));
    expect(nodes.filter(({ kind }) => kind === "renamed")).toHaveLength(500);
    expect(nodes.every(({ path, oldPath }) => path === oldPath?.replace("a", "b"))).toBe(true);
  });
});

describe("blocks and repeats", () => {
  const block = (inside: readonly string[]) => chain(["x input [BatchSize, W=BlockW, H=BlockH, C=BlockC]", ...inside, "y output"], { name: "ConvBlock" });
  const plain = ["conv1 Conv2D [K=3, P=1, In=BlockC, Out=BlockC]", "relu Relu"];
  const model = (label: string, id = "layers") => chain([inp, `${id} ${label}`, ...head]);

  test("what changed in a block is told in each of its uses", () => {
    const made = compare(model("ConvBlock x 2") + block(plain), model("ConvBlock x 2") + block([plain[0]!.replace("K=3, P=1", "K=1"), plain[1]!]));
    expect(brief(made)).toEqual(["changed layers.0.conv1", "changed layers.1.conv1"]);
    expect(weights(made)).toEqual(["breaking", "reshaped layers.0.conv1.weight", "reshaped layers.1.conv1.weight"]);
  });

  test("a turn more is a block that came", () => {
    const made = compare(model("ConvBlock x 2") + block(plain), model("ConvBlock x 3") + block(plain));
    expect(made.nodes.filter(({ kind }) => kind === "added").map(({ path, block: outer }) => [path, outer])).toEqual([["layers.2.conv1", "layers.2"], ["layers.2.relu", "layers.2"]]);
    expect(weights(made)).toEqual(["breaking", "added layers.2.conv1.weight", "added layers.2.conv1.bias"]);
  });

  test("a block under another id is renamed, all of it", () => {
    const made = compare(model("ConvBlock") + block(plain), model("ConvBlock", "stage") + block(plain));
    expect(brief(made)).toEqual(["renamed layers.conv1 stage.conv1", "renamed layers.relu stage.relu"]);
    expect(made.weights.renamesSuffice).toBe(true);
  });

  test("sizes that are open are compared as expressions", () => {
    const same = compare(block(plain), block(["conv1 Conv2D [K=3, P=1, In=BlockC, Out=BlockC*2/2]", "relu Relu"]));
    expect(same.status).toBe("same");
    const made = compare(block(plain), block(["conv1 Conv2D [K=3, P=1, In=BlockC, Out=2*BlockC]", "relu Relu"]));
    expect(made.weights).toMatchObject({ verdict: "breaking", changes: [{ kind: "reshaped", name: "conv1.weight", oldShape: ["BlockC", "BlockC", 3, 3], shape: ["2*BlockC", "BlockC", 3, 3] }, { kind: "reshaped", name: "conv1.bias" }] });
    expect(made.figures).toEqual({ old: { parameters: "BlockC+9*BlockC*BlockC" }, new: { parameters: "2*BlockC+18*BlockC*BlockC" } });
  });

  test("sizes that grow in a repeat whose count is open are told by its turn", () => {
    const dense = (kernel: string) => `${chain(["x input [BatchSize, W=8, H=8, C=NIn]", "layers Cell x NLayers [C=NIn+#Layer*Growth]", "y output"], { name: "Dense" })}
      digraph Cell { x [label="input [BatchSize, W=BlockW, H=BlockH, C=BlockC]"] conv [label="Conv2D [${kernel}, In=BlockC, Out=Growth]"] j [label="cat(axis=1)"] x -> j x -> conv -> j }`;
    const made = compare(dense("K=1"), dense("K=3, P=1"));
    expect(brief(made)).toEqual(["changed layers.#.conv"]);
    expect(made.nodes[0]!.attributes).toMatchObject([{ name: "kernel" }, { name: "padding" }]);
    expect(made.weights.changes).toMatchObject([{ kind: "reshaped", name: "layers.#.conv.weight", times: ["NLayers"] }]);
    expect(made.figures.new).toEqual({});
  });

  test("another count of an open repeat", () => {
    const repeated = (count: string) => chain(["x input [BatchSize, 4]", `layers Linear x ${count} [4]`, "y output"]);
    const made = compare(repeated("(NLayers)"), repeated("(2*NLayers)"));
    expect(made.repeats).toEqual([{ path: "layers", old: "NLayers", new: "2*NLayers" }]);
    expect(made.weights).toMatchObject({ verdict: "breaking", changes: [{ kind: "repeated", name: "layers.#.weight", oldTimes: ["NLayers"], times: ["2*NLayers"] }, { kind: "repeated" }] });
  });
});

describe("weights", () => {
  test("a counter of batches may be missing in a file, and may not be left over", () => {
    const [plain, more] = [chain([inp, conv, ...head]), chain([inp, conv, "bn BatchNorm", ...head])];
    expect(weights(compare(plain, more))).toEqual(["breaking", "added bn.weight", "added bn.bias", "added bn.running_mean", "added bn.running_var", "added bn.num_batches_tracked"]);
    expect(weights(compare(more, plain)).at(-1)).toBe("removed bn.num_batches_tracked");
  });

  test("padding, stride and activations are nothing to a file of weights", () => {
    const model = compare(chain([inp, conv, "act Relu"]), chain([inp, "conv Conv2D [K=3, P=2, S=2, Out=4]", "act Tanh"]));
    expect(model.status).toBe("changed");
    expect(weights(model)).toEqual(["compatible"]);
  });

  test("a name that goes to another node is taken from its own", () => {
    const model = compare(chain([inp, "a Conv2D [K=3, P=1, Out=4]", "b Relu", ...head]), chain([inp, "b Conv2D [K=3, P=1, Out=4]", "a Relu", ...head]));
    expect(brief(model)).toEqual(["renamed a b", "renamed b a"]);
    expect(model.weights).toMatchObject({ renamesSuffice: true, renames: [{ old: "a.weight", new: "b.weight" }, { old: "a.bias", new: "b.bias" }] });
  });
});

describe("interface", () => {
  test("a new output takes nothing away, a new input and a new option do", () => {
    const text = chain([inp, conv, "relu Relu"]);
    const output = compare(text, text.replace("}", "t [label=Tanh] conv -> t }"));
    expect(output.interface).toMatchObject({ verdict: "compatible", changes: [{ what: "output", kind: "added", name: "t" }] });
    const input = compare(text, text.replace("}", "i2 [label=\"input [BatchSize, NMore]\"] t [label=Tanh] i2 -> t }"));
    expect(input.interface.changes.filter(({ breaking }) => breaking)).toMatchObject([{ what: "input", kind: "added", name: "i2" }, { what: "option", kind: "added", name: "NMore" }]);
  });

  test("another name of the only model is another module", () => {
    const report = diff(chain([inp, conv]), chain([inp, conv], { name: "Other" }));
    expect(report).toMatchObject({ breaking: true, models: [{ name: { old: "Net", new: "Other" }, nodes: [], interface: { changes: [{ what: "model", kind: "renamed" }] } }] });
  });
});

describe("models", () => {
  const named = (...names: readonly string[]) => names.map((name) => chain([inp, conv], { name })).join("");

  test("several are compared by name; one more breaks nothing, one less does", () => {
    expect(diff(named("A", "B"), named("B", "A", "C"))).toMatchObject({ changed: true, breaking: false, models: [{ status: "same" }, { status: "same" }, { status: "added", name: "C" }] });
    expect(diff(named("A", "B", "C"), named("B", "A"))).toMatchObject({ breaking: true, models: [{ status: "same" }, { status: "same" }, { status: "removed", name: "C" }] });
  });

  test("one with errors is not compared", () => {
    const { models } = compile([{ path: "net.dot", text: chain([inp, "conv Conv3D"]) }]);
    expect(diffModels(models, modelsOf(chain([inp, conv])))).toMatchObject({ changed: true, breaking: false, models: [{ status: "refused", name: "Net" }] });
  });

  test("hostile ids are names like any other", () => {
    const model = compare(chain([inp, "__proto__ Conv2D [K=3, Out=4]", "constructor Relu"]), chain([inp, "__proto__ Conv2D [K=1, Out=4]", "constructor Tanh"]));
    expect(brief(model)).toEqual(["changed __proto__", "changed constructor"]);
    expect(weights(model)).toEqual(["breaking", "reshaped __proto__.weight"]);
  });
});
