/**
 * Every diagram of graphs/: its generated module is imported and run, and gives the numbers of the ONNX model that the
 * same program becomes, and those of PyTorch. DOT2MODEL_LONG=1 adds the models that take long.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeProgram, emitOnnx } from "../../src/index.ts";
import { reference, wasm, type Backend, type Graph, type Tensor } from "../../src/runtime/index.ts";
import { loadOnnx, runOnnx, type NamedTensor } from "../5-emit/onnx/run-onnx.ts";
import { cases, type Case } from "../reference/cases.mjs";
import { varyWeights } from "../reference/vary-weights.mjs";
import { compileCase, compileGraph, graphs, importModule, seededInputs, type AnyModel } from "./graph-models.ts";

/** Hundreds of megabytes of weights, or billions of multiplications. */
const longGraphs: readonly string[] = ["alexnet", "vgg16"];
const runsNow = ({ graph }: Case) => process.env["DOT2MODEL_LONG"] === "1" || !longGraphs.includes(graph);
const longest = 600_000;
/** Models that are run at a second batch as well. */
const isSmall = ({ graph }: Case) => ![...longGraphs, "alexnet_l678", "densenet121", "resnet18"].includes(graph);

/** A file of test/reference, whose README says what the fields are. */
type Golden = Partial<GoldenOutput> & { readonly outputs?: Readonly<Record<string, GoldenOutput>> };

interface GoldenOutput {
  readonly shape: readonly number[];
  readonly largest: number;
  readonly values: readonly number[];
  /** Where the output is too large to be kept whole: places of the values, and sums over all. */
  readonly indices?: readonly number[];
  readonly sum?: number;
  readonly absoluteSum?: number;
}

const goldenFile = ({ graph, name }: Case) => new URL(`../reference/${graph}/${name}.json`, import.meta.url);

test("every diagram has a case, and every case its numbers from PyTorch", () => {
  expect([...new Set(cases.map(({ graph }) => graph))].sort()).toEqual(graphs);
  expect(cases.filter((each) => !existsSync(goldenFile(each))).map(({ graph, name }) => `${graph}/${name}`)).toEqual([]);
});

for (const each of cases.filter(runsNow)) describe(`${each.graph}/${each.name}`, { timeout: longest }, () => {
  const { program, options } = compileCase(each);
  const recorded = describeProgram(program, options);
  let planned: Graph | undefined;
  let model: AnyModel;
  let inputs: Readonly<Record<string, NamedTensor>>;
  let outputs: Readonly<Record<string, Tensor>>;

  beforeAll(async () => {
    const create = await importModule(program);
    const backend: Backend = { name: "observed", plan: (request) => reference.plan({ ...request, graph: (planned = request.graph) }) };
    model = await create({ ...options, seed: each.seed, backend });
    if (each.gain !== undefined) {
      const weights = await model.saveWeights();
      varyWeights(weights, each.gain);
      await model.loadWeights(weights);
    }
    inputs = seededInputs(model, each.seed, each.batch, each.dim);
    outputs = await model.run(inputs);
  }, longest);
  afterAll(() => model.dispose());

  const loadOnnxModel = (threshold?: number) => {
    const external = threshold === undefined ? {} : { externalDataFile: "model.onnx.data", externalDataThreshold: threshold };
    return loadOnnx(emitOnnx(recorded, (name) => model.parameter(name), { producerVersion: "0.0.0", ...external }));
  };

  test("the module describes the graph that is recorded from its program, with sizes open or set", () => {
    expect(planned).toEqual(recorded);
    expect(describeProgram(compileGraph(each.graph, each), {})).toEqual(recorded);
  });

  test("largest difference from its ONNX model in onnxruntime: 1e-4 of the largest value", async () => {
    const session = await loadOnnxModel();
    try {
      expectAllNear(outputs, await runOnnx(session, inputs), 1e-4);
      if (!isSmall(each)) return;
      const others = seededInputs(model, each.seed + 1, each.batch === 1 ? 2 : 1, each.dim);
      expectAllNear(await model.run(others), await runOnnx(session, others), 1e-4);
    } finally {
      await session.release();
    }
  });

  test("on kernels of WASM: largest difference 1e-5 of the largest value, the same bits on 1, 2 and 3 threads", async () => {
    const create = await importModule(program);
    const weights = await model.saveWeights();
    const bits: string[][] = [];
    for (const threads of [1, 2, 3]) {
      const fast = await create({ ...options, seed: each.seed, weights, backend: wasm({ leastWork: 0 }), threads });
      const found = await fast.run(inputs);
      await fast.dispose();
      expectAllNear(found, outputs, 1e-5);
      bits.push(Object.values(found).map(({ data }) => createHash("sha256").update(new Uint8Array(data.buffer)).digest("hex")));
    }
    expect(bits.slice(1)).toEqual([bits[0], bits[0]]);
  });

  test.runIf(each.graph === "alexnet_l678" || each.graph === "vgg16")("the same with weights in a file beside the ONNX model", async () => {
    const session = await loadOnnxModel(1 << 20);
    try {
      expectAllNear(outputs, await runOnnx(session, inputs), 1e-4);
    } finally {
      await session.release();
    }
  });

  test.runIf(existsSync(goldenFile(each)))("largest difference from PyTorch: 1e-5 of the largest value", () => {
    const golden = JSON.parse(readFileSync(goldenFile(each), "utf8")) as Golden;
    const { name: _, outputs: names, ...drawn } = each;
    expect(golden).toMatchObject({ ...drawn, gain: each.gain ?? null });
    expect(Object.keys(golden.outputs ?? {})).toEqual(names ?? []);
    const expected = golden.outputs ?? { [onlyName(outputs)]: golden as GoldenOutput };
    expect(Object.keys(outputs)).toEqual(Object.keys(expected));
    for (const [name, one] of Object.entries(expected)) expectGolden(outputs[name]!, one);
  });
});

function expectGolden(output: Tensor, { shape, largest, values, indices = values.map((_, index) => index), sum, absoluteSum }: GoldenOutput): void {
  expect(output.shape).toEqual(shape);
  expect(largestOf(values.map((value, at) => value - output.data[indices[at]!]!))).toBeLessThan(1e-5 * largest);
  if (sum === undefined || absoluteSum === undefined) {
    expect(values).toHaveLength(output.data.length);
    return;
  }
  const found = [...output.data];
  expect(Math.abs(found.reduce((total, value) => total + value, 0) - sum)).toBeLessThan(1e-5 * absoluteSum);
  expect(Math.abs(found.reduce((total, value) => total + Math.abs(value), 0) - absoluteSum)).toBeLessThan(1e-5 * absoluteSum);
}

function onlyName(outputs: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(outputs);
  expect(names).toHaveLength(1);
  return names[0]!;
}

function expectAllNear(found: Readonly<Record<string, NamedTensor>>, expected: Readonly<Record<string, NamedTensor>>, bound: number): void {
  expect(Object.keys(found).toSorted()).toEqual(Object.keys(expected).toSorted());
  for (const [name, tensor] of Object.entries(found)) expectNear(tensor, expected[name]!, bound);
}

/** `bound` is a part of the largest expected value. */
function expectNear(found: NamedTensor, expected: NamedTensor, bound: number): void {
  expect(found.shape).toEqual(expected.shape);
  const values = [...expected.data];
  const largest = largestOf(values);
  expect(largest).toBeGreaterThan(0);
  expect(largestOf(values.map((value, index) => value - found.data[index]!))).toBeLessThan(bound * largest);
}

/** NaN counts as the largest. */
function largestOf(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
