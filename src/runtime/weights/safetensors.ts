/**
 * The safetensors format: 8 bytes with the header's length, a header of JSON, the tensors' bytes. Reading gives where
 * each tensor stands, after checking everything that a file can get wrong; writing gives the header's bytes. The
 * tensors' bytes themselves are the business of `read-weights.ts`.
 * Source: https://github.com/huggingface/safetensors, section Format.
 */
import type { ByteSource } from "./byte-source.ts";
import { ModelError, quoted, shapeText } from "../model-error.ts";
import { parseSafetensorsHeader, type HeaderEntry } from "./parse-safetensors-header.ts";
import { RESERVED_NAME } from "../state-names.ts";

/** A tensor in a file, with its bytes' place counted from the start of the file. */
export interface StoredTensor {
  readonly name: string;
  readonly format: string;
  readonly shape: readonly number[];
  readonly byteOffset: number;
  readonly byteLength: number;
}

const LENGTH_BYTES = 8;
/** The limit of the reference implementation. */
const MAX_HEADER_BYTES = 100_000_000;

/** Bytes of one number in each format of the specification that fills whole bytes. */
const FORMAT_BYTES: ReadonlyMap<string, number> = new Map([
  ["BOOL", 1], ["U8", 1], ["I8", 1], ["F8_E5M2", 1], ["F8_E4M3", 1], ["F8_E8M0", 1],
  ["I16", 2], ["U16", 2], ["F16", 2], ["BF16", 2],
  ["I32", 4], ["U32", 4], ["F32", 4],
  ["I64", 8], ["U64", 8], ["F64", 8], ["C64", 8],
]);

/** In the order of their bytes. A ModelError says what is wrong with the file. */
export async function readSafetensors(source: ByteSource): Promise<readonly StoredTensor[]> {
  const headerBytes = await readHeaderLength(source);
  const header = new Uint8Array(headerBytes);
  await source.read(LENGTH_BYTES, header);
  const start = LENGTH_BYTES + headerBytes;
  const entries = parseSafetensorsHeader(decodeUtf8(header)).sort((a, b) => a.begin - b.begin || a.end - b.end);
  checkPlaces(entries, source.size - start);
  return entries.map(({ name, format, shape, begin, end }) => ({ name, format, shape, byteOffset: start + begin, byteLength: end - begin }));
}

/** The first bytes of a file that holds the tensors; `offset`s are counted from the end of these bytes. */
export function writeSafetensorsHeader(tensors: readonly { name: string; format: "F32" | "I64"; shape: readonly number[]; offset: number; byteLength: number }[]): Uint8Array {
  const entries = tensors.map(({ name, format, shape, offset, byteLength }) =>
    `${JSON.stringify(name)}:${JSON.stringify({ dtype: format, shape, data_offsets: [offset, offset + byteLength] })}`);
  const json = new TextEncoder().encode(`{${[`"${RESERVED_NAME}":{"format":"pt"}`, ...entries].join(",")}}`);
  const headerBytes = Math.ceil(json.length / LENGTH_BYTES) * LENGTH_BYTES;
  const bytes = new Uint8Array(LENGTH_BYTES + headerBytes).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes), true);
  bytes.set(json, LENGTH_BYTES);
  return bytes;
}

async function readHeaderLength(source: ByteSource): Promise<number> {
  const { size } = source;
  if (!Number.isSafeInteger(size) || size < 0) throw new ModelError(`The size of the weights is ${size}; it must be a whole number of bytes.`);
  if (size < LENGTH_BYTES + 2) throw broken(`it has ${size} bytes, too few for a header`);
  const bytes = new Uint8Array(LENGTH_BYTES);
  await source.read(0, bytes);
  const length = new DataView(bytes.buffer).getBigUint64(0, true);
  if (length > BigInt(MAX_HEADER_BYTES)) throw broken(`its header would have ${length} bytes; the format allows ${MAX_HEADER_BYTES}`);
  if (length > BigInt(size - LENGTH_BYTES)) throw broken(`its header would have ${length} bytes, and the file ends after ${size - LENGTH_BYTES} of them`);
  return Number(length);
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw broken("its header is not UTF-8");
  }
}

/** Sizes must follow from shapes, and the tensors must fill the `dataBytes` of the file one after the other. */
function checkPlaces(entries: readonly HeaderEntry[], dataBytes: number): void {
  let filled = 0;
  let last = "";
  for (const { name, format, shape, begin, end } of entries) {
    const bytes = FORMAT_BYTES.get(format);
    if (bytes === undefined) throw broken(`${quoted(name)} has the unknown dtype ${quoted(format)}`);
    const expected = shape.reduce((product, size) => product * size, bytes);
    if (expected > Number.MAX_SAFE_INTEGER) throw broken(`the shape ${shapeText(shape)} of ${quoted(name)} is too large to count`);
    if (end - begin !== expected) throw broken(`${quoted(name)} of shape ${shapeText(shape)} and dtype ${format} takes ${expected} bytes, and its data_offsets span ${end - begin}`);
    if (end > dataBytes) throw broken(`${quoted(name)} ends at byte ${end} of the data, and the file has ${dataBytes}`);
    if (begin < filled) throw broken(`${quoted(name)} overlaps ${quoted(last)}`);
    if (begin > filled) throw broken(`bytes ${filled} to ${begin} of the data belong to no tensor`);
    filled = end;
    last = name;
  }
  if (filled !== dataBytes) throw broken(`bytes ${filled} to ${dataBytes} of the data belong to no tensor`);
}

function broken(reason: string): ModelError {
  return new ModelError(`The weights are no valid safetensors file: ${reason}.`);
}
