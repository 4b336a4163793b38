/**
 * How far convolution by each of Winograd's variants is from float64, end to end: ResNet18 on weights as Kaiming He draws them, in what goes into the softmax. At most
 * twice the error that PyTorch has in float32, wherever the variant can be used.
 */
import { readFileSync } from "node:fs";
import { beforeAll, expect, test } from "vitest";
import { type Backend, wasm } from "../../src/runtime/index.ts";
import { winogradVariants } from "../../src/runtime/wasm/lower/conv2d-winograd.ts";
import { errorCase } from "../reference/cases.mjs";
import { varyWeights } from "../reference/vary-weights.mjs";
import { supportedVariants } from "../runtime/wasm/supported-variants.ts";
import { compileGraph, importModule, seededInputs } from "./graph-models.ts";

const { graph, name, seed, batch, gain } = errorCase;
const golden = JSON.parse(readFileSync(new URL(`../reference/${graph}/${name}.json`, import.meta.url), "utf8")) as { readonly values: readonly number[]; readonly float32Error: number };
const longest = 300_000;

let create: Awaited<ReturnType<typeof importModule>>;
let weights: Uint8Array;

beforeAll(async () => {
  create = await importModule(compileGraph(graph));
  const drawn = await create({ seed });
  weights = await drawn.saveWeights();
  varyWeights(weights, gain);
  await drawn.dispose();
}, longest);

/** Gives what goes into the softmax as the output. */
function beforeSoftmax(backend: Backend): Backend {
  return {
    ...backend,
    plan(request) {
      const softmax = request.graph.nodes.find(({ operation }) => operation.name === "softmax")!;
      return backend.plan({ ...request, graph: { ...request.graph, outputs: request.graph.outputs.map((output) => ({ ...output, value: softmax.inputs[0]! })) } });
    },
  };
}

const algorithms = ["gemm", ...Object.keys(winogradVariants)];

test.each(supportedVariants.flatMap((variant) => [undefined, ...algorithms].map((algorithm) => [algorithm, variant] as const)))("algorithm %s, %s: at most twice PyTorch's error in float32", async (algorithm, variant) => {
  const model = await create({ weights, threads: 1, backend: beforeSoftmax(wasm({ variant })), ...algorithm === undefined ? {} : { algorithms: { conv2d: algorithm } } });
  const [output] = Object.values(await model.run(seededInputs(model, seed, batch)));
  const taken = (await model.explain({ BatchSize: batch })).steps.map((step) => step.algorithm);
  await model.dispose();
  if (algorithm !== undefined) expect(taken).toContain(algorithm);
  expect(output!.data).toHaveLength(golden.values.length);
  expect(Math.max(...golden.values.map((value, index) => Math.abs(value - output!.data[index]!)))).toBeLessThan(2 * golden.float32Error);
}, longest);
