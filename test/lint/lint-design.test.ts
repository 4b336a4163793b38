import { describe, expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { operations } from "../../src/ops/index.ts";
import { renderFindings } from "../diagrams/render-findings.ts";
import { chain, fixText, graphFiles, lintFiles, lintText, rulesIn } from "./designs.ts";

test("an operation that multiplies by weights of its own is a layer that depths count", () => {
  const multiplying = operations.filter(({ operation }) => "cost" in operation && "parameters" in operation);
  expect(multiplying.length).toBeGreaterThan(1);
  expect(operations.filter(({ label }) => label?.role === "weighted")).toEqual(multiplying);
});

const conv = "Conv2D [K=3, P=1, In=4, Out=4]";

test("the diagrams of graphs/ have these slips, and no others", () => {
  expect(renderFindings(lintFiles(graphFiles), "")).toBe(`\
cae_convblock.dot:16:19 warning[useless-bias] The bias of \`Conv2D\` has no effect: \`BatchNorm2D\` right after it takes the mean away, the bias with it. Write \`Bias=false\`.
  see cae_convblock.dot:17:19 The mean is taken away here
  fix: Write \`Bias=false\` (cae_convblock.dot:16:66 "" -> ", Bias=false")
cae_upconvblock.dot:17:20 warning[useless-bias] The bias of \`Conv2D\` has no effect: \`BatchNorm2D\` right after it takes the mean away, the bias with it. Write \`Bias=false\`.
  see cae_upconvblock.dot:18:20 The mean is taken away here
  fix: Write \`Bias=false\` (cae_upconvblock.dot:17:67 "" -> ", Bias=false")
resnet18.dot:18:26 warning[missing-activation] No activation stands between \`Conv2D#0\` and \`ConvBlock1.Conv2D#1\`: linear layers in a row can do no more than one. Draw a Relu between them.
  see resnet18_convblock.dot:15:17 \`Conv2D#1\`, in the block
  see resnet18.dot:15:26 \`Conv2D#0\` stands here
vgg16.dot:1:9 warning[name-depth] \`VGG16\` promises 16 layers with weights, and the drawing holds 14 in a row. Draw the missing ones, or rename it.
vgg16_convblock.dot:16:19 warning[missing-activation] No activation stands between \`Conv2D#1\` and \`Conv2D#2\`: linear layers in a row can do no more than one. Draw a Relu between them.
  see vgg16_convblock.dot:15:19 \`Conv2D#1\` stands here
`);
});

describe("missing-activation", () => {
  test.each([
    ["side by side", [conv, conv]],
    ["through batch norm, dropout, pooling and a feature map", [conv, "BatchNorm2D", "Dropout", "MaxPool2D [K=2]", "[BatchSize, W=4, H=4, C=4]", conv]],
    ["through upsampling and flattening", [conv, "UpSample x2", "flatten", "Linear [8]"]],
    ["between the turns of a repeat", ["Linear x 3 [8, 8]"]],
    ["between turns whose number is open", ["Linear x NLayers [8, 8]"]],
  ])("%s", (_, labels) => {
    expect(rulesIn(chain("G", ...labels)).filter((rule) => rule !== "useless-bias")).toEqual(["missing-activation"]);
  });

  test.each([
    ["an activation between", [conv, "BatchNorm2D", "Relu", "MaxPool2D [K=2]", conv]],
    ["a softmax or exp between", ["exp", conv, "exp", conv]],
    ["one turn alone", ["Linear x 1 [8, 8]"]],
    ["a count that is no repeat", [conv, "UpSample x2", "Relu"]],
  ])("not with %s", (_, labels) => {
    expect(rulesIn(chain("G", ...labels)).filter((rule) => rule !== "useless-bias")).toEqual([]);
  });

  test("not through a join", () => {
    expect(rulesIn(`digraph G { inp [label="Input [BatchSize, 8]"]; a [label="Linear1 [8]"]; b [label="Linear2 [8]"]; add [label="+"]; c [label="Linear3 [8]"]
      inp -> a -> add; inp -> b -> add -> c -> oup }`)).toEqual([]);
  });

  test("each pair of a row of three is told, at its second", () => {
    expect(lintText(chain("G", "Linear1 [8]", "Linear2 [8]", "Linear3 [8]")).match(/^\S+ warning/gm)).toEqual(["4:14 warning", "5:14 warning"]);
  });

  test("across the boundaries of blocks, in the diagram that calls them", () => {
    const block = chain("Half", "Linear1 [8]", "Relu", "Linear2 [8]", "Dropout");
    expect(lintText(chain("G", "Half1", "Half2", "Linear [8]", "Relu", "Half x 2") + block)).toBe(`\
4:14 warning[missing-activation] No activation stands between \`Half1.Linear2\` and \`Half2.Linear1\`: linear layers in a row can do no more than one. Draw a Relu between them.
  see 12:14 \`Linear1\`, in the block
  see 3:14 \`Half1.Linear2\` stands here
  see 14:14 \`Linear2\`, in the block
5:14 warning[missing-activation] No activation stands between \`Half2.Linear2\` and \`Linear\`: linear layers in a row can do no more than one. Draw a Relu between them.
  see 4:14 \`Half2.Linear2\` stands here
  see 14:14 \`Linear2\`, in the block
7:14 warning[missing-activation] No activation stands between the turns of \`Half.Linear1\`: linear layers in a row can do no more than one. Draw a Relu between them.
  see 12:14 \`Linear1\`, in the block
  see 7:14 \`Half.Linear2\` stands here
  see 14:14 \`Linear2\`, in the block
`);
  });

  test("through a block that holds nothing but what is looked through", () => {
    const block = chain("Pool", "MaxPool2D [K=2]", "Dropout");
    expect(rulesIn(chain("G", conv, "Pool", conv) + block)).toEqual(["missing-activation"]);
    expect(rulesIn(chain("G", conv, "Pool", "Relu", conv) + block)).toEqual([]);
  });
});

describe("repeated-activation", () => {
  test.each([
    ["twice", ["Relu", "Relu"], 1],
    ["two different ones, with dropout and pooling between", ["Sigmoid", "Dropout", "MaxPool2D [K=2]", "Tanh"], 1],
    ["a repeat", ["Relu x 2"], 1],
    ["a layer between", ["Relu", "Linear [8]", "Relu"], 0],
    ["a batch norm between", ["Relu", "BatchNorm2D", "Relu"], 0],
  ])("%s", (_, labels, times) => {
    expect(rulesIn(chain("G", ...labels))).toEqual(Array(times).fill("repeated-activation"));
  });

  test("after a block that ends in one", () => {
    const block = chain("Layer", "Linear [8]", "Relu");
    expect(lintText(chain("G", "Layer1", "Relu2", "Layer3") + block)).toMatch(/^4:14 warning\[repeated-activation\] The activation `Relu2` takes what the activation `Layer1\.Relu` gives\./);
    expect(rulesIn(chain("G", "Layer1", "Layer2") + block)).toEqual([]);
  });
});

describe("early-softmax", () => {
  test("before another layer, at the softmax", () => {
    expect(lintText(chain("G", "Linear1 [8]", "Softmax", "Relu", "Dropout", "Linear2 [8]"))).toBe(`\
4:14 warning[early-softmax] \`Softmax\` stands before the last layer: \`Linear2\` takes its probabilities. Use a Relu inside a network, and a Softmax at its end.
  see 7:14 \`Linear2\` stands here
`);
  });

  test("not at the end, and not where it weighs another branch", () => {
    expect(rulesIn(chain("G", "Linear1 [8]", "Softmax"))).toEqual([]);
    expect(rulesIn(`digraph G { inp [label="Input [BatchSize, 8]"]; s [label="Softmax"]; m [label="*"]; l [label="Linear [8]"]; inp -> s -> m -> l -> oup; inp -> m }`)).toEqual([]);
  });
});

describe("dropout-before-batch-norm", () => {
  test.each([
    ["right before", ["Dropout", "BatchNorm2D"], 1],
    ["with an activation and pooling between", ["Dropout", "Relu", "MaxPool2D [K=2]", "BatchNorm2D"], 1],
    ["behind", ["BatchNorm2D", "Dropout"], 0],
    ["with a layer between", ["Dropout", "Conv2D [K=3, In=4, Out=4, Bias=false]", "BatchNorm2D"], 0],
  ])("%s", (_, labels, times) => {
    expect(rulesIn(chain("G", ...labels))).toEqual(Array(times).fill("dropout-before-batch-norm"));
  });
});

describe("useless-bias", () => {
  test.each([
    ["a convolution", [conv, "BatchNorm2D"], "Conv2D [K=3, P=1, In=4, Out=4, Bias=false]"],
    ["a bias that is written", ["Conv2D [K=3, Bias=true, In=4, Out=4]", "BatchNorm2D"], "Conv2D [K=3, Bias=false, In=4, Out=4]"],
    ["a feature map between", ["卷积（K=1，Out=4）", "[BatchSize, W=8, H=8, C=4]", "BN"], "卷积（K=1，Out=4, Bias=false）"],
    ["positions, over lines", ["flatten", String.raw`Linear1\n[256,\n 8]`, "BatchNorm1D"], String.raw`Linear1\n[256,\n 8, Bias=false]`],
  ])("%s: the fix compiles, and nothing is said any more", (_, labels, mended) => {
    const text = chain("G", ...labels);
    expect(rulesIn(text)).toEqual(["useless-bias"]);
    const fixed = fixText(text);
    expect(fixed).toContain(`[label="${mended}"]`);
    expect(rulesIn(fixed)).toEqual([]);
    const applies = compile([{ path: "input.dot", text: fixed }]).models[0]!.program!.functions[0]!.statements;
    expect(applies.filter((statement) => statement.kind === "apply" && statement.attributes["bias"] === false)).toHaveLength(1);
  });

  test("the fix changes the network, and says so", () => {
    const [finding] = lintFiles([{ path: "input.dot", text: chain("G", conv, "BatchNorm2D") }]);
    expect(finding!.fixes.map(({ preferred, unsafe }) => ({ preferred, unsafe }))).toEqual([{ preferred: true, unsafe: true }]);
  });

  test("a layer whose label has no arguments is told without a fix", () => {
    const [finding] = lintFiles([{ path: "input.dot", text: chain("G", "Linear", "BatchNorm2D") }]);
    expect(finding).toMatchObject({ rule: "useless-bias", fixes: [] });
  });

  test.each([
    ["Bias=false", ["Conv2D [K=3, P=1, In=4, Out=4, Bias=no]", "BatchNorm2D"]],
    ["an activation between", [conv, "Relu", "BatchNorm2D"]],
    ["pooling between, which pads", [conv, "MaxPool2D [K=3, P=1]", "BatchNorm2D"]],
  ])("not with %s", (_, labels) => {
    expect(rulesIn(chain("G", ...labels))).toEqual([]);
  });

  test("not where something else takes the biased result", () => {
    expect(rulesIn(`digraph G { inp [label="Input [BatchSize, 8]"]; l [label="Linear [8]"]; bn [label="BN"]; add [label="+"]; inp -> l -> bn -> add -> oup; l -> add }`)).toEqual([]);
  });
});

describe("name-depth", () => {
  const layers = (count: number) => Array.from({ length: count }, (_, index) => [`Linear${index} [8]`, "Relu"]).flat();
  const depthIn = (text: string, sizes?: ReadonlyMap<string, number>) => /holds (\d+) in a row/.exec(lintText(text, sizes))?.[1];

  test("counts layers in a row", () => {
    expect(depthIn(chain("VGG11", ...layers(10)))).toBe("10");
    expect(depthIn(chain("VGG11", ...layers(11)))).toBeUndefined();
    expect(depthIn(chain("vgg_11_bn", ...layers(10)))).toBe("10");
  });

  test("more than is promised, another name, or one that goes on, is no finding", () => {
    for (const name of ["VGG11", "MyNet40", "VGG40Block", "VGG"]) expect(depthIn(chain(name, ...layers(12)))).toBeUndefined();
  });

  test("does not count a shortcut", () => {
    const shortcut = (name: string) => `digraph ${name} { inp [label="Input [BatchSize, 8]"]; a [label="Linear1 [8]"]; r [label="Relu"]; b [label="Linear2 [8]"]; s [label="Linear3 [8]"]; add [label="+"]; inp -> a -> r -> b -> add -> oup; inp -> s -> add }`;
    expect(depthIn(shortcut("ResNet3"))).toBe("2");
    expect(depthIn(shortcut("ResNet2"))).toBeUndefined();
  });

  test("counts repeats, with the sizes of the call, of the caller and from outside", () => {
    const layer = chain("Layer", "Linear1 [8]", "Relu", "Linear2 [8]", "Relu");
    const block = `${layer}digraph Block { inp [label="Input [BatchSize, 8]"]; l [label="Layer x (NLayers-1)"]; inp -> l -> oup }`;
    expect(depthIn(chain("VGG16", "Block [NLayers=4]", "Linear [NLayers(5)]", "Block") + block)).toBe("15");
    expect(depthIn(chain("VGG16", "Block", "Relu", "Linear [8]") + block, new Map([["NLayers", 6]]))).toBe("11");
    expect(depthIn(chain("VGG16", "Block", "Relu", "Linear [8]") + block)).toBeUndefined();
  });

  test("says nothing where a node is not understood", () => {
    expect(depthIn(chain("VGG11", "Linear [8]", "Downsample the features", "Linear [8]"))).toBeUndefined();
  });

  test("gives up where blocks multiply beyond counting", () => {
    const levels = Array.from({ length: 60 }, (_, level) => chain(`B${level}`, `B${level + 1} [N=N+1]`, `B${level + 1} [N=N*2]`)
      .replace("inp [", "size [label=\"Linear x N [8]\"]\n  inp ["));
    const text = chain("VGG16", "B0 [N=1]") + levels.join("") + chain("B60", "Linear x N [8]");
    expect(lintFiles([{ path: "input.dot", text }]).filter(({ rule }) => rule === "name-depth")).toEqual([]);
  });
});

describe("name-cell", () => {
  const cell = (name: string, ...values: readonly string[]) =>
    `digraph ${name} {\n${values.map((value, index) => `  v${index} [label="${value} [BatchSize, NOut]"]`).join("\n")}\n  calc [label="σ(X[t] @ W[f] + H[t-1] @ U[f])"]\n  v0 -> calc\n}`;
  const lstm = ["X[t]", "H[t-1]（短期历史）", "C[t-1]", "F[t]（遗忘门）", "I[t]", "O[t]"];
  const gru = ["X[t]", "H[t-1]", "Z[t]", "R[t]"];

  test("an LSTM under a GRU's name, and the other way round", () => {
    expect(lintText(cell("GRUCell", ...lstm))).toBe(`\
1:9 warning[name-cell] \`GRUCell\` is called GRU, but what is drawn is an LSTM: it has \`H[t-1]\`, \`C[t-1]\`, \`F[t]\`, \`I[t]\`, \`O[t]\`. Rename it.
  offer: Call it LSTM (1:9 "GRU" -> "LSTM")
`);
    expect(lintText(cell("BiLstm", ...gru))).toContain("`BiLstm` is called LSTM, but what is drawn is a GRU: it has `H[t-1]`, `Z[t]`, `R[t]`.");
  });

  test.each([
    ["an LSTM", cell("LSTMCell", ...lstm)],
    ["a GRU", cell("GRU", ...gru)],
    ["another cell", cell("RNNCell", ...lstm)],
    ["a GRU without gates that are known", cell("LSTMCell", "X[t]", "H[t-1]", "A[t]")],
    ["a name that holds both", cell("LSTMToGRU", ...gru)],
  ])("not for %s under its own name", (_, text) => {
    expect(rulesIn(text)).toEqual([]);
  });
});

test("a long chain and a label of a million letters come to an end", () => {
  const layers = Array.from({ length: 2000 }, (_, index) => `Linear${index} [8]`);
  expect(rulesIn(chain("LSTM", ...layers, "x".repeat(1_000_000)))).toEqual(Array(1999).fill("missing-activation"));
});
