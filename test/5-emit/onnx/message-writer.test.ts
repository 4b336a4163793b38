import protobuf from "protobufjs";
import { describe, expect, test } from "vitest";
import { MessageWriter } from "../../../src/5-emit/onnx/message-writer.ts";

const { root } = protobuf.parse(`
  syntax = "proto2";
  message Sample {
    optional int64 number = 1;
    optional float fraction = 2;
    optional string text = 3;
    optional bytes data = 4;
    repeated Sample children = 100;
  }
`);
const Sample = root.lookupType("Sample");

function decode(message: MessageWriter): Record<string, unknown> {
  const bytes = Buffer.concat(message.finish());
  expect(bytes.byteLength).toBe(message.byteLength);
  return Sample.toObject(Sample.decode(bytes), { longs: String });
}

describe("MessageWriter", () => {
  test.each([0, 1, 127, 128, 300, 2 ** 31, 2 ** 32 + 5, Number.MAX_SAFE_INTEGER, -1, -(2 ** 40)])("integer %d", (number) => {
    expect(decode(new MessageWriter().integer(1, number))).toEqual({ number: String(number) });
  });

  test("floats, text beyond ASCII and bytes", () => {
    const data = Uint8Array.of(0, 255, 128);
    const decoded = decode(new MessageWriter().float(2, -0.1).text(3, "卷积 σ²").bytes(4, data));
    expect(decoded).toEqual({ fraction: Math.fround(-0.1), text: "卷积 σ²", data: Buffer.from(data) });
  });

  test("nested messages, empty ones and fields beyond 15 too", () => {
    const inner = new MessageWriter().text(3, "x".repeat(200));
    const decoded = decode(new MessageWriter().message(100, new MessageWriter().message(100, inner)).message(100, new MessageWriter()).integer(1, 7));
    expect(decoded).toEqual({ children: [{ children: [{ text: "x".repeat(200) }] }, {}], number: "7" });
  });

  test("large payloads are chunks of their own, at any depth and not copied; small pieces are joined", () => {
    const large = new Uint8Array(10_000).fill(7);
    const inner = new MessageWriter().text(3, "before").bytes(4, large).integer(1, 5);
    const outer = new MessageWriter().integer(1, 1).message(100, inner).float(2, 2);
    const chunks = outer.finish();
    expect(chunks).toHaveLength(3);
    expect(chunks[1]).toBe(large);
    expect(decode(outer)).toEqual({ number: "1", fraction: 2, children: [{ text: "before", data: Buffer.from(large), number: "5" }] });
  });
});
