/**
 * The kernels as a WebAssembly module, from the bytes that kernels/build.mjs writes. Two forms of the same code: for
 * shared memory, and for memory of its own where one thread runs and nothing can be shared.
 */
import { kernelBytes } from "./kernel-bytes.ts";

export interface Kernels {
  /** Runs the steps [first, end) of the plan at an address. Gives 1 when done, 0 when the run was aborted. */
  run(plan: number, first: number, end: number, thread: number, threads: number): number;
}

const compiled = new Map<boolean, Promise<WebAssembly.Module>>();

/** The module that imports `env.memory`, shared or not. Compiled once for each. */
export function kernelModule(shared: boolean): Promise<WebAssembly.Module> {
  const known = compiled.get(shared);
  if (known !== undefined) return known;
  const module = compile(shared);
  compiled.set(shared, module);
  return module;
}

export async function instantiateKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): Promise<Kernels> {
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  return exports as unknown as Kernels;
}

async function compile(shared: boolean): Promise<WebAssembly.Module> {
  const bytes = await inflate();
  bytes[kernelBytes.sharedFlagOffset] = shared ? 3 : 1;
  try {
    return await WebAssembly.compile(bytes);
  } catch (cause) {
    throw new Error("This JavaScript engine cannot compile the WASM kernels, which use SIMD and atomics: use the reference backend.", { cause });
  }
}

async function inflate(): Promise<Uint8Array<ArrayBuffer>> {
  const deflated = Uint8Array.from(atob(kernelBytes.deflated), (character) => character.charCodeAt(0));
  const stream = new Blob([deflated]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
