import { expect, test } from "vitest";
import { bindRunDimensions } from "../../src/runtime/bind-run-dimensions.ts";
import {
  add, batchNorm, conv2d, defineModel, describe, div, float32, input, int32, linear, matmul, maxPool2d, ModelError, parameter, relu, reshape, size, sub, type Net, type Value,
} from "../../src/runtime/index.ts";
import { defineWith, TinyNet } from "./tiny-models.ts";

const refusal = (statements: (net: Net) => Record<string, Value>) => {
  try {
    describe(defineWith(statements), {});
  } catch (error) {
    if (error instanceof ModelError) return error.message;
    throw error;
  }
  throw new Error("nothing was refused");
};

test("describing records nodes in order, with paths, types and parameters", () => {
  const graph = describe(TinyNet, { NClass: 10 });
  expect(graph.nodes.map(({ path, operation, type }) => [path, operation.name, type.shape])).toEqual([
    ["convblock1.conv1", "conv2d", [NaN, 3, 4, 4]],
    ["convblock1.bn", "batchNorm", [NaN, 3, 4, 4]],
    ["convblock1.relu1", "relu", [NaN, 3, 4, 4]],
    ["convblock1.add", "add", [NaN, 3, 4, 4]],
    ["reshape1", "reshape", [NaN, 48]],
    ["linear1", "linear", [NaN, 10]],
    ["oup", "featureMap", [NaN, 10]],
  ]);
  expect(graph.inputs).toEqual([{ name: "inp", element: "float32", shape: ["BatchSize", 3, 4, 4], value: 0 }]);
  expect(graph.outputs).toEqual([{ name: "oup", value: 7 }]);
  expect(graph.parameters.map(({ name }) => name)).toEqual([
    "convblock1.conv1.weight", "convblock1.conv1.bias",
    "convblock1.bn.weight", "convblock1.bn.bias", "convblock1.bn.running_mean", "convblock1.bn.running_var",
    "linear1.weight", "linear1.bias",
  ]);
});

test("binding the run dimensions gives every value numbers", () => {
  const graph = describe(TinyNet, { NClass: 10 });
  expect(bindRunDimensions(graph, [[5, 3, 4, 4]]).map(({ shape }) => shape)).toEqual([
    [5, 3, 4, 4], [5, 3, 4, 4], [5, 3, 4, 4], [5, 3, 4, 4], [5, 3, 4, 4], [5, 48], [5, 10], [5, 10],
  ]);
});

test("what only the run can know is refused at the run, with its sizes", () => {
  const graph = describe(defineWith((net) => ({ y: maxPool2d(net, "pool", input(net, "x", float32(1, "H", "W")), { kernel: [3, 3], stride: [3, 3] }) })), {});
  expect(() => bindRunDimensions(graph, [[1, 2, 9]])).toThrow("Broken, pool: the kernel spans 3 along axis 1, and the padded input has 2 (with H=2, W=9).");
  expect(bindRunDimensions(graph, [[1, 3, 9]]).at(-1)!.shape).toEqual([1, 1, 3]);
});

test("a refusal names model, node, input and sizes", () => {
  expect(refusal((net) => ({ y: conv2d(net.scope("block"), "conv1", input(net, "x", float32("BatchSize", 4, 8, 8)), { inChannels: 3, outChannels: 3, kernel: [3, 3] }) })))
    .toBe("Broken, block.conv1: inChannels is 3, and axis 1 of x (?, 4, 8, 8) is 4.");
  expect(refusal((net) => ({ y: add(net, "sum", input(net, "a", float32(2)), input(net, "b", float32(3))) })))
    .toBe("Broken, sum: axis 0 of a (2) is 2, and axis 0 of b (3) is 3; they must be equal.");
  expect(refusal((net) => ({ y: conv2d(net, "c", input(net, "x", float32(4)), { inChannels: 3, outChannels: 3, kernel: [3, 3] }) })))
    .toBe("Broken, c: conv2d takes a tensor of 4 or 3 axes, and x (4) has 1.");
  expect(refusal((net) => ({ y: reshape(net, "r", input(net, "x", float32(4)), { shape: [5] }) })))
    .toBe("Broken, r: the shape holds 5 elements, and x (4) has 4.");
  expect(refusal((net) => ({ y: relu(net, "r", input(net, "x", int32(4))) }))).toBe("Broken, r: relu takes float32, and x (4) is int32.");
});

test("attributes are checked: these come from the caller's options", () => {
  const withOut = (outFeatures: number) => refusal((net) => ({ y: linear(net, "fc", input(net, "x", float32(2)), { inFeatures: 2, outFeatures }) }));
  expect(withOut(0)).toBe("Broken, fc: outFeatures is 0; it must be a whole number of at least 1.");
  expect(withOut(2.5)).toBe("Broken, fc: outFeatures is 2.5; it must be a whole number of at least 1.");
  expect(withOut(NaN)).toBe("Broken, fc: outFeatures is NaN; it must be a whole number of at least 1.");
  const surplus = { inFeatures: 2, outFeatures: 2, outFeature: 3 };
  expect(refusal((net) => ({ y: linear(net, "fc", input(net, "x", float32(2)), surplus) })))
    .toBe('Broken, fc: linear has no attribute "outFeature"; the nearest is outFeatures.');
});

test("a size beyond counting is refused", () => {
  const huge = 2 ** 40;
  expect(refusal((net) => ({ y: linear(net, "fc", input(net, "x", float32(huge, 2)), { inFeatures: 2, outFeatures: huge }) })))
    .toBe(`Broken, fc: its output (${huge}, ${huge}) is too large to count.`);
});

test("a parameter node's name is its path alone, and one value can be used many times", () => {
  const graph = describe(defineWith((net) => {
    const w = parameter(net.scope("rnn1"), "w_x", { shape: [4] });
    return { y: add(net, "sum", w, w) };
  }), {});
  expect(graph.parameters.map(({ name }) => name)).toEqual(["rnn1.w_x"]);
  expect(graph.nodes.at(-1)!.inputs).toEqual([0, 0]);
});

test("a number as an operand is recorded as a tensor of no axes, which broadcasts to any shape", () => {
  const graph = describe(defineWith((net) => {
    const x = input(net, "x", float32("BatchSize", 4));
    return { y: div(net, "half", sub(net.scope("calc"), "rest", 1, x), 2) };
  }), {});
  expect(graph.nodes.map(({ path, operation, inputs, attributes, type }) => [path, operation.name, inputs, attributes, type.shape])).toEqual([
    ["calc.rest.0", "constant", [], { value: 1 }, []],
    ["calc.rest", "sub", [1, 0], {}, [NaN, 4]],
    ["half.1", "constant", [], { value: 2 }, []],
    ["half", "div", [2, 3], {}, [NaN, 4]],
  ]);
  expect(refusal((net) => ({ y: add(net, "sum", input(net, "x", float32(1)), NaN) }))).toBe("Broken, sum.1: value is NaN; it must be a number.");
  expect(refusal((net) => ({ y: matmul(net, "product", input(net, "x", float32(1, 1)), 2) })))
    .toBe("Broken, product: matmul takes a tensor of 2 or 3 or 4 axes, and product.1 () has 0.");
});

test("two parameters of one name are refused, batch norm's counter among them", () => {
  expect(refusal((net) => {
    parameter(net, "fc.weight", { shape: [4] });
    return { y: linear(net, "fc", input(net, "x", float32(2)), { inFeatures: 2, outFeatures: 2 }) };
  })).toBe('Broken: "fc.weight" and "fc" both have a parameter "fc.weight".');
  expect(refusal((net) => {
    parameter(net, "bn.num_batches_tracked", { shape: [4] });
    return { y: batchNorm(net, "bn", input(net, "x", float32(2, 2)), { numFeatures: 2 }) };
  })).toContain('both have a parameter "bn.num_batches_tracked"');
  expect(refusal((net) => ({ y: parameter(net, "__metadata__", { shape: [4] }) }))).toContain("keeps the name __metadata__ for itself");
});

test("every name is safe", () => {
  const graph = describe(defineWith((net) => {
    const scope = net.scope("constructor");
    return { ["__proto__"]: linear(scope, "__proto__", input(net, "__proto__", float32(2)), { inFeatures: 2, outFeatures: 2 }), toString: parameter(net, "toString", { shape: [1] }) };
  }), {});
  expect(graph.outputs).toEqual([{ name: "__proto__", value: 1 }, { name: "toString", value: 2 }]);
  expect(graph.parameters.map(({ name }) => name)).toEqual(["constructor.__proto__.weight", "constructor.__proto__.bias", "toString"]);
});

test("inputs are named once, and typed", () => {
  expect(refusal((net) => {
    input(net, "x", float32(1));
    return { y: input(net, "x", float32(1)) };
  })).toBe('Broken: there are two inputs "x".');
  for (const wrong of [0, 1.5, NaN, -2, ""]) expect(refusal((net) => ({ y: input(net, "x", float32(wrong)) }))).toContain("must hold sizes");
});

test("values of another net, a missing output and no output at all are refused", () => {
  let stray: Value | undefined;
  describe(defineWith((net) => ({ y: (stray = input(net, "x", float32(1))) })), {});
  expect(refusal((net) => ({ y: relu(net, "r", stray!) }))).toBe("Broken, r: an input was made by another net, or inside of a scan.");
  expect(refusal(() => ({ y: stray! }))).toBe('Broken: the output "y" is no value of this model.');
  expect(refusal(() => ({}))).toBe("Broken has no outputs.");
});

test("size gives what is known when the model is created", () => {
  expect(refusal((net) => {
    const x = input(net, "x", float32("BatchSize", 7));
    expect(size(x, 1)).toBe(7);
    size(x, 0);
    return { x };
  })).toBe("x: axis 0 of (?, 7) is bound at run, and its size is needed to create the model.");
  expect(refusal((net) => {
    const x = input(net, "x", float32(7));
    size(x, 1);
    return { x };
  })).toBe("x: there is no axis 1 in (7).");
});

test("a module of another format must be compiled again", () => {
  const future = defineModel({ format: 2, name: "Future", describe: (net: Net) => ({ x: input(net, "x", float32(1)) }) });
  expect(() => describe(future, {})).toThrow("Future was compiled for format 2 of the runtime, and this is format 1; compile the diagram again.");
});

test("a long chain of nodes is no matter", () => {
  const graph = describe(defineWith((net) => {
    let x = input(net, "x", float32("BatchSize"));
    for (let i = 0; i < 20_000; i++) x = relu(net, `relu${i}`, x);
    return { y: x };
  }), {});
  expect(bindRunDimensions(graph, [[3]]).at(-1)!.shape).toEqual([3]);
});
