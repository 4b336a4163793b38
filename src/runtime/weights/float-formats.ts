/**
 * From the little-endian numbers of a file to float32. F16 and BF16 widen bit by bit, NaN payloads included; F64 is
 * rounded to the nearest float32.
 */

/** Formats of which parameters can be loaded. */
export type FloatFormat = "F32" | "F16" | "BF16" | "F64";

/** Bytes of one number. */
export const FLOAT_BYTES: Readonly<Record<FloatFormat, number>> = { F32: 4, F16: 2, BF16: 2, F64: 8 };

/** Fills `into` from as many numbers at the start of `bytes`. */
export function decodeFloats(format: FloatFormat, bytes: Uint8Array, into: Float32Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (format === "F64") {
    for (let i = 0; i < into.length; i++) into[i] = view.getFloat64(8 * i, true);
    return;
  }
  const bits = new Uint32Array(into.buffer, into.byteOffset, into.length);
  if (format === "F32") for (let i = 0; i < bits.length; i++) bits[i] = view.getUint32(4 * i, true);
  else if (format === "BF16") for (let i = 0; i < bits.length; i++) bits[i] = view.getUint16(2 * i, true) << 16;
  else for (let i = 0; i < bits.length; i++) bits[i] = widenHalf(view.getUint16(2 * i, true));
}

/** The bits of the float32 that equals a float16: 5 bits of exponent, biased by 15, become 8, biased by 127. */
function widenHalf(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >>> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return sign | 0x7f800000 | (fraction << 13);
  if (exponent !== 0) return sign | ((exponent + 112) << 23) | (fraction << 13);
  if (fraction === 0) return sign;
  const shift = Math.clz32(fraction) - 21;
  return sign | ((113 - shift) << 23) | (((fraction << shift) & 0x3ff) << 13);
}
