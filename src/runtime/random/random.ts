/**
 * The random numbers of the runtime: seeded, counter-based, the same bits on every machine. A stream is a seed and a
 * name; each of its elements is computed from its position alone, so that order and threads do not matter.
 * docs/runtime.md states the algorithm for those who rebuild weights elsewhere.
 */
import { cosineAndSine, logOfFraction } from "./elementary.ts";
import { multiplyHigh, philox4x32 } from "./philox.ts";

const TWO_POW_32 = 4294967296;
const TWO_POW_24 = 16777216;

/** Philox's key, from the seed, and the upper half of its counter, from the name: 32-bit words, lowest first. */
export interface RandomStream {
  readonly key: readonly [number, number];
  readonly name: readonly [number, number];
}

/** `seed` is a safe integer; a negative one stands for its 64-bit two's complement. */
export function randomStream(seed: number, name: string): RandomStream {
  return { key: [seed >>> 0, Math.floor(seed / TWO_POW_32) >>> 0], name: hashName(name) };
}

/**
 * Fills with values of [-bound, bound): (2 u - 1) bound, rounded to float32, with u the upper 24 bits of a word.
 * `first` is the position in the stream of `into[0]`, a multiple of 4.
 */
export function fillUniform(stream: RandomStream, into: Float32Array, bound: number, first = 0): void {
  forEachBlock(stream, into.length, first, (words, start, end) => {
    for (let i = start; i < end; i++) into[i] = (2 * (words[i - start]! >>> 8) / TWO_POW_24 - 1) * bound;
  });
}

/**
 * Fills with values of the standard normal distribution, by Box and Muller: each two words a, b of a block give
 * r cos(t) and r sin(t) with r = sqrt(-2 ln((a + 1) / 2^32)) and t = 2 pi b / 2^32, rounded to float32.
 */
export function fillNormal(stream: RandomStream, into: Float32Array, first = 0): void {
  const turned = new Float64Array(2);
  forEachBlock(stream, into.length, first, (words, start, end) => {
    for (let i = start; i < end; i += 2) {
      const radius = Math.sqrt(-2 * logOfFraction(words[i - start]! + 1));
      cosineAndSine(words[i - start + 1]!, turned);
      into[i] = radius * turned[0]!;
      if (i + 1 < end) into[i + 1] = radius * turned[1]!;
    }
  });
}

/** Fills with whole numbers from 0 to `below` - 1: floor(word * below / 2^32), for `below` up to 2^31. */
export function fillIntegers(stream: RandomStream, into: Int32Array, below: number, first = 0): void {
  forEachBlock(stream, into.length, first, (words, start, end) => {
    for (let i = start; i < end; i++) into[i] = multiplyHigh(words[i - start]!, below);
  });
}

/** Four elements a block: the elements from `start` to `end` are made from the words. */
function forEachBlock(stream: RandomStream, length: number, first: number, fill: (words: Uint32Array, start: number, end: number) => void): void {
  const [key0, key1] = stream.key;
  const [name0, name1] = stream.name;
  const words = new Uint32Array(4);
  for (let start = 0; start < length; start += 4) {
    const block = (first + start) / 4;
    philox4x32(block | 0, Math.floor(block / TWO_POW_32), name0, name1, key0, key1, words);
    fill(words, start, Math.min(start + 4, length));
  }
}

/** FNV-1a of 64 bits over the name's UTF-8 bytes, as two words. */
function hashName(name: string): readonly [number, number] {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(name)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return [Number(hash & 0xffffffffn), Number(hash >> 32n)];
}
