import { describe, expect, test } from "vitest";
import { batchNorm, float32, input, ModelError, parameter, createModel, type ByteSource, type Model } from "../../../src/runtime/index.ts";
import { createOneLayer, createTinyNet, defineWith } from "../tiny-models.ts";

interface Stored { readonly dtype: string; readonly shape: readonly number[]; readonly data: ArrayBufferView }

/** A safetensors file of these tensors, in their order. */
function safetensors(tensors: Readonly<Record<string, Stored>>): Uint8Array {
  let offset = 0;
  const parts: Uint8Array[] = [];
  const header = Object.entries(tensors).map(([name, { dtype, shape, data }]) => {
    parts.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    offset += data.byteLength;
    return `${JSON.stringify(name)}:${JSON.stringify({ dtype, shape, data_offsets: [offset - data.byteLength, offset] })}`;
  });
  const text = new TextEncoder().encode(`{${header.join(",")}}`);
  const length = new Uint8Array(new BigUint64Array([BigInt(text.length)]).buffer);
  return Uint8Array.from([length, text, ...parts].flatMap((part) => [...part]));
}

function headerOf(bytes: Uint8Array): Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }> {
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  return JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
}

const f32 = (shape: readonly number[], ...values: readonly number[]): Stored => ({ dtype: "F32", shape, data: Float32Array.from(values) });
const layer = { "fc.weight": f32([3, 2], 1, 2, 3, 4, 5, 6), "fc.bias": f32([3], 10, 20, 30) };
const failure = (promise: Promise<unknown>) => promise.then(() => "nothing failed", (error: unknown) => (error instanceof ModelError ? error.message : String(error)));

/** Every way in which bytes can be given. */
const sources: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array | ArrayBuffer | Blob | ByteSource>> = {
  "a Uint8Array": (bytes) => bytes,
  "a part of a larger buffer": (bytes) => Uint8Array.from([7, 7, 7, ...bytes, 7]).subarray(3, 3 + bytes.length),
  "an ArrayBuffer": (bytes) => Uint8Array.from(bytes).buffer,
  "a Blob": (bytes) => new Blob([Uint8Array.from(bytes)]),
  "something that reads at once": (bytes) => ({ size: bytes.length, read: (offset, into) => into.set(bytes.subarray(offset, offset + into.length)) }),
  "something that reads later": (bytes) => ({
    size: bytes.length,
    async read(offset, into) {
      await Promise.resolve();
      into.set(bytes.subarray(offset, offset + into.length));
    },
  }),
  "an object with a class": (bytes) => new (class {
    readonly size = bytes.length;
    read(offset: number, into: Uint8Array): void {
      into.set(bytes.subarray(offset, Math.min(offset + into.length, this.size)));
    }
  })(),
};

describe("loading", () => {
  test.each(Object.entries(sources))("from %s", async (_, source) => {
    const model = await createOneLayer({ weights: source(safetensors(layer)) });
    const { y } = await model.run({ x: Float32Array.of(1, -1) });
    expect([...y.data]).toEqual([9, 19, 29]);
  });

  test("F16, BF16 and F64 become float32", async () => {
    const model = await createOneLayer({ weights: safetensors({
      "fc.weight": { dtype: "F16", shape: [3, 2], data: Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7bff, 0x8000, 0x3555) },
      "fc.bias": { dtype: "BF16", shape: [3], data: Uint16Array.of(0x3f80, 0xc049, 0x0001) },
    }) });
    expect([...model.parameter("fc.weight")]).toEqual([1, -2, 2 ** -24, 65504, -0, 0.333251953125]);
    expect([...model.parameter("fc.bias")]).toEqual([1, -3.140625, 2 ** -133]);
    await model.loadWeights(safetensors({ ...layer, "fc.bias": { dtype: "F64", shape: [3], data: Float64Array.of(0.1, 1e-50, -2) } }));
    expect([...model.parameter("fc.bias")]).toEqual([Math.fround(0.1), 0, -2]);
  });

  test("tensors larger than one piece, read in pieces of at most 4 MiB", async () => {
    const count = 2_500_001;
    const definition = defineWith((net) => ({ w: parameter(net, "w", { shape: [count] }) }));
    const values = Float32Array.from({ length: count }, (_, i) => i);
    const header = new TextEncoder().encode(`{"w":{"dtype":"F32","shape":[${count}],"data_offsets":[0,${4 * count}]}}`);
    const bytes = new Uint8Array(8 + header.length + values.byteLength);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
    bytes.set(header, 8);
    bytes.set(new Uint8Array(values.buffer), 8 + header.length);
    let largest = 0;
    const model: Model<never, "w"> = await createModel(definition, { weights: {
      size: bytes.length,
      read(offset, into) {
        largest = Math.max(largest, into.length);
        into.set(bytes.subarray(offset, offset + into.length));
      },
    } });
    expect(largest).toBeLessThanOrEqual(2 ** 22);
    expect(model.parameter("w").every((value, i) => value === i)).toBe(true);
    const halves = new Uint16Array(count).fill(0x3c00).fill(0x4000, 2_200_000);
    const halfHeader = new TextEncoder().encode(`{"w":{"dtype":"F16","shape":[${count}],"data_offsets":[0,${2 * count}]}}`);
    const length = new BigUint64Array([BigInt(halfHeader.length)]);
    await model.loadWeights(new Blob([length, halfHeader, halves]));
    expect(model.parameter("w").every((value, i) => value === (i < 2_200_000 ? 1 : 2))).toBe(true);
  });

  test("batch norm's counters may be there or not, and are kept", async () => {
    const model = await createTinyNet({ NClass: 2 });
    const name = "convblock1.bn.num_batches_tracked";
    const saved = await model.saveWeights();
    const view = new DataView(saved.buffer);
    const start = 8 + Number(view.getBigUint64(0, true)) + headerOf(saved)[name]!.data_offsets[0];
    expect(view.getBigInt64(start, true)).toBe(0n);
    view.setBigInt64(start, 123_456_789_012n, true);
    await model.loadWeights(saved);
    expect(await model.saveWeights()).toEqual(saved);
    const without = safetensors(Object.fromEntries(model.parameters.filter(({ element }) => element === "float32")
      .map((entry) => [entry.name, { dtype: "F32", shape: entry.shape, data: model.parameter(entry.name) }])));
    await model.loadWeights(without);
    view.setBigInt64(start, 0n, true);
    expect(await model.saveWeights()).toEqual(saved);
  });
});

describe("what does not fit is listed, whole", () => {
  test("missing, surplus, misshapen and of a strange type, with the nearest names", async () => {
    const weights = safetensors({ "fc.wieght": f32([3, 2], 1, 2, 3, 4, 5, 6), zebra: f32([1], 1), "fc.bias": f32([1, 3], 1, 2, 3) });
    expect(await failure(createOneLayer({ weights }))).toBe([
      "The weights do not fit OneLayer:",
      'fc.weight is missing; the nearest in the file is "fc.wieght"',
      '"fc.wieght" is no parameter of the model; the nearest is "fc.weight"',
      '"zebra" is no parameter of the model',
      "fc.bias has shape (1, 3), and the model wants (3)",
    ].join("\n  "));
    const integers = safetensors({ ...layer, "fc.bias": { dtype: "I32", shape: [3], data: new Int32Array(3) } });
    expect(await failure(createOneLayer({ weights: integers }))).toBe("The weights do not fit OneLayer:\n  fc.bias is I32; F32, F16, BF16, F64 can be loaded");
  });

  test("a prefix is nearer than a likeness", async () => {
    const weights = safetensors({ "module.wrapped.fc.bias": f32([3], 1, 2, 3), "fc.weights": f32([3, 2], 1, 2, 3, 4, 5, 6) });
    const message = await failure(createOneLayer({ weights }));
    expect(message).toContain('fc.bias is missing; the nearest in the file is "module.wrapped.fc.bias"');
    expect(message).toContain('"fc.weights" is no parameter of the model; the nearest is "fc.weight"');
  });

  test("a counter that is no I64, and one where nothing counts", async () => {
    const definition = defineWith((net) => ({ y: batchNorm(net, "bn", input(net, "x", float32("BatchSize", 1)), { numFeatures: 1 }) }));
    const bn = { "bn.weight": f32([1], 1), "bn.bias": f32([1], 0), "bn.running_mean": f32([1], 0), "bn.running_var": f32([1], 1) };
    const create = (extra: Readonly<Record<string, Stored>>) => failure(createModel(definition, { weights: safetensors({ ...bn, ...extra }) }));
    expect(await create({ "bn.num_batches_tracked": f32([], 1) })).toContain("bn.num_batches_tracked is F32, and the model wants I64");
    expect(await create({ "bn.num_batches_tracked": { dtype: "I64", shape: [2], data: new BigInt64Array(2) } })).toContain("has shape (2), and the model wants ()");
    expect(await failure(createOneLayer({ weights: safetensors({ ...layer, "fc.num_batches_tracked": { dtype: "I64", shape: [], data: new BigInt64Array(1) } }) })))
      .toContain('"fc.num_batches_tracked" is no parameter of the model');
  });

  test("a file that does not fit changes nothing", async () => {
    const model = await createOneLayer({ seed: 3 });
    const before = await model.saveWeights();
    await expect(model.loadWeights(safetensors({ ...layer, more: f32([1], 1) }))).rejects.toThrow(ModelError);
    expect(await model.saveWeights()).toEqual(before);
    expect((await model.run({ x: Float32Array.of(1, 1) })).y.shape).toEqual([1, 3]);
  });

  test("a file of very many strange tensors is refused as well", async () => {
    const strange = Array.from({ length: 20_000 }, (_, i) => `"layer${i}":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}`);
    const header = new TextEncoder().encode(`{${strange.join(",")}}`);
    const weights = new Blob([new BigUint64Array([BigInt(header.length)]), header]);
    const message = await failure(createOneLayer({ weights }));
    expect(message.split("\n").length).toBe(1 + 2 + 20_000);
  });

  test("something that holds no bytes", async () => {
    // @ts-expect-error what a program without types might give
    expect(await failure(createOneLayer({ weights: "model.safetensors" }))).toBe("Weights must be bytes, a Blob, or an object with size and read(offset, into).");
  });
});

describe("a read that fails", () => {
  const failing = (bytes: Uint8Array, after: number): ByteSource => {
    let reads = 0;
    return {
      size: bytes.length,
      read(offset, into) {
        if (reads++ === after) throw new Error("the disk is gone");
        into.set(bytes.subarray(offset, offset + into.length));
      },
    };
  };

  test("comes out as it is, and before the first number it changes nothing", async () => {
    const model = await createOneLayer();
    await expect(model.loadWeights(failing(safetensors(layer), 1))).rejects.toThrow("the disk is gone");
    await expect(model.run({ x: Float32Array.of(1, 1) })).resolves.toBeDefined();
  });

  test("midway leaves a model that does not run until weights are loaded", async () => {
    const model = await createOneLayer();
    await expect(model.loadWeights(failing(safetensors(layer), 3))).rejects.toThrow("the disk is gone");
    await expect(model.run({ x: Float32Array.of(1, 1) })).rejects.toThrow("OneLayer has only a part of its new weights, because loading them failed; load weights again.");
    await model.loadWeights(safetensors(layer));
    expect([...(await model.run({ x: Float32Array.of(1, 1) })).y.data]).toEqual([13, 27, 41]);
  });
});

describe("saving", () => {
  test("names, shapes and order are those of PyTorch's state_dict", async () => {
    const model = await createTinyNet({ NClass: 5 });
    const header = headerOf(await model.saveWeights());
    expect(header["__metadata__"]).toEqual({ format: "pt" });
    expect(Object.entries(header).slice(1).map(([name, { dtype, shape }]) => [name, dtype, shape])).toEqual([
      ["convblock1.conv1.weight", "F32", [3, 3, 3, 3]],
      ["convblock1.conv1.bias", "F32", [3]],
      ["convblock1.bn.weight", "F32", [3]],
      ["convblock1.bn.bias", "F32", [3]],
      ["convblock1.bn.running_mean", "F32", [3]],
      ["convblock1.bn.running_var", "F32", [3]],
      ["convblock1.bn.num_batches_tracked", "I64", []],
      ["linear1.weight", "F32", [5, 48]],
      ["linear1.bias", "F32", [5]],
    ]);
    expect(model.parameters.map(({ name, shape, element, buffer }) => [name, shape, element, buffer]).slice(4, 8)).toEqual([
      ["convblock1.bn.running_mean", [3], "float32", true],
      ["convblock1.bn.running_var", [3], "float32", true],
      ["convblock1.bn.num_batches_tracked", [], "int64", true],
      ["linear1.weight", [5, 48], "float32", false],
    ]);
  });

  test("every tensor is aligned to its numbers, which PyTorch's reader asks for", async () => {
    for (const [name, { dtype, data_offsets: [begin] }] of Object.entries(headerOf(await (await createTinyNet({ NClass: 1 })).saveWeights())).slice(1)) {
      expect([name, begin % (dtype === "I64" ? 8 : 4)]).toEqual([name, 0]);
    }
  });

  test("what is loaded again has the same bits, NaN payloads and denormal numbers among them", async () => {
    const model = await createOneLayer({ seed: 1 });
    const bits = new Uint32Array(model.parameter("fc.weight").buffer);
    bits.set([0x7fc12345, 0xffffffff, 0x00000001, 0x80000000, 0x7f800000, 0x3dcccccd]);
    const bytes = await model.saveWeights();
    const other = await createOneLayer({ weights: bytes });
    expect([...new Uint32Array(other.parameter("fc.weight").buffer)]).toEqual([...bits]);
    expect(await other.saveWeights()).toEqual(bytes);
  });

  test("to a sink in pieces gives the same file", async () => {
    const model = await createTinyNet({ NClass: 7 });
    const pieces: Uint8Array[] = [];
    let writing = false;
    await model.saveWeightsTo({
      async write(chunk) {
        expect(writing).toBe(false);
        writing = true;
        await Promise.resolve();
        pieces.push(Uint8Array.from(chunk));
        writing = false;
      },
    });
    expect(pieces.length).toBeGreaterThan(8);
    expect(Uint8Array.from(pieces.flatMap((piece) => [...piece]))).toEqual(await model.saveWeights());
  });

  test("a sink that fails ends the saving", async () => {
    const model = await createOneLayer();
    await expect(model.saveWeightsTo({ write() { throw new Error("the disk is full"); } })).rejects.toThrow("the disk is full");
    await expect(model.saveWeights()).resolves.toBeDefined();
  });
});
