import { describe, expect, test } from "vitest";
import { operations } from "../../src/ops/index.ts";
import type { LabelForm } from "../../src/ops/label-form.ts";
import type { Operation } from "../../src/ops/operation.ts";

const labelled = operations.flatMap(({ operation, label }) => (label === undefined ? [] : [{ name: operation.name, operation: operation as Operation, label }]));

test("no word and no sign means two operations, case ignored", () => {
  const words = labelled.flatMap(({ label }) => [...label.words, ...(label.operator === undefined ? [] : [label.operator])]);
  const seen = new Set<string>();
  expect(words.map((word) => word.toLowerCase()).filter((word) => seen.size === seen.add(word).size)).toEqual([]);
});

test("the notation's words mean what it says", () => {
  const operationOf = (text: string) => labelled.find(({ label }) => label.operator === text || label.words.some((word) => word.toLowerCase() === text.toLowerCase()))?.name;
  const meanings = {
    conv2d: ["Conv2D", "Conv", "卷积"], maxPool2d: ["MaxPool2D", "最大池化"], avgPool2d: ["AvgPool2D", "平均池化"],
    linear: ["Linear", "FC", "Dense", "Fully connected", "全连接"], relu: ["Relu", "ReLU", "激活"], sigmoid: ["Sigmoid"], tanh: ["Tanh"],
    softmax: ["Softmax"], exp: ["exp"], dropout: ["Dropout"], batchNorm: ["BatchNorm", "BatchNorm2D", "BN", "批归一化"],
    reshape: ["reshape"], flatten: ["Flatten", "展平"], upsample: ["UpSample"], cat: ["cat", "Concat"],
    embedding: ["Embedding", "词嵌入"], addNoise: ["AddNoise", "加噪"], gelu: ["GELU"], layerNorm: ["LayerNorm", "LN", "层归一化"],
    log: ["log"], sqrt: ["sqrt"], mean: ["mean", "均值"], sum: ["sum", "求和"], transpose: ["Transpose", "转置"],
    add: ["+", "Add"], sub: ["-"], mul: ["*"], matmul: ["@"],
  };
  for (const [name, words] of Object.entries(meanings)) expect(words.map(operationOf)).toEqual(words.map(() => name));
});

describe.each(labelled)("the label of $name", ({ operation, label }) => {
  test("has a key for each attribute that is required, and none for an attribute that is not there", () => {
    const named = new Set(Object.values(label.keys).map(({ attribute }) => attribute));
    expect([...named].filter((name) => !(name in operation.attributes))).toEqual([]);
    const required = Object.entries(operation.attributes).filter(([, spec]) => spec.default === undefined);
    expect(required.map(([name]) => name).filter((name) => !named.has(name))).toEqual([]);
  });

  test("reads each attribute as its kind, with its default", () => {
    for (const { attribute, kind, default: otherwise } of Object.values(label.keys)) {
      const spec = operation.attributes[attribute]!;
      expect(kind).toBe(spec.kind);
      if (otherwise === undefined || spec.default === undefined) continue;
      expect(Array.isArray(spec.default) ? [otherwise, otherwise] : otherwise).toEqual(spec.default);
    }
  });

  test("refers to its own keys and words alone", () => {
    const keys = Object.keys(label.keys);
    const referred = [...label.positional.flat(), label.count, ...Object.values(label.keys).map(({ sameAs }) => sameAs)];
    expect(referred.filter((key) => key !== undefined && !keys.includes(key))).toEqual([]);
    expect(Object.keys(label.ranks ?? {}).filter((word) => !label.words.includes(word))).toEqual([]);
  });

  test("has one row of positional keys for each number of them", () => {
    expect(new Set(label.positional.map(({ length }) => length)).size).toBe(label.positional.length);
    expect(shapeRows(label).every((row) => row.length === 1)).toBe(true);
  });
});

/** The rows that hold a key which takes any number of arguments. */
function shapeRows(label: LabelForm): readonly (readonly string[])[] {
  return label.positional.filter((row) => row.some((key) => label.keys[key]?.kind === "shape"));
}
