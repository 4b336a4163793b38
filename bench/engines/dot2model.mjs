/** Our own runtime, as a program uses it: the generated module, its weights streamed from the file. */
import { open } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { wasm } from "dot2model/runtime";
import { runDimension } from "../run-dimension.mjs";

/** `backend` is what executes the model, by default the fast one. */
export async function prepare({ module, weights, batch, threads, backend = wasm(), precision = "float32", memory = "normal" }, inputOf) {
  const [create] = Object.values(await import(pathToFileURL(module).href));
  return async () => {
    const model = await createFromFile(create, weights, precision, { backend, threads, memory });
    const required = model.inputs.filter((input) => input.default === undefined);
    const inputs = Object.fromEntries(required.map(({ name, element, shape }) => {
      const sizes = shape.map((size) => (typeof size === "string" ? runDimension(size, batch) : size));
      return [name, { shape: sizes, data: inputOf(sizes, element) }];
    }));
    const dimensions = Object.fromEntries(required.flatMap(({ shape }) => shape.filter((size) => typeof size === "string")).map((name) => [name, runDimension(name, batch)]));
    let outputs;
    return {
      async run() {
        if (outputs === undefined) outputs = await model.run(inputs);
        else await model.runInto(inputs, outputs);
        return Object.values(outputs)[0].data;
      },
      notes: async () => (await model.explain(dimensions)).notes,
    };
  };
}

async function createFromFile(create, path, precision, options) {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const source = { size, read: async (offset, into) => void await file.read(into, 0, into.length, offset) };
    return await create({ weights: { precision, source }, ...options });
  } finally {
    await file.close();
  }
}
