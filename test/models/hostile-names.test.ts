/** Modules of diagrams whose names are hostile: nothing of theirs is executed, nothing collides, and the numbers are right. */
import { expect, test } from "vitest";
import { describeProgram, emitOnnx } from "../../src/index.ts";
import { loadOnnx, runOnnx } from "../5-emit/onnx/run-onnx.ts";
import { importModule, seededInputs } from "./graph-models.ts";
import { compileHostile } from "./hostile-names.ts";

for (const [index, program] of compileHostile().entries()) {
  test(`${index}: ${JSON.stringify(program.name)} of ${JSON.stringify(program.file)} gives the numbers of its ONNX model`, async () => {
    const sizes = Object.fromEntries(program.options.map((name, at) => [name, at + 1] as const));
    const model = await (await importModule(program))({ ...sizes, seed: 1 });
    const graph = describeProgram(program, sizes);
    const session = await loadOnnx(emitOnnx(graph, (name) => model.parameter(name), { producerVersion: "0.0.0" }));
    const inputs = seededInputs(model, 1, 2);
    const [found, expected] = [await model.run(inputs), await runOnnx(session, inputs)];
    const names = graph.outputs.map(({ name }) => name);
    expect(Object.keys(found).sort()).toEqual([...names].sort());
    // onnxruntime loses what is called __proto__.
    expect(Object.keys(expected).sort()).toEqual(names.filter((name) => name !== "__proto__").sort());
    for (const [name, { shape, data }] of Object.entries(expected)) {
      expect(found[name]!.shape).toEqual(shape);
      for (const [at, value] of data.entries()) expect(found[name]!.data[at]).toBeCloseTo(value, 5);
    }
  });
}
