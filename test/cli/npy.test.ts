import { expect, test } from "vitest";
import { npyHeader, readNpy } from "../../src/cli/npy.ts";

/** A file of version 1 with this header; `pad` fills it up as NumPy does. */
function file(header: string, data: Uint8Array, version = 1): Uint8Array {
  const start = version === 1 ? 10 : 12;
  const padded = `${header.padEnd(Math.ceil((start + header.length + 1) / 64) * 64 - start - 1)}\n`;
  const lengthBytes = Buffer.alloc(start - 8);
  if (version === 1) lengthBytes.writeUInt16LE(Buffer.byteLength(padded));
  else lengthBytes.writeUInt32LE(Buffer.byteLength(padded));
  return Buffer.concat([Buffer.from("\u0093NUMPY", "latin1"), Buffer.from([version, 0]), lengthBytes, Buffer.from(padded), data]);
}

const header = (type: string, shape: string, order = "False") => `{'descr': '${type}', 'fortran_order': ${order}, 'shape': ${shape}, }`;
const bytesOf = (array: ArrayBufferView) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
const swapped = (array: ArrayBufferView, size: number) => {
  const bytes = Buffer.from(bytesOf(array));
  for (let at = 0; at < bytes.length; at += size) bytes.subarray(at, at + size).reverse();
  return bytes;
};
const failure = (bytes: Uint8Array, element: "float32" | "int32" = "float32") => {
  try {
    readNpy(bytes, element);
  } catch (error) {
    return error instanceof Error && error.name === "NpyError" ? error.message : `not refused but broken: ${String(error)}`;
  }
  return "accepted";
};

test("what is written is read again, and starts at a multiple of 64 bytes", () => {
  for (const shape of [[], [3], [2, 3], [1, 2, 3, 4], Array<number>(20).fill(1)]) {
    const data = Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, (_, i) => i - 0.5);
    const start = npyHeader("float32", shape);
    expect(start.length % 64).toBe(0);
    expect(readNpy(Buffer.concat([start, bytesOf(data)]), "float32")).toEqual({ shape, data });
  }
  const integers = Int32Array.of(-1, 2 ** 31 - 1);
  expect(readNpy(Buffer.concat([npyHeader("int32", [2]), bytesOf(integers)]), "int32")).toEqual({ shape: [2], data: integers });
});

test.each([
  ["<f4", bytesOf(Float32Array.of(1.5, -2))], [">f4", swapped(Float32Array.of(1.5, -2), 4)],
  ["<f8", bytesOf(Float64Array.of(1.5, -2))], [">f8", swapped(Float64Array.of(1.5, -2), 8)],
  ["<f2", bytesOf(Uint16Array.of(0x3e00, 0xc000))],
])("floats of type %s become float32", (type, data) => {
  expect(readNpy(file(header(type, "(2,)"), data), "float32").data).toEqual(Float32Array.of(1.5, -2));
});

test("half floats at their edges", () => {
  const halves = Uint16Array.of(0x0001, 0x03ff, 0x0400, 0x7bff, 0x7c00, 0xfc00, 0x7e00, 0x8000);
  const read = readNpy(file(header("<f2", "(8,)"), bytesOf(halves)), "float32").data;
  expect(Array.from(read)).toEqual([2 ** -24, 1023 * 2 ** -24, 2 ** -14, 65504, Infinity, -Infinity, NaN, -0]);
});

test.each([
  ["<i8", bytesOf(BigInt64Array.of(1n, 0n, 7n))], ["<i4", bytesOf(Int32Array.of(1, 0, 7))], ["<i2", bytesOf(Int16Array.of(1, 0, 7))],
  ["|i1", bytesOf(Int8Array.of(1, 0, 7))], ["|u1", Uint8Array.of(1, 0, 7)], ["<u4", bytesOf(Uint32Array.of(1, 0, 7))], ["<u8", bytesOf(BigUint64Array.of(1n, 0n, 7n))],
])("integers of type %s become what is wanted", (type, data) => {
  expect(readNpy(file(header(type, "(3,)"), data), "int32").data).toEqual(Int32Array.of(1, 0, 7));
  expect(readNpy(file(header(type, "(3,)"), data), "float32").data).toEqual(Float32Array.of(1, 0, 7));
});

test("booleans, and Fortran's order, are converted", () => {
  expect(readNpy(file(header("|b1", "(2, 1)"), Uint8Array.of(0, 1)), "float32").data).toEqual(Float32Array.of(0, 1));
  const columns = bytesOf(Float32Array.of(0, 3, 1, 4, 2, 5));
  expect(readNpy(file(header("<f4", "(2, 3)", "True"), columns), "float32")).toEqual({ shape: [2, 3], data: Float32Array.of(0, 1, 2, 3, 4, 5) });
});

test("versions 2 and 3, and a view that does not start at an even byte, are read", () => {
  const data = bytesOf(Float32Array.of(4));
  expect(readNpy(file(header("<f4", "(1,)"), data, 2), "float32").data).toEqual(Float32Array.of(4));
  const odd = Buffer.concat([Buffer.alloc(1), file(header("<f4", "(1,)"), data, 3)]).subarray(1);
  expect(readNpy(odd, "float32").data).toEqual(Float32Array.of(4));
});

test("a file that is none, or lies, is refused before memory is made for it", () => {
  const one = bytesOf(Float32Array.of(1));
  expect(failure(new Uint8Array())).toBe("it is no .npy file");
  expect(failure(Buffer.from("PK\u0003\u0004 not an array"))).toBe("it is no .npy file");
  expect(failure(file(header("<f4", "(1,)"), one, 4))).toMatch("version 4");
  expect(failure(file(header("<f4", "(1,)"), one).subarray(0, 40))).toMatch("header would have");
  expect(failure(file(header("<f4", "(2,)"), one))).toBe("its shape (2) takes 8 bytes, and 4 are there");
  expect(failure(file(header("<f4", "(99999999999, 99999999999)"), one))).toMatch("takes");
  expect(failure(file(header("<f4", `(${"9".repeat(400)},)`), one))).toMatch("takes Infinity bytes");
  expect(failure(file(header("<f4", "(-1,)"), one))).toMatch("no type, order and shape");
  expect(failure(file(header("<f4", `(${"1,".repeat(100)})`), one))).toMatch("100 axes");
  expect(failure(file(header("<c8", "(1,)"), one))).toMatch('numbers of type "<c8"');
  expect(failure(file(header("O", "(1,)"), one))).toMatch('numbers of type "O"');
  expect(failure(file("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }", one))).toMatch("no type, order and shape");
  expect(failure(file(header("<f4", "(1,)"), one), "int32")).toMatch("whole numbers are wanted");
  expect(failure(file(header("<i8", "(1,)"), bytesOf(BigInt64Array.of(2n ** 40n))), "int32")).toMatch("numbers of 32 bits");
});
