/**
 * A model's weights as a safetensors file, in pieces that mostly show the model's own memory, so that saving needs no
 * second copy of the whole.
 */
import type { ModelState } from "../model-state.ts";
import { isLittleEndian } from "./little-endian.ts";
import { writeSafetensorsHeader } from "./safetensors.ts";

const COUNTER_BYTES = 8;
const FLOAT32_BYTES = 4;

/** The size in bytes of the file that `weightPieces` gives. */
export function weightBytes(state: ModelState): number {
  return fileHeader(state).length + dataBytes(state);
}

/**
 * A safetensors file in pieces, some of which show the model's memory. Its header lists the tensors in PyTorch's
 * order; the counters' bytes come first, so that every tensor is aligned to its numbers, as PyTorch's reader asks.
 */
export function* weightPieces(state: ModelState): Generator<Uint8Array> {
  yield fileHeader(state);
  const counters = new DataView(new ArrayBuffer(state.counters.size * COUNTER_BYTES));
  [...state.counters.values()].forEach((count, index) => counters.setBigInt64(index * COUNTER_BYTES, count, true));
  if (counters.byteLength > 0) yield new Uint8Array(counters.buffer);
  for (const name of state.parameters.names) {
    for (const piece of state.parameters.pieces(name)) yield littleEndianBytes(piece);
  }
}

function fileHeader({ entries, counters }: ModelState): Uint8Array {
  let counterOffset = 0;
  let tensorOffset = counters.size * COUNTER_BYTES;
  return writeSafetensorsHeader(entries.map(({ name, shape, element }) => {
    if (element === "int64") {
      counterOffset += COUNTER_BYTES;
      return { name, format: "I64", shape, offset: counterOffset - COUNTER_BYTES, byteLength: COUNTER_BYTES };
    }
    const byteLength = shape.reduce((product, size) => product * size, FLOAT32_BYTES);
    tensorOffset += byteLength;
    return { name, format: "F32", shape, offset: tensorOffset - byteLength, byteLength };
  }));
}

function dataBytes({ parameters, counters }: ModelState): number {
  return counters.size * COUNTER_BYTES + parameters.size;
}

function littleEndianBytes(part: Float32Array): Uint8Array {
  if (isLittleEndian()) return bytesOf(part);
  const view = new DataView(new ArrayBuffer(part.byteLength));
  const bits = new Uint32Array(part.buffer, part.byteOffset, part.length);
  bits.forEach((word, index) => view.setUint32(index * FLOAT32_BYTES, word, true));
  return new Uint8Array(view.buffer);
}

function bytesOf(part: Float32Array): Uint8Array {
  return new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
}
