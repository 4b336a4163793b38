import { describe, expect, test } from "vitest";
import { constant, numberOf, substitute, type Dimension } from "../../src/ir/dimension.ts";
import { batchNorm } from "../../src/ops/batch-norm.ts";
import { conv2d } from "../../src/ops/conv2d.ts";
import { embedding } from "../../src/ops/embedding.ts";
import { operations } from "../../src/ops/index.ts";
import { layerNorm } from "../../src/ops/layer-norm.ts";
import { linear } from "../../src/ops/linear.ts";
import type { Attributes, Operation } from "../../src/ops/operation.ts";
import { parameter } from "../../src/ops/parameter.ts";
import { parametersOf } from "../../src/diff/parameter-shapes.ts";
import { Symbols, toSize } from "../../src/diff/symbols.ts";

const values: Readonly<Record<string, number>> = { NIn: 12, NOut: 8, NGroups: 4, NKernel: 5 };
const numbers = (size: Dimension) => substitute(size, ({ name }) => (values[name] === undefined ? undefined : constant(values[name])));

describe("shapes of parameters for open sizes are, with numbers put in, those for the numbers", () => {
  const symbols = new Symbols();
  const named = (name: string) => symbols.named(name);
  const cases: readonly (readonly [operation: Operation, attributes: Attributes<Dimension>, shapes: readonly unknown[]])[] = [
    [linear, { inFeatures: named("NIn"), outFeatures: constant(3) }, [[3, "NIn"], [3]]],
    [linear, { inFeatures: constant(64), outFeatures: named("NOut"), bias: false }, [["NOut", 64]]],
    [conv2d, { inChannels: named("NIn"), outChannels: named("NOut"), kernel: [named("NKernel"), constant(3)] }, [["NOut", "NIn", "NKernel", 3], ["NOut"]]],
    [conv2d, { inChannels: named("NIn"), outChannels: named("NOut"), kernel: [constant(3), constant(3)], groups: constant(4) }, [["NOut", "NIn/4", 3, 3], ["NOut"]]],
    [conv2d, { inChannels: named("NIn"), outChannels: named("NIn"), kernel: [constant(3), constant(3)], groups: named("NIn") }, [["NIn", 1, 3, 3], ["NIn"]]],
    [conv2d, { inChannels: constant(64), outChannels: constant(64), kernel: [constant(3), constant(3)], groups: named("NGroups") }, [[64, "64/NGroups", 3, 3], [64]]],
    [conv2d, { inChannels: named("NIn"), outChannels: constant(8), kernel: [constant(1), constant(1)], groups: named("NGroups") }, [[8, "NIn/NGroups", 1, 1], [8]]],
    [batchNorm, { numFeatures: named("NIn") }, [["NIn"], ["NIn"], ["NIn"], ["NIn"]]],
    [embedding, { numEmbeddings: named("NIn"), embeddingDim: named("NOut") }, [["NIn", "NOut"]]],
    [layerNorm, { normalizedShape: [named("NIn"), constant(3)] }, [["NIn", 3], ["NIn", 3]]],
    [parameter, { shape: [named("NIn"), constant(1), named("NOut")] }, [["NIn", 1, "NOut"]]],
  ];

  test.each(cases)("$name $#", (operation, attributes, shapes) => {
    const open = parametersOf(operation, attributes, symbols);
    expect(open.map(({ shape }) => shape.map(toSize))).toEqual(shapes);
    const given = Object.fromEntries(Object.entries(attributes).map(([name, value]) => {
      if (typeof value === "boolean" || typeof value === "string") return [name, value];
      return [name, "terms" in value ? numberOf(numbers(value))! : value.map((part) => (typeof part === "string" ? part : numberOf(numbers(part))!))];
    }));
    expect(open.map(({ shape }) => shape.map((size) => numberOf(numbers(size))))).toEqual(operation.parameters!(given).map(({ shape }) => shape));
  });

  test("every operation with parameters is among them", () => {
    const tried = new Set(cases.map(([{ name }]) => name));
    expect(operations.flatMap(({ operation }) => ("parameters" in operation && !tried.has(operation.name) ? [operation.name] : []))).toEqual([]);
  });
});

test("shapes that are made in an unknown way differ where attributes do", () => {
  const made: Operation = { ...linear, parameters: ({ inFeatures, outFeatures }) => [{ name: "w", shape: [Number(inFeatures) ** 2, Number(inFeatures) + Number(outFeatures), 4 * Number(inFeatures)], initialization: { kind: "normal" } }] };
  const symbols = new Symbols();
  const shapeFor = (inFeatures: string) => parametersOf(made, { inFeatures: symbols.named(inFeatures), outFeatures: constant(3) }, symbols)[0]!.shape.map(toSize);
  expect(shapeFor("NIn")).toEqual(["linear.w[0](NIn, 3)", "linear.w[1](NIn, 3)", "4*NIn"]);
  expect(shapeFor("NOut").filter((size) => shapeFor("NIn").includes(size))).toEqual([]);
});
