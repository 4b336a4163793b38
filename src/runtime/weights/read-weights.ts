/**
 * Copies the tensors of a safetensors file into a model's memory, in pieces: float32 goes straight into its place,
 * other formats through a small buffer, so that no second copy of the whole ever exists.
 */
import type { ModelState } from "../model-state.ts";
import type { Content } from "../parameter-store.ts";
import type { ByteSource } from "./byte-source.ts";
import { decodeFloats, FLOAT_BYTES, type FloatFormat } from "./float-formats.ts";
import { isLittleEndian } from "./little-endian.ts";
import type { StoredTensor } from "./safetensors.ts";

/** Bytes that are read at once. */
const PIECE = 1 << 22;
const COUNTER_BYTES = 8;

/** Copies tensors that fit the state (see `checkFit`) into place; counters that the file does not have are 0. */
export async function readWeights(source: ByteSource, stored: readonly StoredTensor[], state: ModelState, signal: AbortSignal | undefined): Promise<void> {
  for (const name of state.counters.keys()) state.counters.set(name, 0n);
  await state.parameters.fill(contents(source, stored, state, signal));
}

async function* contents(source: ByteSource, stored: readonly StoredTensor[], { parameters, counters }: ModelState, signal: AbortSignal | undefined): AsyncGenerator<Content> {
  for (const { name, format, byteOffset } of stored) {
    if (parameters.has(name)) yield [name, (part, first) => readFloats(source, byteOffset + first * FLOAT_BYTES[format as FloatFormat], format as FloatFormat, part, signal)];
    else counters.set(name, await readCounter(source, byteOffset));
  }
}

async function readFloats(source: ByteSource, byteOffset: number, format: FloatFormat, into: Float32Array, signal: AbortSignal | undefined): Promise<void> {
  const bytes = FLOAT_BYTES[format];
  const piece = PIECE / bytes;
  const direct = format === "F32" && isLittleEndian() ;
  const buffer = direct ? undefined : new Uint8Array(Math.min(piece, into.length) * bytes);
  for (let first = 0; first < into.length; first += piece) {
    signal?.throwIfAborted();
    const part = into.subarray(first, first + piece);
    const target = buffer?.subarray(0, part.length * bytes) ?? new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
    await source.read(byteOffset + first * bytes, target);
    if (!direct) decodeFloats(format, target, part);
  }
}

async function readCounter(source: ByteSource, byteOffset: number): Promise<bigint> {
  const bytes = new Uint8Array(COUNTER_BYTES);
  await source.read(byteOffset, bytes);
  return new DataView(bytes.buffer).getBigInt64(0, true);
}
