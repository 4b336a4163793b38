/** Kernels on the calling thread, each thread's share after the other, in memory that holds NaN wherever a plan wrote nothing. */
import type { PlanRequest, TensorData } from "../../../src/runtime/backend.ts";
import { instantiateKernels, kernelModule, type KernelVariant } from "../../../src/runtime/wasm/kernel-module.ts";
import { lower, type LowerOptions } from "../../../src/runtime/wasm/lower.ts";
import { ParameterPacker } from "../../../src/runtime/wasm/pack-parameters.ts";
import { layOut, writePlan } from "../../../src/runtime/wasm/plan-layout.ts";

const POISON = 0xff;
const PAGE = 65_536;

/** The first output of the last of so many runs, each over what activations are poisoned with again, and whether anything was written where nothing of the run's belongs: parameters, records, a page behind the plan. */
export async function runPoisoned(request: PlanRequest & { readonly inputs: readonly TensorData[]; readonly outputLength: number }, threads: number, variant: KernelVariant, algorithms: NonNullable<LowerOptions["algorithms"]> = {}, runs = 1) {
  const list = lower(request, { threads, tileRows: variant === "relaxed-simd" ? 6 : 4, algorithms, precision: request.precision, memory: request.memory });
  const layout = layOut(list);
  const memory = new WebAssembly.Memory({ initial: layout.pages + 1, maximum: layout.pages + 1 });
  const kernels = await instantiateKernels(await kernelModule(false, variant), memory);
  const bytes = new Uint8Array(memory.buffer).fill(POISON);
  const run = async (first: number, end: number) => {
    // One thread goes round loops as well.
    if (threads === 1) return void kernels.run(layout.plan, first, end, 0, 1);
    for (let step = first; step < end; step++) {
      for (let thread = 0; thread < threads; thread++) kernels.run(layout.plan, step, step + 1, thread, threads);
    }
  };
  writePlan(list, layout, memory.buffer);
  const packer = new ParameterPacker(layout, memory.buffer, run, undefined);
  await packer.update();
  const before = bytes.slice(0, layout.activationsBegin);
  const output = list.outputs[0]!;
  for (let count = 0; count < runs; count++) {
    if (count > 0) packer.countRun();
    bytes.fill(POISON, layout.activationsBegin);
    list.inputs.forEach(({ region, origin }, index) => {
      const data = request.inputs[index]!;
      const array = data instanceof Int32Array ? Int32Array : Float32Array;
      new array(memory.buffer, layout.address(region) + origin, data.length).set(data);
    });
    await run(0, layout.stepCount);
  }
  return {
    y: new Float32Array(memory.buffer, layout.address(output.region) + output.origin, request.outputLength).slice(),
    strayWrites: Buffer.compare(before, bytes.subarray(0, layout.activationsBegin)) !== 0 || bytes.subarray(layout.pages * PAGE).some((byte) => byte !== POISON),
  };
}
