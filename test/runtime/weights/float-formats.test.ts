import { expect, test } from "vitest";
import { decodeFloats } from "../../../src/runtime/weights/float-formats.ts";

/** All numbers of 16 bits, in order. */
const sixteenBits = new Uint8Array(Uint16Array.from({ length: 65_536 }, (_, bits) => bits).buffer);

/** The float16 by its definition. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The bfloat16 by its definition. */
function bfloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 7) & 255;
  const fraction = bits & 127;
  if (exponent === 255) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** -133 : sign * (1 + fraction / 128) * 2 ** (exponent - 127);
}

test.each([["F16", half], ["BF16", bfloat]] as const)("all 65,536 numbers of %s, signed zeros and NaN among them", (format, formula) => {
  const into = new Float32Array(65_536);
  decodeFloats(format, sixteenBits, into);
  expect(Array.from({ length: 65_536 }, (_, bits) => bits).filter((bits) => !Object.is(into[bits], formula(bits)))).toEqual([]);
});

test("F64 is rounded to the nearest float32", () => {
  const values = [0.1, -0, 1 + 2 ** -24, 1 + 2 ** -24 + 2 ** -50, 1e-46, 1e39, -Infinity, NaN];
  const into = new Float32Array(values.length);
  decodeFloats("F64", new Uint8Array(new Float64Array(values).buffer), into);
  expect([...into]).toEqual(values.map(Math.fround));
});

test("F32 keeps its bits, those of NaNs among them", () => {
  const bits = Uint32Array.of(0x7fc00001, 0xffa12345, 0x00000001, 0x80000000, 0x3f800000);
  const into = new Float32Array(bits.length);
  decodeFloats("F32", new Uint8Array(bits.buffer), into);
  expect([...new Uint32Array(into.buffer)]).toEqual([...bits]);
});

test("bytes at an odd offset are read as well", () => {
  const into = new Float32Array(1);
  decodeFloats("F16", Uint8Array.of(9, 0x00, 0x3c).subarray(1), into);
  expect(into[0]).toBe(1);
});
