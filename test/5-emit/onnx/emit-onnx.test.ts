import { describe, expect, test } from "vitest";
import { emitOnnx } from "../../../src/5-emit/onnx/emit-onnx.ts";
import { conv2d } from "../../../src/ops/conv2d.ts";
import { defineModel, describe as describeModel, FORMAT, type ModelDefinition } from "../../../src/runtime/describe.ts";
import type { Graph, Value } from "../../../src/runtime/graph.ts";
import { float32 } from "../../../src/runtime/input-type.ts";
import type { Net } from "../../../src/runtime/net.ts";
import { decodeOnnx, reencodeOnnx, type DecodedTensor } from "./decode-onnx.ts";
import { loadOnnx, runOnnx } from "./run-onnx.ts";

const producerVersion = "1.2.3";

function record(body: ModelDefinition["describe"]): Graph {
  return describeModel(defineModel({ format: FORMAT, name: "Sample", describe: body }), {});
}

function convolution(net: Net, id: string, input: Value, outChannels: number): Value {
  return net.record(conv2d, id, [input], { inChannels: input.type.shape[1]!, outChannels, kernel: [3, 3], padding: [1, 1], bias: false });
}

function sample(): Graph {
  return record((net) => {
    const inp = net.input("inp", float32("BatchSize", 3, 5, "Width"));
    const first = convolution(net.scope("block1"), "conv1", inp, 4);
    return { oup: convolution(net, "conv2", first, 2) };
  });
}

/** Weights that differ from parameter to parameter. */
function weightsOf(graph: Graph): Map<string, Float32Array> {
  return new Map(graph.parameters.map(({ name, spec }, index) => {
    const length = spec.shape.reduce((product, size) => product * size, 1);
    return [name, Float32Array.from({ length }, (_, position) => Math.sin(position + index * 0.7))];
  }));
}

function emitWith(graph: Graph, options: { externalDataFile?: string; externalDataThreshold?: number } = {}) {
  const weights = weightsOf(graph);
  return { weights, file: emitOnnx(graph, (name) => weights.get(name)!, { producerVersion, ...options }) };
}

const emitted = (graph: Graph) => Buffer.concat(emitWith(graph).file.model);
const floats = (bytes: Uint8Array) => new Float32Array(Uint8Array.from(bytes).buffer);
const entriesOf = ({ externalData }: DecodedTensor) => Object.fromEntries(externalData.map(({ key, value }) => [key, value]));

describe("the model", () => {
  test("another implementation of protobuf reads every field and writes the same bytes", () => {
    const bytes = emitted(sample());
    expect(Buffer.from(reencodeOnnx(bytes)).equals(bytes)).toBe(true);
  });

  test("the same graph gives the same bytes", () => {
    expect(emitted(sample()).equals(emitted(sample()))).toBe(true);
  });

  test("versions and producer", () => {
    expect(decodeOnnx(emitted(sample()))).toMatchObject({
      irVersion: 8, producerName: "dot2model", producerVersion, opsetImport: [{ domain: "", version: 17 }],
    });
  });

  test("names are those of the diagram and of PyTorch's state_dict", () => {
    const { graph } = decodeOnnx(emitted(sample()));
    expect(graph.name).toBe("Sample");
    expect(graph.node).toMatchObject([
      { name: "block1.conv1", opType: "Conv", input: ["inp", "block1.conv1.weight"], output: ["block1.conv1"] },
      { name: "conv2", opType: "Conv", input: ["block1.conv1", "conv2.weight"], output: ["oup"] },
    ]);
  });

  test("parameters keep shape and data", () => {
    const graph = sample();
    const weights = weightsOf(graph);
    const { initializer } = decodeOnnx(emitted(graph)).graph;
    expect(initializer.map(({ name, dims, dataType }) => ({ name, dims, dataType }))).toEqual([
      { name: "block1.conv1.weight", dims: [4, 3, 3, 3], dataType: "FLOAT" },
      { name: "conv2.weight", dims: [2, 4, 3, 3], dataType: "FLOAT" },
    ]);
    for (const { name, rawData } of initializer) expect(floats(rawData!)).toEqual(weights.get(name));
  });

  test("sizes that are bound at run have names, at the outputs too", () => {
    const { input, output } = decodeOnnx(emitted(sample())).graph;
    const shapeOf = (value: (typeof input)[number]) => value.type.tensorType.shape.dim;
    expect(shapeOf(input[0]!)).toEqual([{ dimParam: "BatchSize" }, { dimValue: 3 }, { dimValue: 5 }, { dimParam: "Width" }]);
    // The width goes through a window's arithmetic and is no longer one name.
    expect(shapeOf(output[0]!)).toEqual([{ dimParam: "BatchSize" }, { dimValue: 2 }, { dimValue: 5 }, {}]);
  });
});

describe("names that collide", () => {
  test("a value gives way to a parameter and to what the outside sees", async () => {
    const graph = record((net) => {
      const inp = net.input("oup", float32("BatchSize", 1, 3, 3));
      const first = convolution(net, "conv1", inp, 1);
      const second = convolution(net, "conv1.weight", first, 1);
      return { __proto__x: convolution(net, "last", second, 1), ["__proto__"]: first };
    });
    const bytes = emitted(graph);
    expect(decodeOnnx(bytes).graph.node.map(({ input, output }) => [...input, ...output])).toEqual([
      ["oup", "conv1.weight", "__proto__"],
      ["__proto__", "conv1.weight.weight", "conv1.weight_1"],
      ["conv1.weight_1", "last.weight", "__proto__x"],
    ]);
    expect((await loadOnnx({ model: [bytes] })).outputNames).toEqual(["__proto__x", "__proto__"]);
  });

  test("an input that is an output, and a value that is two outputs, are copied", async () => {
    const graph = record((net) => {
      const inp = net.input("inp", float32("BatchSize", 1, 1, 1));
      const value = net.record(conv2d, "conv", [inp], { inChannels: 1, outChannels: 1, kernel: [1, 1], bias: false });
      return { one: value, two: value, same: inp };
    });
    const file = emitOnnx(graph, () => Float32Array.of(3), { producerVersion });
    const results = await runOnnx(await loadOnnx(file), { inp: { data: Float32Array.of(2, 5), shape: [2, 1, 1, 1] } });
    const shape = [2, 1, 1, 1];
    expect(results).toEqual({
      one: { data: Float32Array.of(6, 15), shape }, two: { data: Float32Array.of(6, 15), shape }, same: { data: Float32Array.of(2, 5), shape },
    });
  });
});

describe("external data", () => {
  /** Every tensor is of those that may go outside. */
  const large = () => record((net) => {
    const inp = net.input("inp", float32("BatchSize", 3, 4, 4));
    return { oup: convolution(net, "c", convolution(net, "b", convolution(net, "a", inp, 12), 8), 8) };
  });

  test("nothing goes outside while the model is within the threshold", () => {
    const { file } = emitWith(large());
    const { byteLength } = Buffer.concat(file.model);
    expect(file.externalData).toBeUndefined();
    expect(emitWith(large(), { externalDataFile: "x", externalDataThreshold: byteLength }).file.externalData).toBeUndefined();
    expect(emitWith(large(), { externalDataFile: "x", externalDataThreshold: byteLength - 1 }).file.externalData).toBeDefined();
  });

  test("tensors lie at aligned offsets, whole", () => {
    const { file, weights } = emitWith(large(), { externalDataFile: "sample.onnx.data", externalDataThreshold: 1 });
    const bytes = Buffer.concat(file.model);
    expect(Buffer.from(reencodeOnnx(bytes)).equals(bytes)).toBe(true);
    const data = Buffer.concat(file.externalData!.chunks);
    const { initializer } = decodeOnnx(bytes).graph;
    expect(initializer.map(entriesOf)).toEqual([
      { location: "sample.onnx.data", offset: "0", length: "1296" },
      { location: "sample.onnx.data", offset: "65536", length: "3456" },
      { location: "sample.onnx.data", offset: "131072", length: "2304" },
    ]);
    for (const tensor of initializer) {
      const { offset, length } = entriesOf(tensor);
      expect(tensor).toMatchObject({ dataLocation: "EXTERNAL" });
      expect(tensor.rawData).toBeUndefined();
      expect(floats(data.subarray(Number(offset), Number(offset) + Number(length)))).toEqual(weights.get(tensor.name));
    }
  });

  test("onnxruntime gives the same numbers as with everything inside", async () => {
    const input = { inp: { data: Float32Array.from({ length: 48 }, (_, i) => Math.cos(i)), shape: [1, 3, 4, 4] } };
    const inside = await runOnnx(await loadOnnx(emitWith(large()).file), input);
    const outside = await runOnnx(await loadOnnx(emitWith(large(), { externalDataFile: "sample.onnx.data", externalDataThreshold: 1 }).file), input);
    expect(outside).toEqual(inside);
  });

  test("small tensors stay in the model", () => {
    const { file } = emitWith(sample(), { externalDataFile: "x", externalDataThreshold: 1 });
    expect(file.externalData!.chunks).toEqual([]);
    expect(decodeOnnx(Buffer.concat(file.model)).graph.initializer.every(({ rawData }) => rawData !== undefined)).toBe(true);
  });

  test("protobuf's 2 GB are the threshold, and weights are not copied", () => {
    const channels = 2048;
    const graph = record((net) => {
      let value = net.input("inp", float32("BatchSize", channels, 1, 1));
      for (let layer = 0; layer < 15; layer++) value = convolution(net, `conv${layer}`, value, channels);
      return { oup: value };
    });
    // All layers share one array, so that the test needs none of the 2.26 GB.
    const weight = new Float32Array(channels * channels * 9);
    const emit = (externalDataFile?: string) => emitOnnx(graph, () => weight, { producerVersion, ...(externalDataFile && { externalDataFile }) });
    const { model, externalData } = emit("large.onnx.data");
    expect(model.reduce((bytes, chunk) => bytes + chunk.byteLength, 0)).toBeLessThan(10_000);
    expect(externalData!.chunks.filter(({ buffer }) => buffer === weight.buffer)).toHaveLength(15);
    expect(() => emit()).toThrow("externalDataFile");
  });
});
