/** What a process holds of the machine's memory while models come and go, each in a process of its own. Needs a build. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";

const runtime = new URL("../../../dist/src/runtime/index.js", import.meta.url);

beforeAll(() => {
  if (!existsSync(fileURLToPath(runtime))) throw new Error("there is no build: run `npm run build` first");
});

/** Runs statements that may use `create(mebibytes)`, a model with so large a memory, and `resident()`, in MiB, when all is collected. */
function measure<T>(threads: number, statements: string): T {
  const program = `
    const { createModel, defineModel, float32, input, maxPool2d, relu, wasm } = await import(${JSON.stringify(runtime.href)});
    const define = (rows) => defineModel({ format: 1, name: "Wide", describe: (net) => ({
      oup: maxPool2d(net, "pool1", relu(net, "relu1", input(net, "inp", float32(1, 4, 64 * rows, 512))), { kernel: [2, 2], stride: [2, 2] }),
    }) });
    const create = (mebibytes) => createModel(define(mebibytes), { backend: wasm(), threads: ${threads} });
    const image = new Float32Array(4 * 64 * 512 * 50);
    const run = async (model) => {
      const { shape } = model.inputs[0];
      const length = shape.reduce((product, size) => product * size, 1);
      await model.run({ inp: image.subarray(0, length) });
    };
    const resident = async () => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      return process.memoryUsage().rss / 2 ** 20;
    };
    console.log(JSON.stringify(await (async () => { ${statements} })()));`;
  return JSON.parse(execFileSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" })) as T;
}

describe.each([1, 2])("on %i threads", (threads) => {
  test("50 models that come one after another leave what the largest of them does", () => {
    const alone = measure<number>(threads, "const model = await create(50); await run(model); await model.dispose(); return await resident();");
    const growing = measure<number>(threads, "for (let size = 1; size <= 50; size++) { const model = await create(size); await run(model); await model.dispose(); } return await resident();");
    expect(growing).toBeLessThan(alone + 40);
  }, 240_000);

  test("200 runs leave memory where it was", () => {
    const [before, after] = measure<[number, number]>(threads, `
      const model = await create(20);
      const { shape } = model.outputs[0];
      const outputs = { oup: new Float32Array(shape.reduce((product, size) => product * size, 1)) };
      const inputs = { inp: image.subarray(0, 4 * 64 * 512 * 20) };
      for (let i = 0; i < 20; i++) await model.runInto(inputs, outputs);
      const before = await resident();
      for (let i = 0; i < 200; i++) await model.runInto(inputs, outputs);
      return [before, await resident()];`);
    expect(after).toBeLessThan(before + 10);
  });
});
