/**
 * The kernels as a WebAssembly module, from the bytes that kernels/build.mjs writes: in the variant whose instructions the
 * engine knows, and with or without shared memory, which are the same code but for one flag.
 */
import { kernelBytes } from "./kernel-bytes.ts";
import { nodeModule } from "./node-module.ts";

export interface Kernels {
  /** Runs the steps [first, end) of the plan at an address. Gives 1 when done, 0 when the run was aborted. */
  run(plan: number, first: number, end: number, thread: number, threads: number): number;
  /** Runs the rounds [from, to) of the loop that is step `index`. Gives what `run` gives. */
  runLoop(plan: number, index: number, from: number, to: number, thread: number, threads: number): number;
}

/**
 * `simd128` is what every engine of today has; `relaxed-simd` multiplies and adds in one instruction, with one rounding
 * where the processor has such an instruction, so that its results differ in their last bits.
 */
export type KernelVariant = keyof typeof kernelBytes.variants;

/** The kernels cannot be had on this platform; the message says why. */
export class NoWasm extends Error {}

/** The best first. */
export const kernelVariants: readonly KernelVariant[] = ["relaxed-simd", "simd128"];

const sharedFlags = 3;
const unsharedFlags = 1;

let inflated: Promise<Uint8Array<ArrayBuffer>> | undefined;
const compiled = new Map<string, Promise<WebAssembly.Module>>();

/** The module that imports `env.memory`, shared or not. Compiled once for each. */
export async function kernelModule(shared: boolean, variant: KernelVariant): Promise<WebAssembly.Module> {
  const key = `${variant} ${shared}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const module = bytesOf(variant, shared).then((bytes) => WebAssembly.compile(bytes)).catch((error: unknown) => {
    throw new NoWasm(`those in WASM could not be compiled (${error instanceof Error ? error.message : String(error)})`);
  });
  compiled.set(key, module);
  return module;
}

/** Whether the engine knows the variant's instructions. */
export async function isSupported(variant: KernelVariant): Promise<boolean> {
  return typeof WebAssembly === "object" && WebAssembly.validate(await bytesOf(variant, false));
}

export async function instantiateKernels(module: WebAssembly.Module, memory: WebAssembly.Memory): Promise<Kernels> {
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  return exports as unknown as Kernels;
}

/** The one place that selects. */
export async function bestVariant(): Promise<KernelVariant> {
  for (const variant of kernelVariants) {
    if (await isSupported(variant)) return variant;
  }
  throw new NoWasm("this JavaScript engine has no WebAssembly with SIMD and atomics");
}

/** A module with a table of 64-bit indices, which engines know from 2025 on. */
const recentModule = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 4, 4, 1, 0x70, 4, 1);

/**
 * The most rows of a product of tiles. Six keep multiply-adds busier than four do, by a tenth; but V8 of 2024 keeps them in memory, and not in
 * registers, and takes a fifth longer.
 */
export function tileRowsOf(variant: KernelVariant): number {
  return variant === "relaxed-simd" && WebAssembly.validate(recentModule) ? 6 : 4;
}

async function bytesOf(variant: KernelVariant, shared: boolean): Promise<Uint8Array<ArrayBuffer>> {
  inflated ??= inflate();
  const { length, sharedFlagOffset } = kernelBytes.variants[variant];
  const bytes = takePieces(await inflated, variant, length);
  bytes[sharedFlagOffset] = shared ? sharedFlags : unsharedFlags;
  return bytes;
}

/** One variant out of all, of which a piece stands behind that of the other. */
function takePieces(all: Uint8Array<ArrayBuffer>, wanted: KernelVariant, length: number): Uint8Array<ArrayBuffer> {
  const { pieceBytes, variants } = kernelBytes;
  const bytes = new Uint8Array(length);
  let at = 0;
  for (let begin = 0; at < all.length; begin += pieceBytes) {
    for (const [variant, { length: whole }] of Object.entries(variants)) {
      const end = Math.min(begin + pieceBytes, whole);
      if (end <= begin) continue;
      if (variant === wanted) bytes.set(all.subarray(at, at + end - begin), begin);
      at += end - begin;
    }
  }
  return bytes;
}

/** Node loads what browsers have for this many times as long. */
async function inflate(): Promise<Uint8Array<ArrayBuffer>> {
  const [buffer, zlib] = [nodeModule("node:buffer"), nodeModule("node:zlib")];
  if (buffer === undefined || zlib === undefined) return inflateStream();
  return new Uint8Array(zlib.inflateRawSync(buffer.Buffer.from(kernelBytes.deflated, "base64")));
}

async function inflateStream(): Promise<Uint8Array<ArrayBuffer>> {
  const deflated = Uint8Array.from(atob(kernelBytes.deflated), (character) => character.charCodeAt(0));
  const { writable, readable } = new DecompressionStream("deflate-raw");
  const writer = writable.getWriter();
  const written = Promise.all([writer.write(deflated), writer.close()]);
  const inflatedBytes = new Uint8Array(Object.values(kernelBytes.variants).reduce((sum, { length }) => sum + length, 0));
  let top = 0;
  for (const reader = readable.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) break;
    inflatedBytes.set(value, top);
    top += value.length;
  }
  await written;
  return inflatedBytes;
}
