/** Memories that plans give back and take: which one, in what state, and what is said where there is none. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

type Pool = typeof import("../../../src/runtime/wasm/memory-pool.ts");

let leaseMemory: Pool["leaseMemory"];
let pageBytes: number;
/** Pages of the memories that were asked of the engine. */
let made: number[];
/** Makes the engine refuse so many of them. */
let refusals: number;

beforeEach(async () => {
  vi.resetModules();
  ({ leaseMemory, pageBytes } = await import("../../../src/runtime/wasm/memory-pool.ts"));
  made = [];
  refusals = 0;
  const { Memory } = WebAssembly;
  vi.spyOn(WebAssembly, "Memory").mockImplementation(function (descriptor: WebAssembly.MemoryDescriptor) {
    if (refusals-- > 0) throw new RangeError("could not allocate memory");
    made.push(descriptor.initial);
    return new Memory(descriptor);
  } as unknown as typeof WebAssembly.Memory);
});
afterEach(() => vi.restoreAllMocks());

const lease = (pages: number, shared = false) => leaseMemory(pages, shared, "a test");

test("a memory is of exactly the size asked for, and cannot grow", () => {
  const { memory } = lease(3);
  expect(memory.buffer.byteLength).toBe(3 * pageBytes);
  expect(() => memory.grow(1)).toThrow(RangeError);
});

describe("what is given back", () => {
  test("is taken by the next that it is large enough for, the smallest first, and left as it is", () => {
    const [large, small] = [lease(5), lease(3)];
    new Uint8Array(small.memory.buffer).fill(7);
    large.release();
    small.release();
    const again = lease(2);
    expect(again.memory).toBe(small.memory);
    expect(new Uint8Array(again.memory.buffer).every((byte) => byte === 7)).toBe(true);
    expect(lease(3).memory).toBe(large.memory);
    expect(made).toEqual([5, 3]);
  });

  test("goes to one plan only, also where it is given back twice", () => {
    const first = lease(1);
    first.release();
    first.release();
    expect(lease(1).memory).toBe(first.memory);
    first.release();
    expect(lease(1).memory).not.toBe(first.memory);
  });

  test("stays what it is: shared or not", () => {
    for (const { release } of [lease(1, true), lease(1, false)]) release();
    expect(lease(1, true).memory.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(lease(1, false).memory.buffer).toBeInstanceOf(ArrayBuffer);
    expect(made).toEqual([1, 1]);
  });

  test("is dropped, the smallest first, where it is too small and would be held beyond the most that was in use at once", () => {
    const held = [lease(2), lease(3), lease(4)];
    for (const { release } of held) release();
    // 9 pages were in use at once: 5 new ones leave room for 4 of the free.
    lease(5);
    lease(4);
    expect(made).toEqual([2, 3, 4, 5]);
    lease(3);
    expect(made).toEqual([2, 3, 4, 5, 3]);
  });
});

describe("a memory that cannot be had", () => {
  test("is an error that says how much and for what", () => {
    refusals = 2;
    const failing = () => leaseMemory(40, true, "a run of TinyNet with inp (8, 3)");
    expect(failing).toThrow(expect.objectContaining({ name: "ModelError" }));
    refusals = 2;
    expect(failing).toThrow("There is no memory for a run of TinyNet with inp (8, 3): it takes 3 MiB, and the platform does not give them. Take a smaller batch, or dispose of other models.");
  });

  test("is had where dropping what is free makes room for it", () => {
    lease(9).release();
    refusals = 1;
    expect(lease(10).memory.buffer.byteLength).toBe(10 * pageBytes);
    lease(9);
    expect(made).toEqual([9, 10, 9]);
  });

  test("is one that is larger than WASM's can be", () => {
    expect(() => lease(65_537)).toThrow("it takes 4097 MiB, and WASM has 4096 at most");
    expect(made).toEqual([]);
  });
});
