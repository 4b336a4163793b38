/**
 * The fast backend: plans a graph, and runs it by WASM kernels on one or more threads. A plan has one memory of exactly its
 * size, and workers of its own that `dispose` ends. The bits of a result do not depend on the number of threads. Weights
 * are packed when the plan is made, and again before a run where they may have changed.
 */
import type { Backend, Plan, PlanRequest, TensorData } from "../backend.ts";
import type { TensorType } from "../../ops/operation.ts";
import { elementCount } from "../../ops/shapes.ts";
import { shapeText } from "../model-error.ts";
import { reference } from "../reference/backend.ts";
import { MissingKernels } from "./choose-implementations.ts";
import { type Executor, soloExecutor, workerExecutor } from "./executor.ts";
import { bestVariant, instantiateKernels, kernelModule, type KernelVariant, NoWasm } from "./kernel-module.ts";
import { lower } from "./lower.ts";
import { leaseMemory } from "./memory-pool.ts";
import { ParameterPacker } from "./pack-parameters.ts";
import type { PlacedTensor } from "./placed-tensor.ts";
import { type Layout, layOut, writePlan } from "./plan-layout.ts";
import { profileSteps } from "./profile-steps.ts";
import { leastWork, threadCount } from "./thread-count.ts";

export interface WasmOptions {
  /** The instructions that the kernels are to use; the best that the engine knows where left out. */
  readonly variant?: KernelVariant;
  /** Multiply-accumulates of a run from which on it is shared among threads, and a thirty-second for a round of a loop: 8 million where left out. */
  readonly leastWork?: number;
}

/** A backend for `create…`. */
export function wasm(options: WasmOptions = {}): Backend {
  return { name: "wasm", keepsWeights: true, plan: (request) => makePlan(request, options) };
}

async function makePlan(request: PlanRequest, options: WasmOptions): Promise<Plan> {
  if (request.training) return planElsewhere(request, "Training runs on the reference backend's kernels.");
  try {
    return await planKernels(request, options.variant ?? await bestVariant(), options.leastWork ?? leastWork);
  } catch (error) {
    if (error instanceof MissingKernels || error instanceof NoWasm) return planElsewhere(request, `Runs on the reference backend's kernels: ${error.message}.`);
    throw error;
  }
}

/** Runs that are brief are not worth threads, nor turns for others in their midst. */
async function planKernels(request: PlanRequest, variant: KernelVariant, least: number): Promise<Plan> {
  const { threads: wanted, isBrief, notes: threadNotes } = threadCount(request, least);
  const list = lower(request, { threads: wanted, algorithms: request.algorithms ?? {}, precision: request.precision, memory: request.memory, leastWork: least });
  const layout = layOut(list);
  const unshared = wanted > 1 ? whyUnshared() : undefined;
  const { memory, release } = leaseMemory(layout.pages, wanted > 1 && unshared === undefined, purposeOf(request, layout));
  const { executor, notes } = await startExecutor(memory, layout, variant, wanted, unshared, isBrief).catch((error: unknown) => {
    release();
    throw error;
  });
  writePlan(list, layout, memory.buffer);
  const packer = new ParameterPacker(layout, memory.buffer, (first, end) => executor.run({ first, end }), request.version);
  const data = ({ region, origin }: PlacedTensor, { element, shape }: TensorType<number>) => new (element === "int32" ? Int32Array : Float32Array)(memory.buffer, layout.address(region) + origin, elementCount(shape));
  const placedInputs = list.inputs.map((tensor, index) => data(tensor, request.types[request.graph.inputs[index]!.value]!));
  const placedOutputs = list.outputs.map((tensor, index) => data(tensor, request.types[request.graph.outputs[index]!.value]!));
  const writeInputs = (inputs: readonly TensorData[]) => placedInputs.forEach((placed, index) => placed.set(inputs[index]!));
  let running = false;
  try {
    if (!request.weightsFollow) await packer.update();
  } catch (error) {
    executor.dispose(release);
    throw error;
  }
  return {
    steps: list.steps.map(({ report }) => report),
    activationBytes: layout.activationBytes,
    threads: executor.threads,
    notes: [...threadNotes, ...notes],
    kept: packer.kept(),
    async run(inputs, outputs, signal) {
      if (running) throw new Error("A run of this plan is under way: a plan runs once at a time.");
      running = true;
      try {
        if (packer.isStale()) await packer.update();
        writeInputs(inputs);
        await executor.run({ first: 0, end: layout.stepCount }, signal);
        placedOutputs.forEach((placed, index) => outputs[index]!.set(placed));
      } finally {
        running = false;
      }
    },
    async profile(inputs) {
      await packer.update();
      return profileSteps(executor, list.steps, () => writeInputs(inputs));
    },
    dispose: () => executor.dispose(release),
  };
}

async function planElsewhere(request: PlanRequest, note: string): Promise<Plan> {
  const plan = await reference.plan(request);
  return { ...plan, notes: [...plan.notes, note] };
}

/** As errors name it: `a run of TinyNet with inp (8, 3, 32, 32)`. */
function purposeOf({ graph, types }: PlanRequest, { activationBytes }: Layout): string {
  const inputs = graph.inputs.map(({ name, value }) => `${name} ${shapeText(types[value]!.shape)}`);
  return `a run of ${graph.name} with ${inputs.join(", ")}, ${Math.ceil(activationBytes / 2 ** 20)} MiB of it for activations`;
}

/** On as many threads as wanted; where that fails on one, with a note that says why. */
async function startExecutor(memory: WebAssembly.Memory, layout: Layout, variant: KernelVariant, wanted: number, unshared: string | undefined, isBrief: boolean): Promise<{ executor: Executor; notes: readonly string[] }> {
  const shared = wanted > 1 && unshared === undefined;
  const module = await kernelModule(shared, variant);
  let reason = unshared;
  if (shared) {
    try {
      return { executor: await workerExecutor(module, memory, layout, wanted), notes: [] };
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
    }
  }
  const executor = soloExecutor(await instantiateKernels(module, memory), layout, isBrief);
  return { executor, notes: reason === undefined ? [] : [`Runs on 1 thread instead of ${wanted}: ${reason}`] };
}

function whyUnshared(): string | undefined {
  if (globalThis.crossOriginIsolated === false) return "the page is not cross-origin isolated, so that threads cannot share memory.";
  if (typeof SharedArrayBuffer === "undefined") return "this platform has no SharedArrayBuffer.";
  return undefined;
}
