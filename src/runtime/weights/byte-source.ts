/** Where weights come from and go to: bytes in memory, a Blob, or whatever can be read and written in pieces. */
import { ModelError } from "../model-error.ts";

/** Anything of known size that can be read in pieces: a file, a range of a server's file. */
export interface ByteSource {
  /** In bytes. */
  readonly size: number;
  /** Fills `into`, whole, with the bytes from `offset` on. Calls never overlap. */
  read(offset: number, into: Uint8Array): Promise<void> | void;
}

/** A safetensors file. */
export type WeightSource = Uint8Array | ArrayBuffer | Blob | ByteSource;

export interface ByteSink {
  /** `chunk` may show the model's own memory: it must be written or copied when the result settles. */
  write(chunk: Uint8Array): Promise<void> | void;
}

export function byteSource(source: WeightSource): ByteSource {
  if (ArrayBuffer.isView(source)) return fromBytes(new Uint8Array(source.buffer, source.byteOffset, source.byteLength));
  if (source instanceof ArrayBuffer || Object.prototype.toString.call(source) === "[object ArrayBuffer]") return fromBytes(new Uint8Array(source as ArrayBuffer));
  if (typeof source === "object" && source !== null) {
    if ("read" in source && typeof source.read === "function") return source;
    if ("slice" in source && "arrayBuffer" in source) return fromBlob(source);
  }
  throw new ModelError("Weights must be bytes, a Blob, or an object with size and read(offset, into).");
}

function fromBytes(bytes: Uint8Array): ByteSource {
  return { size: bytes.byteLength, read: (offset, into) => into.set(bytes.subarray(offset, offset + into.length)) };
}

function fromBlob(blob: Blob): ByteSource {
  return {
    size: blob.size,
    read: async (offset, into) => into.set(new Uint8Array(await blob.slice(offset, offset + into.length).arrayBuffer())),
  };
}
