/** What each rewrite makes of small graphs: the nodes that are left, what they do and what they read. */
import { describe, expect, test } from "vitest";
import { bindRunDimensions } from "../../../src/runtime/bind-run-dimensions.ts";
import { add, avgPool2d, batchNorm, conv2d, defineModel, describe as describeModel, dropout, featureMap, float32, input, linear, matmul, maxPool2d, type Net, parameter, relu, scan, transpose, type Value } from "../../../src/runtime/index.ts";
import { operandsOf, type PlanGraph } from "../../../src/runtime/wasm/plan-graph.ts";
import { dropIdentities } from "../../../src/runtime/wasm/rewrite/drop-identities.ts";
import { foldBatchNorm } from "../../../src/runtime/wasm/rewrite/fold-batch-norm.ts";
import { fusePool } from "../../../src/runtime/wasm/rewrite/fuse-pool.ts";
import { fuseRelu } from "../../../src/runtime/wasm/rewrite/fuse-relu.ts";
import { optimise } from "../../../src/runtime/wasm/rewrite/optimise.ts";
import { poolFirst } from "../../../src/runtime/wasm/rewrite/pool-first.ts";
import { takeWeights } from "../../../src/runtime/wasm/rewrite/take-weights.ts";
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

describe("poolFirst", () => {
  const pointwise = { inChannels: 4, outChannels: 2, kernel: [1, 1] } as const;
  const average = { kernel: [2, 2], stride: [2, 2] } as const;

  test("averages the convolution's input, whose channels the value between then has", () => {
    const { graph, types } = recorded((net, inp) => ({ oup: avgPool2d(net, "pool1", batchNorm(net, "bn1", conv2d(net, "conv1", inp, pointwise), { numFeatures: 2 }), average) }));
    const pooled = poolFirst(foldBatchNorm(graph), types);
    expect(shown(pooled.graph)).toEqual(["pool1: avgPool2d (inp)", "conv1: conv2d+batchNorm (pool1)", "oup = conv1"]);
    expect(pooled.graph.nodes.map(({ value }) => pooled.types[value]!.shape)).toEqual([[1, 4, 3, 3], [1, 2, 3, 3]]);
  });

  test.each<[string, (net: Net, inp: Value) => Record<string, Value>]>([
    ["a kernel over several pixels", (net, inp) => ({ oup: avgPool2d(net, "pool1", conv2d(net, "conv1", inp, convolution), average) })],
    ["padding, whose zeros have no bias", (net, inp) => ({ oup: avgPool2d(net, "pool1", conv2d(net, "conv1", inp, pointwise), { ...average, padding: [1, 1] }) })],
    ["something between that is not linear", (net, inp) => ({ oup: avgPool2d(net, "pool1", relu(net, "relu1", conv2d(net, "conv1", inp, pointwise)), average) })],
    ["another reader of the convolution", (net, inp) => {
      const conv1 = conv2d(net, "conv1", inp, pointwise);
      return { oup: avgPool2d(net, "pool1", conv1, average), conv1 };
    }],
    ["windows that leave as many pixels", (net, inp) => ({ oup: avgPool2d(net, "pool1", conv2d(net, "conv1", inp, pointwise), { ...average, stride: [1, 1] }) })],
    ["groups", (net, inp) => ({ oup: avgPool2d(net, "pool1", conv2d(net, "conv1", inp, { ...pointwise, groups: 2 }), average) })],
  ])("leaves alone %s", (_, record) => {
    const { graph, types } = recorded(record);
    expect(poolFirst(graph, types)).toEqual({ graph, types });
  });
});

describe("takeWeights", () => {
  const W = (net: Net, id: string, ...sizes: number[]) => parameter(net, id, { shape: sizes });
  const taken = (record: (net: Net, inp: Value) => Record<string, Value>) => {
    const { graph, types } = recorded(record);
    const { nodes } = fuseAdd(takeWeights(graph), types);
    return nodes.filter(({ operation }) => operation.name !== "parameter").map(({ path, operations, weight, inputs, residual, parameters }) => (
      [path, operations.join("+"), weight, inputs.length, residual !== undefined, ...parameters.map(({ name, spec }) => `${spec.name}: ${name}`)]
    ));
  };

  test("gives a product the parameter that it reads, transposed or not, and with it a bias and a residual", () => {
    expect(taken((net, inp) => ({ oup: matmul(net, "mul1", inp, W(net, "w", 6, 5)) }))).toEqual([["mul1", "matmul", "columns", 1, false, "weight: w"]]);
    expect(taken((net, inp) => ({ oup: matmul(net, "mul1", inp, transpose(net, "wT", W(net, "w", 5, 6))) }))).toEqual([["mul1", "matmul", "rows", 1, false, "weight: w"]]);
    expect(taken((net, inp) => ({ oup: add(net, "add2", W(net, "b", 1, 6), add(net, "add1", matmul(net, "mul1", inp, W(net, "w", 6, 6)), inp)) }))).toEqual([
      ["mul1", "matmul+add+add", "columns", 1, true, "weight: w", "bias: b"],
    ]);
  });

  test("leaves a bias apart that is not one number for each feature, and a second one", () => {
    const product = (net: Net, inp: Value) => matmul(net, "mul1", inp, W(net, "w", 6, 6));
    expect(taken((net, inp) => ({ oup: add(net, "add1", product(net, inp), W(net, "b", 6, 1)) })).map(([path]) => path)).toEqual(["mul1", "add1"]);
    expect(taken((net, inp) => ({ oup: add(net, "add2", add(net, "add1", product(net, inp), W(net, "b", 6)), W(net, "c", 6)) })).map(([path]) => path)).toEqual(["mul1", "add2"]);
  });

  test("keeps a transposed parameter that something else reads", () => {
    expect(taken((net, inp) => {
      const wT = transpose(net, "wT", W(net, "w", 5, 6));
      return { oup: matmul(net, "mul1", inp, wT), wT };
    }).map(([path]) => path)).toEqual(["wT", "mul1"]);
  });
});

describe("a loop", () => {
  test("keeps what is done before it apart from what each step does", () => {
    const { graph, types } = recorded((net, inp) => {
      const before = linear(net, "before", inp, { inFeatures: 6, outFeatures: 6 });
      const sequence = relu(net, "sequence", inp);
      return { oup: scan(net, "loop", { x: sequence }, { S: parameter(net, "s", { shape: [1, 6, 6] }) }, (inner, { x }, { S }) => {
        const sum = add(inner, "sum", relu(inner, "r", linear(inner, "fc", S, { inFeatures: 6, outFeatures: 6 })), x);
        return { output: add(inner, "given", before, sum), states: { S: sum } };
      }) };
    });
    const { planned: { nodes } } = optimise(graph, types);
    expect(nodes.map(({ path, operations, scan: end, loop }) => [path, operations.join("+"), end, loop !== undefined])).toEqual([
      ["before", "linear", undefined, false], ["sequence", "relu", undefined, false], ["s", "parameter", undefined, false], ["loop", "scan", "begin", false],
      ["loop.fc", "linear+relu", undefined, true], ["loop.sum", "add", undefined, true], ["loop.given", "add", undefined, true], ["loop", "scan", "end", false],
    ]);
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

describe("fusePool", () => {
  const told = (record: (net: Net, inp: Value) => Record<string, Value>) => {
    const { graph } = recorded(record);
    const { nodes } = fusePool(fuseRelu(graph));
    expect(nodes.map(({ path }) => path)).toEqual(fuseRelu(graph).nodes.map(({ path }) => path));
    return nodes.flatMap(({ path, pool }) => (pool === undefined ? [] : [`${path}: ${pool.path}`]));
  };
  const halved = { kernel: [2, 2], stride: [2, 2] } as const;

  test("tells a convolution of the pool that reads it, or its relu", () => {
    expect(told((net, inp) => {
      const half = maxPool2d(net, "pool1", conv2d(net, "conv1", inp, convolution), halved);
      return { oup: maxPool2d(net, "pool2", relu(net, "relu2", conv2d(net, "conv2", half, convolution)), halved) };
    })).toEqual(["conv1: pool1", "conv2: pool2"]);
  });

  test.each<[string, (net: Net, inp: Value) => Record<string, Value>]>([
    ["an output as well", (net, inp) => {
      const conv1 = conv2d(net, "conv1", inp, convolution);
      return { oup: maxPool2d(net, "pool1", conv1, halved), conv1 };
    }],
    ["read twice", (net, inp) => {
      const conv1 = conv2d(net, "conv1", inp, convolution);
      return { a: maxPool2d(net, "pool1", conv1, halved), b: maxPool2d(net, "pool2", conv1, halved) };
    }],
    ["pooled by windows that overlap", (net, inp) => ({ oup: maxPool2d(net, "pool1", conv2d(net, "conv1", inp, convolution), { kernel: [2, 2], stride: [1, 1] }) })],
    ["pooled by larger windows", (net, inp) => ({ oup: maxPool2d(net, "pool1", conv2d(net, "conv1", inp, convolution), { kernel: [3, 3], stride: [2, 2] }) })],
    ["pooled with padding", (net, inp) => ({ oup: maxPool2d(net, "pool1", conv2d(net, "conv1", inp, convolution), { ...halved, padding: [1, 0] }) })],
    ["averaged", (net, inp) => ({ oup: avgPool2d(net, "pool1", conv2d(net, "conv1", inp, convolution), halved) })],
  ])("says nothing to what is %s", (_, record) => {
    expect(told(record)).toEqual([]);
  });
});
