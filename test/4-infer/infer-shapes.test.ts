import { describe, expect, test } from "vitest";
import { compile } from "../../src/compile.ts";
import { draw, graphOf, rulesOf, showGraph } from "./graph-of.ts";

const image = "inp: [BatchSize, W=9, H=7, C=4]";

/** What one layer gives for an input. */
function layer(input: string, label: string, output = "输出"): string {
  const shown = showGraph(graphOf(draw("G", [`inp: ${input}`, `layer: ${label}`, `oup: ${output}`], "inp -> layer -> oup")));
  return shown.find((line) => line.startsWith("layer ="))!.replace("layer = ", "");
}

function attributesOf(input: string, label: string) {
  return graphOf(draw("G", [`inp: ${input}`, `layer: ${label}`, "oup: 输出"], "inp -> layer -> oup")).nodes[0]!.attributes;
}

const images = "[BatchSize, W=9, H=7, C=4]";

describe("layers mean what they mean in PyTorch", () => {
  test.each([
    [images, "Conv2D [K=3, Out=6]", "conv2d(inp) nx6x5x7"],
    [images, "Conv2D [3, S=2, P=1, Out=6]", "conv2d(inp) nx6x4x5"],
    [images, "Conv2D [K=3x5, Out=6]", "conv2d(inp) nx6x5x5"],
    [images, "Conv2D [K=3, P=1x2, S=2x1, D=1x2, G=2, Out=6]", "conv2d(inp) nx6x4x9"],
    [images, "MaxPool2D [K=2]", "maxPool2d(inp) nx4x3x4"],
    [images, "AvgPool2D [K=3x2, S=1]", "avgPool2d(inp) nx4x5x8"],
    [images, "UpSample x2", "upsample(inp) nx4x14x18"],
    [images, "UpSample [2x3]", "upsample(inp) nx4x14x27"],
    [images, "BatchNorm", "batchNorm(inp) nx4x7x9"],
    [images, "Flatten", "flatten(inp) nx252"],
    [images, "reshape([252])", "reshape(inp) nx252"],
    [images, "reshape([BatchSize, 4, 63])", "reshape(inp) nx4x63"],
    [images, "reshape(4, -1)", "reshape(inp) nx4x63"],
    [images, "view(-1, 252)", "reshape(inp) nx252"],
    [images, "reshape(-1)", "reshape(inp) nx252"],
    [images, "reshape([BatchSize, -1])", "reshape(inp) nx252"],
    [images, "reshape([W=2, H=3, C=42])", "reshape(inp) nx42x3x2"],
    [images, "Linear [5]", "linear(inp) nx4x7x5"],
    ["[BatchSize, 8]", "Linear [8, 5]", "linear(inp) nx5"],
    ["[BatchSize, 8]", "Linear [Out=5, In=8, Bias=false]", "linear(inp) nx5"],
    ["[BatchSize, SeqLen, 8]", "Linear [5]", "linear(inp) nxnx5"],
    ["[BatchSize, 8]", "BatchNorm1D [8]", "batchNorm(inp) nx8"],
    ["[BatchSize, 8]", "Dropout [0.3]", "dropout(inp) nx8"],
    ["[BatchSize, 8]", "exp", "exp(inp) nx8"],
    ["[W=9, H=7, C=4]", "Conv2D [K=3, Out=6]", "conv2d(inp) 6x5x7"],
    ["[W=9, H=7, C=4]", "Flatten", "flatten(inp) 252"],
    ["[W=9, H=7, C=4]", "reshape([-1, 63])", "reshape(inp) 4x63"],
    ["[8]", "Linear [5]", "linear(inp) 5"],
  ])("%s -> %s", (input, label, shown) => {
    expect(layer(input, label)).toBe(shown);
  });

  test("softmax is over C where there are spatial axes, else over the last", () => {
    expect(attributesOf(images, "Softmax")).toEqual({ dim: 1 });
    expect(attributesOf("[BatchSize, 3, 8]", "Softmax")).toEqual({ dim: 2 });
    expect(attributesOf("[W=9, H=7, C=4]", "Softmax")).toEqual({ dim: 0 });
    expect(attributesOf(images, "Softmax(axis=W)")).toEqual({ dim: 3 });
    expect(attributesOf(images, "Softmax(axis=-2)")).toEqual({ dim: -2 });
  });

  test("a claim decides what a layer leaves out", () => {
    expect(layer(images, "Conv2D [K=3, P=1]", "[BatchSize, W=9, H=7, C=6]")).toBe("conv2d(inp) nx6x7x9");
    expect(layer("[BatchSize, 8]", "Linear", "[BatchSize, 3]")).toBe("linear(inp) nx3");
  });
});

describe("joins", () => {
  const join = (nodes: readonly string[], edges: string) => showGraph(graphOf(draw("G", nodes, edges)));
  const two = ["a: [BatchSize, 8]", "b: [BatchSize, 8]"];

  test("take operands in the order in which the file draws them", () => {
    expect(join([...two, "minus: -", "o: 输出"], "a -> minus; b -> minus -> o")).toEqual(["minus = sub(a, b) nx8"]);
    expect(join([...two, "minus: -", "o: 输出"], "b -> minus -> o; a -> minus")).toEqual(["minus = sub(b, a) nx8"]);
    expect(join([...two, "minus: -", "o: 输出"], "{b a} -> minus -> o")).toEqual(["minus = sub(b, a) nx8"]);
    expect(join([...two, "cat: cat", "o: 输出"], "b -> cat -> o; a -> cat")).toEqual(["cat = cat(b, a) nx16"]);
  });

  test("of three or more go from the left", () => {
    const [first, second] = join([...two, "c: [BatchSize, 8]", "minus: -", "o: 输出"], "{a b c} -> minus -> o");
    expect(first).toMatch(/= sub\(a, b\) nx8$/);
    expect(second).toMatch(/^minus = sub\(.*, c\) nx8$/);
  });

  test("are written as words too", () => {
    expect(join([...two, "sum: Add", "o: 输出"], "{a b} -> sum -> o")).toEqual(["sum = add(a, b) nx8"]);
    expect(join(["a: [BatchSize, 2, 8]", "b: [BatchSize, 8, 3]", "m: @", "o: 输出"], "{a b} -> m -> o")).toEqual(["m = matmul(a, b) nx2x3"]);
  });

  test("of one tensor with itself take it twice", () => {
    const nodes = ["a: [BatchSize, 8]", "twice: *", "c: cat", "o: 输出"];
    expect(join(nodes, "a -> twice; a -> twice -> c; twice -> c -> o")).toEqual(["twice = mul(a, a) nx8", "c = cat(twice, twice) nx16"]);
    expect(rulesOf(draw("G", nodes, "a -> twice; a -> twice -> c; twice -> c -> o"))).toEqual(["warning duplicate-edge", "warning duplicate-edge"]);
  });

  test("by cat without an axis join C, or the last", () => {
    expect(join([image, "c: cat", "o: 输出"], "inp -> c; inp -> c -> o")).toEqual(["c = cat(inp, inp) nx8x7x9"]);
    expect(join(["a: [BatchSize, 3, 8]", "c: cat", "o: 输出"], "a -> c; a -> c -> o")).toEqual(["c = cat(a, a) nx3x16"]);
  });

  test.each([
    ["[BatchSize, 8]", "[BatchSize, 1]", "输出", ["warning implicit-broadcast"]],
    ["[BatchSize, 8]", "[BatchSize, 1]", "[BatchSize, 8]", []],
    ["[BatchSize, 8]", "b（参数）[1, 8]", "输出", []],
    ["[BatchSize, 8]", "[BatchSize, 4]", "输出", ["error inputs-differ"]],
    ["[BatchSize, W=3, H=3, C=4]", "[BatchSize, W=1, H=1, C=4]", "输出", ["warning implicit-broadcast"]],
  ])("of %s and %s to %s report %j", (a, b, o, rules) => {
    expect(rulesOf(draw("G", [`a: ${a}`, `b: ${b}`, "mul: *", `o: ${o}`], "{a b} -> mul -> o"))).toEqual(rules);
  });
});

describe("repeats", () => {
  const repeat = (label: string, output: string, options = {}) => graphOf(draw("G", ["inp: [BatchSize, 8]", `r: ${label}`, `oup: ${output}`], "inp -> r -> oup"), options);

  test("make instances in a row, each with weights of its own", () => {
    const graph = repeat("Linear x 3 [8, 8]", "输出");
    expect(showGraph(graph)).toEqual(["r.0 = linear(inp) nx8", "r.1 = linear(r.0) nx8", "r.2 = linear(r.1) nx8"]);
    expect(graph.parameters.map(({ name }) => name)).toEqual(["r.0.weight", "r.0.bias", "r.1.weight", "r.1.bias", "r.2.weight", "r.2.bias"]);
  });

  test("of one keep the index, of none are the identity", () => {
    expect(showGraph(repeat("Linear x 1 [8, 8]", "输出"))).toEqual(["r.0 = linear(inp) nx8"]);
    expect(showGraph(repeat("Linear x 0 [8, 8]", "[BatchSize, 8]"))).toEqual(["oup = featureMap(inp) nx8"]);
  });

  test("grow by the index, from 0", () => {
    expect(showGraph(repeat("Linear x 3 [8+#Layer*2, 8+#Layer*2+2]", "[BatchSize, 14]")).at(-1)).toBe("oup = featureMap(r.2) nx14");
    expect(showGraph(repeat("Linear x 2 [Out=3]", "[BatchSize, 3]"))).toEqual(["r.0 = linear(inp) nx3", "r.1 = linear(r.0) nx3", "oup = featureMap(r.1) nx3"]);
  });

  test("take their count from an option", () => {
    expect(showGraph(repeat("Linear x (NLayers-1) [8, 8]", "输出", { NLayers: 3 }))).toHaveLength(2);
    expect(showGraph(repeat("Relu x NLayers", "输出", { NLayers: 0 }))).toHaveLength(0);
  });

  test("of a block that grows are told by their turns, also where the count is open", () => {
    const net = draw("Grow", ["inp: [BatchSize, LayerIn]", "linear: Linear [LayerIn, Growth]", "cat: cat", "oup: [BatchSize, LayerIn+Growth]"], "inp -> linear -> cat -> oup; inp -> cat");
    const open = net + draw("Net", ["inp: [BatchSize, 8]", "r: Grow x NLayers [Growth=2]", "oup: 输出"], "inp -> r -> oup");
    const graph = graphOf(open, { NLayers: 3 });
    expect(graph.parameters.map(({ name, spec }) => `${name} ${spec.shape.join("x")}`)).toEqual([
      "r.0.linear.weight 2x8", "r.0.linear.bias 2", "r.1.linear.weight 2x10", "r.1.linear.bias 2", "r.2.linear.weight 2x12", "r.2.linear.bias 2",
    ]);
    expect(rulesOf(net + draw("Net", ["inp: [BatchSize, 8]", "r: Grow x 3 [In=8+#Layer*2, Growth=2]", "oup: [BatchSize, 14]"], "inp -> r -> oup"))).toEqual([]);
    expect(rulesOf(net + draw("Net", ["inp: [BatchSize, 8]", "r: Grow x 3 [In=8+#Layer*3, Growth=2]", "oup: [BatchSize, 14]"], "inp -> r -> oup"))).toContain("error argument-mismatch");
  });
});

describe("calls", () => {
  const block = draw("ConvBlock", ["inp: [BatchSize, W=BlockW, H=BlockH, C=BlockIn]", "conv1: Conv2D [K=3, P=1, In=BlockIn, Out=BlockOut]", "oup: 输出"], "inp -> conv1 -> oup");
  const net = (call: string, output = "输出") => block + draw("Net", [image, `c: ${call}`, `oup: ${output}`], "inp -> c -> oup");

  test.each(["ConvBlock1 [Out=6]", "ConvBlock1 [In=4, Out=6]", "ConvBlock1 [BlockOut=6]", "ConvBlock1 [9, 7, 4, 6]", "ConvBlock1 [In=4, 9, 7, 6]"])("%s", (call) => {
    const graph = graphOf(net(call));
    expect(showGraph(graph)).toEqual(["c.conv1 = conv2d(inp) nx6x7x9"]);
    expect(graph.parameters.map(({ name }) => name)).toEqual(["c.conv1.weight", "c.conv1.bias"]);
  });

  test("bind what is open by a claim behind them", () => {
    expect(rulesOf(net("ConvBlock1", "[BatchSize, W=9, H=7, C=6]"))).not.toContain("error claim-mismatch");
  });

  test("take the calling diagram's dimension of the same name", () => {
    const text = block + draw("Net", ["inp: [BatchSize, W=9, H=7, C=BlockOut(6)]", "c: ConvBlock1", "oup: 输出"], "inp -> c -> oup");
    expect(showGraph(graphOf(text))).toEqual(["c.conv1 = conv2d(inp) nx6x7x9"]);
  });

  test("hand names that a block within leaves unbound through the block between", () => {
    const outer = draw("OuterBlock", ["inp: [BatchSize, W=BlockW, H=BlockH, C=BlockIn]", "inner: ConvBlock1 [In=BlockIn]", "oup: 输出"], "inp -> inner -> oup");
    const text = block + outer + draw("Net", [image, "o: OuterBlock1 [Out=6]", "oup: 输出"], "inp -> o -> oup");
    expect(showGraph(graphOf(text))).toEqual(["o.inner.conv1 = conv2d(inp) nx6x7x9"]);
    expect(rulesOf(text.replace(" [Out=6]", ""))).toEqual(["error unbound-formal"]);
  });

  test("of several inputs take them in the order of declaration", () => {
    const two = draw("SubBlock", ["y: [BatchSize, 8]", "x: [BatchSize, 8]", "minus: -", "oup: 输出"], "x -> minus; y -> minus -> oup");
    const text = two + draw("Net", ["a: [BatchSize, 8]", "b: [BatchSize, 8]", "s: SubBlock", "oup: 输出"], "{a b} -> s -> oup");
    expect(showGraph(graphOf(text))).toEqual(["s.minus = sub(b, a) nx8"]);
  });
});

describe("names of sizes", () => {
  const net = draw("G", ["inp: [BatchSize, NFeature(768)]", "linear: Linear [NFeature, NHidden]", "oup: [BatchSize, NHidden]"], "inp -> linear -> oup");

  test("are options where nothing binds them", () => {
    expect(showGraph(graphOf(net, { NHidden: 5 }))).toEqual(["linear = linear(inp) nx5", "oup = featureMap(linear) nx5"]);
  });

  test("are set, over what is drawn with a note", () => {
    const set = new Map([["NFeature", 3], ["NHidden", 5]]);
    expect(showGraph(graphOf(net, {}, { set }))).toEqual(["linear = linear(inp) nx5", "oup = featureMap(linear) nx5"]);
    expect(rulesOf(net, { set })).toEqual(["note set-overrides"]);
  });

  test.each([["NumCell", ["NIn", "NCells", "NRate"]], ["NCells2", ["NIn", "NCells", "NCells2", "NRate"]]])("in a claim on a repeat of open count, %s is an option unless another is alike", (name, options) => {
    const grow = draw("NetGrow", ["inp: [BatchSize, NIn]", "fc: Linear [NIn, NRate]", "cat: cat", "oup: [BatchSize, NIn+NRate]"], "inp -> fc -> cat -> oup; inp -> cat");
    const text = grow + draw("Net", ["inp: [BatchSize, NIn]", "cells: Grow x NCells", `oup: [BatchSize, NIn+${name}*NRate]`], "inp -> cells -> oup");
    const { models } = compile([{ path: "a.dot", text }]);
    expect(models.map(({ program }) => program?.options)).toEqual([options]);
  });

  test.each(["BatchSise", "Batchsize"])("%s is the batch, with a warning", (name) => {
    const text = draw("G", ["inp: [BatchSize, 8]", "relu: Relu", `oup: [${name}, 8]`], "inp -> relu -> oup");
    expect(rulesOf(text)).toEqual(["warning solved-name"]);
    expect(graphOf(text).inputs[0]!.shape).toEqual(["BatchSize", 8]);
  });
});

test("a chain of 10,000 layers has its statements in order", () => {
  const ids = Array.from({ length: 10_000 }, (_, index) => `a${index}`);
  const graph = graphOf(draw("G", ["inp: [BatchSize, 8]", ...ids.map((id) => `${id}: Relu`), "oup: 输出"], `inp -> ${ids.join(" -> ")} -> oup`));
  expect(graph.nodes.map(({ path }) => path)).toEqual(ids);
});
