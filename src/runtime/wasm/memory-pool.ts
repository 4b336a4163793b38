/**
 * The memories of all plans of the process. Engines collect a dropped WebAssembly.Memory late, and a shared one never, since
 * they do not count it; so a plan gives its memory back, and the next one that it is large enough for takes it. What all
 * plans together hold, in use and free, stays within the most that was in use at once.
 */
import { ModelError } from "../model-error.ts";

export const pageBytes = 65_536;
const maximumPages = 65_536;
/** More than V8 lets pass without collecting. */
const pressureBytes = 2 ** 28;
const pressesForEachDrop = 3;

export interface LeasedMemory {
  /** Holds anything: to clear it would take pages from the system that nobody may ever need. May be larger than was asked for. */
  readonly memory: WebAssembly.Memory;
  /** Gives it back; nothing may read or write it any more. Calls after the first do nothing. */
  release(): void;
}

interface Free {
  readonly memory: WebAssembly.Memory;
  readonly shared: boolean;
}

/** From the smallest to the largest. */
const free: Free[] = [];
/** Bytes of the memories that plans hold, now and at most so far. */
let inUse = 0;
let peak = 0;
/** How many more times the engine is to be made to collect. */
let presses = 0;

/** `purpose` says what the memory is for in `There is no memory for …`. Throws a ModelError where there is none. */
export function leaseMemory(pages: number, shared: boolean, purpose: string): LeasedMemory {
  const bytes = pages * pageBytes;
  if (pages > maximumPages) throw noMemory(bytes, purpose, ", and WASM has 4096 at most");
  const memory = takeFree(bytes, shared) ?? allocate(bytes, shared, purpose);
  inUse += sizeOf(memory);
  peak = Math.max(peak, inUse);
  let isHeld = true;
  const giveBack = (): void => {
    if (isHeld) release({ memory, shared });
    isHeld = false;
  };
  return { memory, release: giveBack };
}

function takeFree(bytes: number, shared: boolean): WebAssembly.Memory | undefined {
  const index = free.findIndex((one) => one.shared === shared && sizeOf(one.memory) >= bytes);
  return index < 0 ? undefined : free.splice(index, 1)[0]!.memory;
}

function allocate(bytes: number, shared: boolean, purpose: string): WebAssembly.Memory {
  dropFree(Math.max(peak, inUse + bytes) - inUse - bytes);
  pressForCollection();
  try {
    return newMemory(bytes, shared);
  } catch {
    dropFree(0);
  }
  try {
    return newMemory(bytes, shared);
  } catch (cause) {
    throw noMemory(bytes, purpose, ", and the platform does not give them", cause);
  }
}

function noMemory(bytes: number, purpose: string, reason: string, cause?: unknown): ModelError {
  return new ModelError(`There is no memory for ${purpose}: it takes ${Math.ceil(bytes / 2 ** 20)} MiB${reason}. Take a smaller batch, or dispose of other models.`, { cause });
}

function newMemory(bytes: number, shared: boolean): WebAssembly.Memory {
  const pages = bytes / pageBytes;
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared });
}

function release(one: Free): void {
  pressForCollection();
  inUse -= sizeOf(one.memory);
  const index = free.findIndex(({ memory }) => sizeOf(memory) >= sizeOf(one.memory));
  free.splice(index < 0 ? free.length : index, 0, one);
}

/** Drops what is free, the smallest first, until no more than so many bytes of it are left. */
function dropFree(most: number): void {
  let left = free.reduce((sum, { memory }) => sum + sizeOf(memory), 0);
  while (left > most) {
    left -= sizeOf(free.shift()!.memory);
    presses = pressesForEachDrop;
  }
}

/**
 * Has the engine collect what was dropped, by a buffer that it counts, and that takes no room, since nobody touches it. V8
 * does so in the background, and misses what it has begun to mark; hence more than once.
 */
function pressForCollection(): void {
  if (presses === 0) return;
  presses--;
  try {
    void new ArrayBuffer(pressureBytes);
  } catch {
    // Where there is no room for it, the engine has collected all the same.
  }
}

function sizeOf(memory: WebAssembly.Memory): number {
  return memory.buffer.byteLength;
}
