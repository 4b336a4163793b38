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
import { type Executor, soloExecutor, startThreads, type ThreadTeam } from "./executor.ts";
import { bestVariant, instantiateKernels, kernelModule, type KernelVariant, NoWasm, tileRowsOf } from "./kernel-module.ts";
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
    return await planKernels(request, options);
  } catch (error) {
    if (error instanceof MissingKernels || error instanceof NoWasm) return planElsewhere(request, `Runs on the reference backend's kernels: ${error.message}.`);
    throw error;
  }
}

/** Runs that are brief are not worth threads, nor turns for others in their midst. */
async function planKernels(request: PlanRequest, options: WasmOptions): Promise<Plan> {
  const least = options.leastWork ?? leastWork;
  const { threads: wanted, isBrief, notes: threadNotes } = threadCount(request, least);
  const unshared = wanted > 1 ? whyUnshared() : undefined;
  // Workers start while the rest is planned, which takes about as long.
  const team = wanted > 1 && unshared === undefined ? startThreads(wanted) : undefined;
  const { list, layout, module, memory, release } = await placePlan(request, options, wanted, least, team !== undefined).catch((error: unknown) => {
    team?.dispose(() => undefined);
    throw error;
  });
  const { executor, notes } = await startExecutor(module, memory, layout, wanted, team ?? unshared, isBrief).catch((error: unknown) => {
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
        packer.countRun();
        placedOutputs.forEach((placed, index) => outputs[index]!.set(placed));
      } finally {
        running = false;
      }
    },
    async profile(inputs) {
      await packer.update();
      return profileSteps(executor, list.steps, () => {
        packer.countRun();
        writeInputs(inputs);
      });
    },
    dispose: () => executor.dispose(release),
  };
}

/** The steps, and a memory for them. */
async function placePlan(request: PlanRequest, options: WasmOptions, threads: number, least: number, shared: boolean) {
  const variant = options.variant ?? await bestVariant();
  const compiled = kernelModule(shared, variant);
  // Told where it is awaited, if nothing fails before.
  compiled.catch(() => undefined);
  const list = lower(request, { threads, tileRows: tileRowsOf(variant), algorithms: request.algorithms ?? {}, precision: request.precision, memory: request.memory, leastWork: least });
  const layout = layOut(list);
  const module = await compiled;
  return { list, layout, module, ...leaseMemory(layout.pages, shared, purposeOf(request, layout)) };
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

/** On the team's threads; where these fail, or there are none for a reason, on one, with a note that says why. */
async function startExecutor(module: WebAssembly.Module, memory: WebAssembly.Memory, layout: Layout, wanted: number, team: ThreadTeam | string | undefined, isBrief: boolean): Promise<{ executor: Executor; notes: readonly string[] }> {
  let reason = team;
  if (typeof team === "object") {
    try {
      await team.join(module, memory, layout);
      return { executor: team, notes: [] };
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
    }
  }
  const executor = soloExecutor(await instantiateKernels(module, memory), layout, isBrief);
  return { executor, notes: reason === undefined ? [] : [`Runs on 1 thread instead of ${wanted}: ${String(reason)}`] };
}

function whyUnshared(): string | undefined {
  if (globalThis.crossOriginIsolated === false) return "the page is not cross-origin isolated, so that threads cannot share memory.";
  if (typeof SharedArrayBuffer === "undefined") return "this platform has no SharedArrayBuffer.";
  return undefined;
}
