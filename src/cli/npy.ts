/**
 * NumPy's file format: 6 bytes of magic, a version, the header's length, the header as a Python dictionary, the
 * numbers. Reads versions 1 to 3 into float32 or int32 in row-major order; writes version 1, little-endian.
 * Everything in a file is checked before memory is made for it.
 * Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
import { elementCount } from "../ops/shapes.ts";

export interface NpyArray {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

interface NpyHeader {
  readonly type: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Where the numbers start. */
  readonly byteOffset: number;
}

/** How numbers of a type are read, one by one; `view` starts at the first. */
interface NumberType {
  readonly bytes: number;
  readonly isInteger: boolean;
  readonly read: (view: DataView, byteOffset: number, littleEndian: boolean) => number;
}

const integer = (bytes: number, read: NumberType["read"]): NumberType => ({ bytes, isInteger: true, read });
const float = (bytes: number, read: NumberType["read"]): NumberType => ({ bytes, isInteger: false, read });

const types: ReadonlyMap<string, NumberType> = new Map([
  ["f2", float(2, readHalf)],
  ["f4", float(4, (view, at, little) => view.getFloat32(at, little))],
  ["f8", float(8, (view, at, little) => view.getFloat64(at, little))],
  ["i1", integer(1, (view, at) => view.getInt8(at))],
  ["i2", integer(2, (view, at, little) => view.getInt16(at, little))],
  ["i4", integer(4, (view, at, little) => view.getInt32(at, little))],
  ["i8", integer(8, (view, at, little) => Number(view.getBigInt64(at, little)))],
  ["u1", integer(1, (view, at) => view.getUint8(at))],
  ["u2", integer(2, (view, at, little) => view.getUint16(at, little))],
  ["u4", integer(4, (view, at, little) => view.getUint32(at, little))],
  ["u8", integer(8, (view, at, little) => Number(view.getBigUint64(at, little)))],
  ["b1", integer(1, (view, at) => Number(view.getUint8(at) !== 0))],
]);

const magic = "\u0093NUMPY";
const mostHeaderBytes = 1 << 16;
/** Of the format: the numbers start at a multiple of this. */
const alignment = 64;
/** NumPy's limit. */
const mostAxes = 64;

/** What is wrong with a file; the caller says which file it is. */
export class NpyError extends Error {
  override readonly name = "NpyError";
}

/** Float32 where the file has floats or the reader wants them; integers beyond int32 are refused where int32 is wanted. */
export function readNpy(bytes: Uint8Array, element: "float32" | "int32"): NpyArray {
  const { type, fortranOrder, shape, byteOffset } = readHeader(bytes);
  const number = types.get(type.slice(1));
  if (number === undefined || !"<>|=".includes(type[0]!)) throw new NpyError(`it holds numbers of type ${JSON.stringify(type)}; ${[...types.keys()].join(", ")} can be read`);
  const count = elementCount(shape);
  if (!Number.isSafeInteger(count) || byteOffset + count * number.bytes !== bytes.byteLength) {
    throw new NpyError(`its shape (${shape.join(", ")}) takes ${count * number.bytes} bytes, and ${bytes.byteLength - byteOffset} are there`);
  }
  if (element === "int32" && !number.isInteger) throw new NpyError(`it holds numbers of type ${type}, and whole numbers are wanted`);
  const view = new DataView(bytes.buffer, bytes.byteOffset + byteOffset);
  const littleEndian = type[0] !== ">";
  const data = element === "int32" ? new Int32Array(count) : new Float32Array(count);
  const place = fortranOrder ? rowMajorPlaces(shape) : (index: number) => index;
  for (let index = 0; index < count; index++) {
    const value = number.read(view, index * number.bytes, littleEndian);
    if (element === "int32" && value !== (value | 0)) throw new NpyError(`it holds ${value}, and numbers of 32 bits are wanted`);
    data[place(index)] = value;
  }
  return { shape, data };
}

/** The header; the numbers follow as they are in memory. */
export function npyHeader(element: "float32" | "int32", shape: readonly number[]): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const text = `{'descr': '${element === "float32" ? "<f4" : "<i4"}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const length = Math.ceil((10 + text.length + 1) / alignment) * alignment - 10;
  const bytes = new Uint8Array(10 + length).fill(0x20);
  bytes.set(Buffer.from(magic, "latin1"));
  bytes.set([1, 0, length & 0xff, length >> 8], magic.length);
  bytes.set(Buffer.from(text, "latin1"), 10);
  bytes[bytes.length - 1] = 0x0a;
  return bytes;
}

function readHeader(bytes: Uint8Array): NpyHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < 12 || Buffer.from(bytes.subarray(0, 6)).toString("latin1") !== magic) throw new NpyError("it is no .npy file");
  const version = bytes[6]!;
  if (version < 1 || version > 3) throw new NpyError(`it has version ${version} of the format; 1 to 3 can be read`);
  const start = version === 1 ? 10 : 12;
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > mostHeaderBytes || start + length > bytes.byteLength) throw new NpyError(`its header would have ${length} bytes`);
  const header = Buffer.from(bytes.subarray(start, start + length)).toString("utf8");
  const type = /['"]descr['"]\s*:\s*['"]([^'"]*)['"]/.exec(header)?.[1];
  const order = /['"]fortran_order['"]\s*:\s*(True|False)/.exec(header)?.[1];
  const shape = /['"]shape['"]\s*:\s*\(([\d\s,]*)\)/.exec(header)?.[1];
  if (type === undefined || order === undefined || shape === undefined) throw new NpyError("its header tells no type, order and shape of an array of numbers");
  const sizes = shape.split(",").map((size) => size.trim()).filter((size) => size !== "").map(Number);
  if (sizes.length > mostAxes) throw new NpyError(`its shape has ${sizes.length} axes; NumPy's arrays have ${mostAxes} at most`);
  return { type, fortranOrder: order === "True", shape: sizes, byteOffset: start + length };
}

/** From an index that counts the first axis fastest to one that counts the last axis fastest. */
function rowMajorPlaces(shape: readonly number[]): (index: number) => number {
  const strides = shape.map((_, axis) => elementCount(shape.slice(axis + 1)));
  return (index) => {
    let place = 0;
    let rest = index;
    for (const [axis, size] of shape.entries()) {
      place += (rest % size) * strides[axis]!;
      rest = Math.floor(rest / size);
    }
    return place;
  };
}

/** 1 bit of sign, 5 of exponent biased by 15, 10 of fraction. */
function readHalf(view: DataView, byteOffset: number, littleEndian: boolean): number {
  const bits = view.getUint16(byteOffset, littleEndian);
  const exponent = (bits >> 10) & 0x1f;
  const fraction = (bits & 0x3ff) / 2 ** 10;
  const sign = bits >> 15 === 1 ? -1 : 1;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -14 : (1 + fraction) * 2 ** (exponent - 15));
}
