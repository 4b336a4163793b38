/** What may end a run early, and what must not keep a process alive. Every test here would hang where it fails. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import workerThreads from "node:worker_threads";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { bindRunDimensions } from "../../../src/runtime/bind-run-dimensions.ts";
import { conv2d, createModel, defineModel, describe as describeModel, float32, input } from "../../../src/runtime/index.ts";
import { wasm } from "../../../src/runtime/wasm/backend.ts";
import { instantiateKernels, kernelModule } from "../../../src/runtime/wasm/kernel-module.ts";
import { lower } from "../../../src/runtime/wasm/lower.ts";
import { headerWord, layOut, writePlan } from "../../../src/runtime/wasm/plan-layout.ts";
import type { ThreadReply } from "../../../src/runtime/wasm/serve-thread.ts";
import { startWorker } from "../../../src/runtime/wasm/start-worker.ts";
import { noise } from "./conv2d-case.ts";

const channels = 16;
const elements = channels * 48 * 48;

/** What every convolution of the chain adds to what it passes on. */
const bias = 1 / 1024;

/** So many convolutions in a row that a run does not end before the test wants it to. */
const long = 800;

function chain(length: number) {
  return defineModel({
    format: 1,
    name: "Chain",
    describe(net) {
      let value = input(net, "inp", float32(1, channels, 48, 48));
      for (let i = 0; i < length; i++) value = conv2d(net, `conv${i}`, value, { inChannels: channels, outChannels: channels, kernel: [3, 3], padding: [1, 1] });
      return { oup: value };
    },
  });
}

function chainRequest(length: number, threads = 1) {
  const graph = describeModel(chain(length), {});
  const identity = new Float32Array(channels * channels * 9);
  for (let channel = 0; channel < channels; channel++) identity[channel * (channels + 1) * 9 + 4] = 1;
  const parameters = new Map(graph.parameters.map(({ name, spec }) => [name, spec.name === "weight" ? identity : new Float32Array(channels).fill(bias)]));
  return { graph, types: bindRunDimensions(graph, [[1, channels, 48, 48]]), parameters, threads };
}

const x = noise(elements, 2);
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

afterEach(() => {
  vi.restoreAllMocks();
});

describe.each([1, 2, 3])("on %i threads", (threads) => {
  test.each([["before it starts", 2], ["at once", 2], ["in its midst", long]])("an abort %s rejects with the signal's reason, writes no output, and leaves the plan usable", async (when, length) => {
    let now = 0;
    // A thread that is the caller's takes every step for so slow that the event loop gets its turn after it.
    vi.spyOn(performance, "now").mockImplementation(() => now += 1000);
    const plan = await wasm({ leastWork: 0 }).plan(chainRequest(length, threads));
    const controller = new AbortController();
    const reason = new Error("enough");
    const y = new Float32Array(elements).fill(7);
    if (when === "before it starts") controller.abort(reason);
    const run = plan.run([x], [y], controller.signal);
    const outcome = expect(run).rejects.toBe(reason);
    if (when === "in its midst") await nextTurn();
    controller.abort(reason);
    await outcome;
    expect(y.every((value) => value === 7)).toBe(true);
    vi.restoreAllMocks();
    await plan.run([x], [y], new AbortController().signal);
    expect(y.every((value, index) => Math.abs(value - x[index]! - length * bias) < 1e-3)).toBe(true);
    plan.dispose();
  });

  test("a plan that is disposed of does not run again, and may be disposed of twice", async () => {
    const plan = await wasm({ leastWork: 0 }).plan(chainRequest(1, threads));
    plan.dispose();
    plan.dispose();
    await expect(plan.run([x], [new Float32Array(elements)])).rejects.toThrow("The plan has been disposed of.");
  });

  test("a second run at the same time is refused, and the first is not disturbed", async () => {
    const plan = await wasm({ leastWork: 0 }).plan(chainRequest(2, threads));
    const signal = new AbortController().signal;
    const first = plan.run([x], [new Float32Array(elements)], signal);
    await expect(plan.run([x], [new Float32Array(elements)], signal)).rejects.toThrow("a plan runs once at a time");
    await expect(first).resolves.toBeUndefined();
    plan.dispose();
  });
});

describe("the word that aborts", () => {
  async function plannedMemory() {
    const list = lower(chainRequest(2), { threads: 2, tileRows: 4 });
    const layout = layOut(list);
    const memory = new WebAssembly.Memory({ initial: layout.pages, maximum: layout.pages, shared: true });
    writePlan(list, layout, memory.buffer);
    return { layout, memory, module: await kernelModule(true, "simd128"), header: new Int32Array(memory.buffer, layout.plan, 3) };
  }

  test("keeps a thread from its next step", async () => {
    const { layout, memory, module, header } = await plannedMemory();
    const kernels = await instantiateKernels(module, memory);
    const activations = new Uint8Array(memory.buffer, layout.activationsBegin).fill(0xff);
    header[headerWord.aborted] = 1;
    expect(kernels.run(layout.plan, 0, layout.stepCount, 0, 1)).toBe(0);
    expect(activations.every((byte) => byte === 0xff)).toBe(true);
    header[headerWord.aborted] = 0;
    expect(kernels.run(layout.plan, 0, layout.stepCount, 0, 1)).toBe(1);
  });

  test("frees a thread that waits for another, which never comes", async () => {
    const { layout, memory, module, header } = await plannedMemory();
    const replies: ThreadReply[] = [];
    let answered = () => {};
    const worker = startWorker("lonely", { reply: (reply) => { replies.push(reply); answered(); }, end: () => undefined });
    worker.hold();
    const ask = (message: Parameters<typeof worker.post>[0]) => new Promise<void>((resolve) => {
      answered = resolve;
      worker.post(message);
    });
    await ask({ module, memory, plan: layout.plan, thread: 0, threads: 2 });
    const run = ask({ first: 0, end: layout.stepCount });
    while (Atomics.load(header, headerWord.arrived) === 0) await nextTurn();
    expect(replies).toEqual([{}]);
    Atomics.store(header, headerWord.aborted, 1);
    await run;
    expect(replies).toEqual([{}, {}]);
    worker.release();
    worker.terminate();
  });
});

test.each([2, 3])("disposal in the midst of a run on %i threads is an error of the run", async (threads) => {
  const plan = await wasm({ leastWork: 0 }).plan(chainRequest(long, threads));
  const outcome = expect(plan.run([x], [new Float32Array(elements)])).rejects.toThrow("The plan has been disposed of.");
  await nextTurn();
  plan.dispose();
  await outcome;
});

test("a model that is disposed of in the midst of a run ends it with an error, and its memory is the next plan's", async () => {
  const { Memory } = WebAssembly;
  const memories = vi.spyOn(WebAssembly, "Memory").mockImplementation(function (descriptor: WebAssembly.MemoryDescriptor) {
    return new Memory(descriptor);
  } as unknown as typeof WebAssembly.Memory);
  const create = () => createModel(chain(long), { threads: 2 });
  const model = await create();
  await model.run({ inp: x });
  const made = memories.mock.calls.length;
  const outcome = expect(model.run({ inp: x })).rejects.toThrow("Chain has been disposed of in the midst of this run.");
  await nextTurn();
  await model.dispose();
  await outcome;
  const next = await create();
  await next.run({ inp: x });
  expect(memories.mock.calls.length).toBe(made);
  await next.dispose();
});

test.each([["in the midst of a run", true], ["between runs", false]])("a worker that ends %s is an error, of later runs too", async (_, midst) => {
  const workers: workerThreads.Worker[] = [];
  class WatchedWorker extends workerThreads.Worker {
    constructor(...given: ConstructorParameters<typeof workerThreads.Worker>) {
      super(...given);
      workers.push(this);
    }
  }
  const builtin = process.getBuiltinModule;
  vi.spyOn(process, "getBuiltinModule").mockImplementation(((name: string) => (name === "node:worker_threads" ? { ...workerThreads, Worker: WatchedWorker } : builtin(name))) as typeof builtin);
  const plan = await wasm({ leastWork: 0 }).plan(chainRequest(long, 2));
  expect(workers).toHaveLength(2);
  const outputs = [new Float32Array(elements)];
  if (midst) {
    const outcome = expect(plan.run([x], outputs)).rejects.toThrow("The worker that was thread 1 of 2 ended: it exited with code 1.");
    await nextTurn();
    await workers[1]!.terminate();
    await outcome;
  } else {
    await workers[1]!.terminate();
  }
  await expect(plan.run([x], outputs)).rejects.toThrow("The worker that was thread 1 of 2 ended");
  plan.dispose();
});

describe("in a process of its own", () => {
  const root = fileURLToPath(new URL("../../..", import.meta.url));
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "dot2model-wasm-"));
    writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({
      extends: join(root, "tsconfig.json"),
      compilerOptions: { rootDir: root, outDir: folder, noCheck: true, declaration: false, types: [] },
      include: [],
      files: ["index.ts", "wasm/backend.ts", "wasm/worker.ts"].map((name) => join(root, "src/runtime", name)),
    }));
    execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", folder], { stdio: "inherit" });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const runtime = (name: string) => JSON.stringify(pathToFileURL(join(folder, "src/runtime", name)).href);
  const program = () => `
    const { conv2d, createModel, defineModel, float32, input } = await import(${runtime("index.js")});
    const { wasm } = await import(${runtime("wasm/backend.js")});
    const Model = defineModel({ format: 1, name: "One", describe: (net) => ({
      oup: conv2d(net, "conv1", input(net, "inp", float32(1, 3, 8, 8)), { inChannels: 3, outChannels: 4, kernel: [3, 3] }),
    }) });
    const sums = [];
    for (const threads of [1, 2]) {
      const model = await createModel(Model, { seed: 1, backend: wasm({ leastWork: 0 }), threads });
      const { oup } = await model.run({ inp: new Float32Array(192).fill(1) });
      sums.push(oup.data.reduce((sum, value) => sum + value, 0));
    }
    console.log(JSON.stringify(sums));`;
  const execute = (source: string) => JSON.parse(execFileSync(process.execPath, ["--input-type=module", "-e", source], { encoding: "utf8", timeout: 30_000 })) as unknown[];

  test("models that are not disposed of do not keep it alive, and runs do until they end", () => {
    const [one, two] = execute(program());
    expect(one).toEqual(expect.any(Number));
    expect(two).toBe(one);
  });

  test("a browser's workers run the same: module workers at worker.js, nothing of Node's asked for", () => {
    const [workers, one, two] = execute(`
      import { Worker as NodeWorker } from "node:worker_threads";
      process.getBuiltinModule = undefined;
      const started = [];
      globalThis.Worker = class {
        constructor(url, { type }) {
          started.push([new URL(url).pathname.split("/").at(-1), type]);
          const shell = 'import { parentPort } from "node:worker_threads"; globalThis.postMessage = (message) => parentPort.postMessage(message);' +
            'await import(' + JSON.stringify(url.href) + '); parentPort.on("message", (data) => globalThis.onmessage({ data }));';
          this.worker = new NodeWorker(new URL("data:text/javascript," + encodeURIComponent(shell)));
          this.worker.on("message", (data) => this.onmessage({ data }));
          this.worker.on("error", (error) => this.onerror(error));
        }
        postMessage(message) { this.worker.postMessage(message); }
        terminate() { this.worker.terminate(); }
      };
      ${program().replace("JSON.stringify(sums)", "JSON.stringify([started, ...sums])")}
      process.exit();`);
    expect(workers).toEqual([["worker.js", "module"], ["worker.js", "module"]]);
    expect(one).toEqual(expect.any(Number));
    expect(two).toBe(one);
  });
});
