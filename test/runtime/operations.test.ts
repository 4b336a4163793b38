import { expect, expectTypeOf, test } from "vitest";
import { operations } from "../../src/ops/index.ts";
import { defineModel, describe as describeModel, FORMAT } from "../../src/runtime/describe.ts";
import type { Value } from "../../src/runtime/graph.ts";
import { float32 } from "../../src/runtime/input-type.ts";
import type { Net } from "../../src/runtime/net.ts";
import * as recording from "../../src/runtime/operations.ts";

test("every operation has a recording function under its own name, and nothing else has", () => {
  expect(Object.keys(recording).toSorted()).toEqual(operations.map(({ operation }) => operation.name).toSorted());
});

test("a recording function records its inputs in order, its attributes and its parameters under the node's path", () => {
  const graph = describeModel(defineModel({
    format: FORMAT, name: "Case",
    describe(net) {
      const inp = net.input("inp", float32("BatchSize", 3));
      const fc = recording.linear(net.scope("block"), "fc", inp, { inFeatures: 3, outFeatures: 3, bias: false });
      const bias = recording.parameter(net, "b", { shape: [1, 3] });
      const sum = recording.sub(net, "sub", fc, bias);
      return { oup: recording.cat(net, "cat", [sum, inp, fc], { dim: 1 }) };
    },
  }), {});
  expect(graph.nodes.map(({ operation, path, inputs, attributes, parameters }) => [operation.name, path, inputs, attributes, parameters.map(({ name }) => name)])).toEqual([
    ["linear", "block.fc", [0], { inFeatures: 3, outFeatures: 3, bias: false }, ["block.fc.weight"]],
    ["parameter", "b", [], { shape: [1, 3] }, ["b"]],
    ["sub", "sub", [1, 2], {}, []],
    ["cat", "cat", [3, 0, 1], { dim: 1 }, []],
  ]);
  expect(graph.nodes.at(-1)!.type.shape).toEqual([NaN, 9]);
});

test("types: required attributes are required, those with defaults optional, an operation without takes none", () => {
  type Pair = readonly [number, number];
  expectTypeOf(recording.conv2d).parameters.toEqualTypeOf<[net: Net, id: string, x: Value, attributes: {
    readonly inChannels: number; readonly outChannels: number; readonly kernel: Pair;
    readonly stride?: Pair; readonly padding?: Pair; readonly dilation?: Pair; readonly groups?: number; readonly bias?: boolean;
  }]>();
  expectTypeOf(recording.dropout).parameters.toEqualTypeOf<[net: Net, id: string, x: Value, attributes?: { readonly p?: number }]>();
  expectTypeOf(recording.relu).parameters.toEqualTypeOf<[net: Net, id: string, x: Value]>();
  expectTypeOf(recording.add).parameters.toEqualTypeOf<[net: Net, id: string, a: Value | number, b: Value | number]>();
  expectTypeOf(recording.cat).parameters.toEqualTypeOf<[net: Net, id: string, inputs: readonly Value[], attributes: { readonly dim: number }]>();
  expectTypeOf(recording.reshape).parameters.toEqualTypeOf<[net: Net, id: string, x: Value, attributes: { readonly shape: readonly (number | string)[] }]>();
  expectTypeOf(recording.parameter).parameters.toEqualTypeOf<[net: Net, id: string, attributes: { readonly shape: readonly (number | string)[] }]>();
  expectTypeOf(recording.matmul).returns.toEqualTypeOf<Value>();
});
