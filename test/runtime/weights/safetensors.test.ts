import { describe, expect, test } from "vitest";
import { byteSource } from "../../../src/runtime/weights/byte-source.ts";
import { readSafetensors, writeSafetensorsHeader } from "../../../src/runtime/weights/safetensors.ts";
import { ModelError } from "../../../src/runtime/index.ts";

/** A file of this header, text or bytes, and so many bytes of data; `length` is what it says of its header. */
function file(header: string | Uint8Array, dataBytes = 0, length?: bigint): Uint8Array {
  const text = typeof header === "string" ? new TextEncoder().encode(header) : header;
  const bytes = new Uint8Array(8 + text.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

const entry = (dtype: string, shape: string, offsets: string) => `{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}`;
const read = (bytes: Uint8Array) => readSafetensors(byteSource(bytes));

describe("good files", () => {
  test("tensors in the order of their bytes, metadata passed over, space allowed", async () => {
    const header = ` { "__metadata__" : {"format":"pt","a\\u0041":"\\"}"}, "b":${entry("F16", "[ 2 , 3 ]", "[4, 16]")},\n"a":${entry("F32", "[]", "[0,4]")} , "empty":${entry("F32", "[0, 3]", "[16,16]")}}   `;
    const start = 8 + header.length;
    expect(await read(file(header, 16))).toEqual([
      { name: "a", format: "F32", shape: [], byteOffset: start, byteLength: 4 },
      { name: "b", format: "F16", shape: [2, 3], byteOffset: start + 4, byteLength: 12 },
      { name: "empty", format: "F32", shape: [0, 3], byteOffset: start + 16, byteLength: 0 },
    ]);
  });

  test("no tensors at all", async () => {
    expect(await read(file("{}"))).toEqual([]);
  });

  test("names such as __proto__ and escapes in them", async () => {
    const stored = await read(file(`{"__proto__":${entry("U8", "[1]", "[0,1]")},"\\u5377\\n":${entry("U8", "[1]", "[1,2]")}}`, 2));
    expect(stored.map(({ name }) => name)).toEqual(["__proto__", "卷\n"]);
  });

  test("a written header is read again, aligned to 8 bytes by spaces", async () => {
    for (const name of ["w", "we", "__proto__", '"\n', "线性.weight"]) {
      const header = writeSafetensorsHeader([{ name, format: "F32", shape: [2], offset: 0, byteLength: 8 }]);
      expect(header.length % 8).toBe(0);
      const stored = await read(Uint8Array.from([...header, 1, 2, 3, 4, 5, 6, 7, 8]));
      expect(stored).toEqual([{ name, format: "F32", shape: [2], byteOffset: header.length, byteLength: 8 }]);
      expect(new TextDecoder().decode(header.subarray(8))).toMatch(/^\{.*\} *$/s);
    }
  });
});

const one = entry("U8", "[1]", "[0,1]");
const long = "n".repeat(100_000);

describe("broken files", () => {
  test.each<[string, Uint8Array, string]>([
    ["empty", new Uint8Array(0), "it has 0 bytes, too few for a header"],
    ["of 9 bytes", new Uint8Array(9), "it has 9 bytes, too few for a header"],
    ["whose header's length is absurd", file("{}", 0, 2n ** 64n - 1n), "its header would have 18446744073709551615 bytes; the format allows 100000000"],
    ["whose header would pass the limit", file("{}", 0, 100_000_001n), "its header would have 100000001 bytes; the format allows 100000000"],
    ["whose header would pass its end", file("{}", 5, 8n), "its header would have 8 bytes, and the file ends after 7 of them"],
    ["whose header is cut", file(`{"a":${one}}`, 0, 10n), "(character 10 of the header)"],
    ["whose header is empty", file("", 4), '"{" is missing'],
    ["that is a zip archive", file(Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0, 0, 0)), '"{" is missing'],
    ["with a byte order mark", file("\ufeff{}"), '"{" is missing'],
    ["that is not UTF-8", file(Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x7d)), "its header is not UTF-8"],
    ["with an overlong encoding", file(Uint8Array.of(0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x7d)), "its header is not UTF-8"],
    ["with a surrogate in UTF-8", file(Uint8Array.of(0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x7d)), "its header is not UTF-8"],
    ["with text after the header", file("{} x"), "something follows the header's last brace"],
    ["whose header is a list", file("[]"), '"{" is missing'],
    ["with deep nesting", file("[".repeat(1_000_000)), '"{" is missing'],
    ["with deep nesting in metadata", file(`{"__metadata__":{"a":${"[".repeat(1_000_000)}`), '"\\"" is missing'],
    ["with a number in metadata", file('{"__metadata__":{"a":1}}'), '"\\"" is missing'],
    ["with a tensor twice", file(`{"a":${one},"a":${one}}`, 1), 'the key "a" stands twice'],
    ["with a tensor twice, once escaped", file(`{"a":${one},"\\u0061":${one}}`, 1), 'the key "a" stands twice'],
    ["with a key of a tensor twice", file('{"a":{"dtype":"U8","dtype":"U8"}}', 1), 'the key "dtype" stands twice'],
    ["with metadata twice", file('{"__metadata__":{},"__metadata__":{}}'), 'the key "__metadata__" stands twice'],
    ["with an unknown key", file('{"a":{"type":"U8"}}'), '"a" has the unknown key "type"'],
    ["with a key too few", file('{"a":{"dtype":"U8","shape":[1]}}', 1), '"a" lacks dtype, shape or data_offsets'],
    ["with an unknown dtype", file(`{"a":${entry("F99", "[1]", "[0,1]")}}`, 1), '"a" has the unknown dtype "F99"'],
    ["with a dtype such as constructor", file(`{"a":${entry("constructor", "[1]", "[0,1]")}}`, 1), 'unknown dtype "constructor"'],
    ["with a negative size", file(`{"a":${entry("U8", "[-1]", "[0,1]")}}`, 1), '"-1" is no whole number of at least 0'],
    ["with a fraction", file(`{"a":${entry("U8", "[1.5]", "[0,1]")}}`, 1), '"1.5" is no whole number'],
    ["with an exponent", file(`{"a":${entry("U8", "[1e0]", "[0,1]")}}`, 1), '"1e0" is no whole number'],
    ["with a leading zero", file(`{"a":${entry("U8", "[01]", "[0,1]")}}`, 1), '"01" is no whole number'],
    ["with a size beyond 2^53", file(`{"a":${entry("U8", "[9007199254740993]", "[0,1]")}}`, 1), '"9007199254740993" is no whole number'],
    ["with a size of a million digits", file(`{"a":${entry("U8", `[${"9".repeat(1_000_000)}]`, "[0,1]")}}`, 1), 'is no whole number'],
    ["with a string for a size", file(`{"a":${entry("U8", '["1"]', "[0,1]")}}`, 1), "is no whole number"],
    ["with a comma too many", file(`{"a":${entry("U8", "[1,]", "[0,1]")}}`, 1), '"" is no whole number'],
    ["with null for a tensor", file('{"a":null}'), '"{" is missing'],
    ["with a shape that overflows", file(`{"a":${entry("F32", "[4294967296,4294967296]", "[0,0]")}}`), 'the shape (4294967296, 4294967296) of "a" is too large to count'],
    ["with three offsets", file(`{"a":${entry("U8", "[1]", "[0,1,2]")}}`, 1), 'data_offsets of "a" are not two numbers'],
    ["with offsets that run backwards", file(`{"a":${entry("U8", "[1]", "[1,0]")}}`, 1), 'data_offsets of "a" run backwards'],
    ["with offsets that lie about the length", file(`{"a":${entry("F32", "[2]", "[0,4]")}}`, 8), '"a" of shape (2) and dtype F32 takes 8 bytes, and its data_offsets span 4'],
    ["with offsets past its end", file(`{"a":${entry("F32", "[2]", "[0,8]")}}`, 4), '"a" ends at byte 8 of the data, and the file has 4'],
    ["with tensors that overlap", file(`{"a":${entry("U8", "[4]", "[0,4]")},"b":${entry("U8", "[4]", "[2,6]")}}`, 6), '"b" overlaps "a"'],
    ["with two tensors in one place", file(`{"a":${one},"b":${one}}`, 1), '"b" overlaps "a"'],
    ["with a hole", file(`{"a":${one},"b":${entry("U8", "[1]", "[2,3]")}}`, 3), "bytes 1 to 2 of the data belong to no tensor"],
    ["with data that no tensor has", file(`{"a":${one}}`, 3), "bytes 1 to 3 of the data belong to no tensor"],
    ["with a string that does not end", file('{"a'), "a string does not end"],
    ["with a string that ends in a backslash", file('{"a\\'), "a string does not end"],
    ["with a false escape", file('{"\\x":{}}'), "a string is no JSON"],
    ["with a control character in a string", file('{"a\u0001":{}}'), "a string is no JSON"],
    ["with a very long name", file(`{"${long}":${entry("F99", "[1]", "[0,1]")}}`, 1), `"${"n".repeat(80)}…" has the unknown dtype`],
  ])("%s", async (_, bytes, message) => {
    const error = await read(bytes).then(() => undefined, (reason: unknown) => reason);
    expect(error).toBeInstanceOf(ModelError);
    expect((error as ModelError).message).toMatch(/^The weights are no valid safetensors file: /);
    expect((error as ModelError).message).toContain(message);
  });

  test("a source whose size is no size", async () => {
    for (const size of [-1, 1.5, NaN, Infinity]) {
      await expect(readSafetensors({ size, read() {} })).rejects.toThrow(`The size of the weights is ${size}; it must be a whole number of bytes.`);
    }
  });

  test("random damage to a good file never gives anything but a list or a ModelError", async () => {
    const good = file(`{"a":${entry("F32", "[2]", "[0,8]")},"b":${entry("I64", "[]", "[8,16]")}}`, 16);
    let refused = 0;
    for (let position = 0; position < good.length; position++) {
      for (const byte of [0, 0x22, 0x2c, 0x31, 0x5b, 0x7d, 0xff]) {
        const damaged = Uint8Array.from(good);
        damaged[position] = byte;
        const result = await read(damaged).catch((error: unknown) => error);
        if (Array.isArray(result)) continue;
        expect(result).toBeInstanceOf(ModelError);
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(400);
  });
});
