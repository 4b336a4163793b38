/**
 * Protobuf's wire format, the part that ONNX needs: fields go in, chunks of bytes come out. Large payloads stay where
 * they are and become chunks of their own, so that a model of gigabytes is written without a copy of its weights.
 * Knows no message types. Source: https://protobuf.dev/programming-guides/encoding
 */

/** Payloads below this are copied together: fewer, larger writes. */
const copiedBelow = 4096;
const wireType = { varint: 0, lengthDelimited: 2, fixed32: 5 } as const;
const encoder = new TextEncoder();

/** One message under construction. Fields appear in the order of the calls. */
export class MessageWriter {
  #chunks: Uint8Array[] = [];
  #pending: number[] = [];
  #byteLength = 0;

  get byteLength(): number {
    return this.#byteLength;
  }

  /** Any of protobuf's int32, int64 and enum types. */
  integer(field: number, value: number): this {
    this.#tag(field, wireType.varint);
    this.#varint(value);
    return this;
  }

  float(field: number, value: number): this {
    this.#tag(field, wireType.fixed32);
    const bytes = new DataView(new ArrayBuffer(4));
    bytes.setFloat32(0, value, true);
    this.#append(new Uint8Array(bytes.buffer));
    return this;
  }

  text(field: number, value: string): this {
    return this.bytes(field, encoder.encode(value));
  }

  bytes(field: number, value: Uint8Array): this {
    this.#tag(field, wireType.lengthDelimited);
    this.#varint(value.byteLength);
    this.#append(value);
    return this;
  }

  /** A nested message, which must be complete. */
  message(field: number, value: MessageWriter): this {
    this.#tag(field, wireType.lengthDelimited);
    this.#varint(value.byteLength);
    for (const chunk of value.finish()) this.#append(chunk);
    return this;
  }

  /** The message's bytes, to be written one after the other. */
  finish(): Uint8Array[] {
    if (this.#pending.length > 0) {
      this.#chunks.push(Uint8Array.from(this.#pending));
      this.#pending = [];
    }
    return this.#chunks;
  }

  #tag(field: number, type: number): void {
    this.#varint(field * 8 + type);
  }

  /** Seven bits a byte, lowest first; a negative number as its 64-bit two's complement. */
  #varint(value: number): void {
    let rest = BigInt.asUintN(64, BigInt(value));
    const bytes: number[] = [];
    for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
    bytes.push(Number(rest));
    this.#append(Uint8Array.from(bytes));
  }

  #append(bytes: Uint8Array): void {
    this.#byteLength += bytes.byteLength;
    if (bytes.byteLength < copiedBelow) {
      for (const byte of bytes) this.#pending.push(byte);
      return;
    }
    this.finish();
    this.#chunks.push(bytes);
  }
}
