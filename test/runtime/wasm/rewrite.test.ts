/** What each rewrite makes of small graphs: the nodes that are left, what they do and what they read. */
import { describe, expect, test } from "vitest";
import { bindRunDimensions } from "../../../src/runtime/bind-run-dimensions.ts";
import { add, batchNorm, conv2d, defineModel, describe as describeModel, dropout, featureMap, float32, input, linear, type Net, relu, type Value } from "../../../src/runtime/index.ts";
import { operandsOf, type PlanGraph } from "../../../src/runtime/wasm/plan-graph.ts";
import { dropIdentities } from "../../../src/runtime/wasm/rewrite/drop-identities.ts";
import { foldBatchNorm } from "../../../src/runtime/wasm/rewrite/fold-batch-norm.ts";
import { fuseRelu } from "../../../src/runtime/wasm/rewrite/fuse-relu.ts";
import { fuseAdd } from "../../../src/runtime/wasm/rewrite/fuse-add.ts";

const shape = [1, 4, 6, 6];
const convolution = { inChannels: 4, outChannels: 4, kernel: [3, 3], padding: [1, 1] } as const;
const norm = { numFeatures: 4 };

/** A graph over the image `inp`, with nothing rewritten. */
function recorded(record: (net: Net, inp: Value) => Record<string, Value>) {
  const graph = describeModel(defineModel({ format: 1, name: "Small", describe: (net) => record(net, input(net, "inp", float32(...shape))) }), {});
  const types = bindRunDimensions(graph, [shape]);
  return { types, graph: { ...graph, nodes: graph.nodes.map((node) => ({ ...node, operations: [node.operation.name] })) } satisfies PlanGraph };
}

/** Each node as `path: operations (paths read)`, and what the outputs show. */
function shown({ inputs, nodes, outputs }: PlanGraph): readonly string[] {
  const names = new Map(inputs.map(({ value, name }) => [value, name]));
  const lines = nodes.map((node) => {
    names.set(node.value, node.path);
    return `${node.path}: ${node.operations.join("+")} (${operandsOf(node).map((value) => names.get(value)).join(", ")})`;
  });
  return [...lines, ...outputs.map(({ name, value }) => `${name} = ${names.get(value)}`)];
}

describe("dropIdentities", () => {
  test("lets readers and outputs of claims and dropout read what these take", () => {
    const { graph } = recorded((net, inp) => {
      const claim = featureMap(net, "claim", dropout(net, "drop", inp, { p: 0.5 }), { shape });
      return { oup: relu(net, "relu1", claim), same: claim };
    });
    expect(shown(dropIdentities(graph))).toEqual(["relu1: relu (inp)", "oup = relu1", "same = inp"]);
  });
});

describe("foldBatchNorm", () => {
  test("joins it with the convolution or linear layer before it", () => {
    const { graph } = recorded((net, inp) => ({ oup: batchNorm(net, "bn1", conv2d(net, "conv1", inp, convolution), norm) }));
    expect(shown(foldBatchNorm(graph))).toEqual(["conv1: conv2d+batchNorm (inp)", "oup = conv1"]);
  });

  test.each<[string, (net: Net, inp: Value) => Record<string, Value>]>([
    ["whose result is used elsewhere", (net, inp) => {
      const conv1 = conv2d(net, "conv1", inp, convolution);
      return { oup: batchNorm(net, "bn1", conv1, norm), conv1 };
    }],
    ["of three axes, where channels are not the layer's features", (net, inp) => {
      const rows = featureMap(net, "claim", linear(net, "fc", inp, { inFeatures: 6, outFeatures: 6 }), { shape });
      return { oup: batchNorm(net, "bn1", rows, norm) };
    }],
  ])("leaves a layer alone %s", (_, record) => {
    const { graph } = recorded(record);
    expect(shown(foldBatchNorm(graph))).toEqual(shown(graph));
  });

  test("folds one of two that follow each other", () => {
    const { graph } = recorded((net, inp) => ({ oup: batchNorm(net, "bn2", batchNorm(net, "bn1", conv2d(net, "conv1", inp, convolution), norm), norm) }));
    expect(shown(foldBatchNorm(graph))).toEqual(["conv1: conv2d+batchNorm (inp)", "bn2: batchNorm (conv1)", "oup = bn2"]);
  });
});

describe("fuseAdd", () => {
  const fused = ({ graph, types }: ReturnType<typeof recorded>) => shown(fuseAdd(graph, types));

  test("gives the other operand to the convolution, wherever it stands", () => {
    expect(fused(recorded((net, inp) => ({ oup: add(net, "add1", inp, conv2d(net, "conv1", inp, convolution)) })))).toEqual(["conv1: conv2d+add (inp, inp)", "oup = conv1"]);
  });

  test("of two convolutions takes the later one, which stands where the add stood", () => {
    const graph = recorded((net, inp) => {
      const [conv1, conv2] = [conv2d(net, "conv1", inp, convolution), conv2d(net, "conv2", inp, convolution)];
      return { oup: add(net, "add1", conv1, conv2) };
    });
    expect(fused(graph)).toEqual(["conv1: conv2d (inp)", "conv2: conv2d+add (inp, conv1)", "oup = conv2"]);
  });

  test("moves a convolution behind what it is added to", () => {
    const graph = recorded((net, inp) => {
      const conv1 = conv2d(net, "conv1", inp, convolution);
      return { oup: add(net, "add1", conv1, relu(net, "relu1", inp)) };
    });
    expect(fused(graph)).toEqual(["relu1: relu (inp)", "conv1: conv2d+add (inp, relu1)", "oup = conv1"]);
  });

  test("leaves alone what is added to itself, used elsewhere, or of another shape", () => {
    const graph = recorded((net, inp) => {
      const twice = conv2d(net, "twice", inp, convolution);
      const narrow = conv2d(net, "narrow", inp, { ...convolution, outChannels: 1 });
      return { a: add(net, "add1", twice, twice), b: add(net, "add2", narrow, inp) };
    });
    expect(fused(graph)).toEqual(shown(graph.graph));
  });
});

describe("fuseRelu", () => {
  test("lets the node before do it, where nothing else reads that", () => {
    const { graph } = recorded((net, inp) => {
      const sum = add(net, "add1", inp, inp);
      const kept = conv2d(net, "kept", relu(net, "relu1", sum), convolution);
      return { kept, oup: relu(net, "relu2", kept) };
    });
    expect(shown(fuseRelu(graph))).toEqual(["add1: add+relu (inp, inp)", "kept: conv2d (add1)", "relu2: relu (kept)", "kept = kept", "oup = relu2"]);
  });

  test("keeps one of two that follow each other, and one of an input", () => {
    const { graph } = recorded((net, inp) => ({ oup: relu(net, "relu3", relu(net, "relu2", conv2d(net, "conv1", relu(net, "relu1", inp), convolution))) }));
    expect(shown(fuseRelu(graph))).toEqual(["relu1: relu (inp)", "conv1: conv2d+relu (relu1)", "relu3: relu (conv1)", "oup = relu3"]);
  });
});
