import { describe, expect, test } from "vitest";
import { cosineAndSine, logOfFraction } from "../../../src/runtime/random/elementary.ts";
import { philox4x32 } from "../../../src/runtime/random/philox.ts";
import { fillIntegers, fillNormal, fillUniform, randomStream } from "../../../src/runtime/random/random.ts";

const hex = (words: Uint32Array) => [...words].map((word) => word.toString(16).padStart(8, "0")).join(" ");

function philox(counter: readonly [number, number, number, number], key: readonly [number, number]): string {
  const into = new Uint32Array(4);
  philox4x32(...counter, ...key, into);
  return hex(into);
}

function moments(values: Float32Array) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const fourth = values.reduce((sum, value) => sum + (value - mean) ** 4, 0) / values.length;
  return { mean, variance, kurtosis: fourth / variance ** 2 };
}

describe("Philox4x32-10 gives Random123's known answers", () => {
  test("for zeros", () => {
    expect(philox([0, 0, 0, 0], [0, 0])).toBe("6627e8d5 e169c58d bc57ac4c 9b00dbd8");
  });
  test("for ones", () => {
    const ones = 0xffffffff;
    expect(philox([ones, ones, ones, ones], [ones, ones])).toBe("408f276d 41c83b0e a20bc7c6 6d5451fd");
  });
  test("for the digits of pi", () => {
    expect(philox([0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344], [0xa4093822, 0x299f31d0])).toBe("d16cfe09 94fdcceb 5001e420 24126ea1");
  });
});

describe("elementary functions agree with the engine's", () => {
  const numerators = [1, 2, 3, 0x7fffffff, 0x80000000, 0x80000001, 0xb504f333, 0xb504f334, 0xfffffffe, 0xffffffff,
    ...Array.from({ length: 20_000 }, (_, i) => (Math.imul(i + 1, 0x9e3779b1) >>> (i % 31)) || 1)];

  test("logarithm, to 1e-15 of the value", () => {
    for (const numerator of numerators) {
      const expected = Math.log1p((numerator - 2 ** 32) / 2 ** 32);
      expect(Math.abs(logOfFraction(numerator) / expected - 1)).toBeLessThan(1e-15);
    }
    expect(logOfFraction(2 ** 32)).toBe(0);
  });

  test("cosine and sine, to 1e-15", () => {
    const into = new Float64Array(2);
    for (const numerator of [0, 0x20000000, 0x40000000, 0x60000000, 0xa0000000, 0xe0000000, ...numerators]) {
      cosineAndSine(numerator, into);
      const angle = 2 * Math.PI * (numerator >= 2 ** 31 ? numerator / 2 ** 32 - 1 : numerator / 2 ** 32);
      expect(Math.abs(into[0]! - Math.cos(angle))).toBeLessThan(1e-15);
      expect(Math.abs(into[1]! - Math.sin(angle))).toBeLessThan(1e-15);
    }
  });

  test("cosine and sine are exact at quarter turns", () => {
    const into = new Float64Array(2);
    const turns = [0, 0x40000000, 0x80000000, 0xc0000000].map((numerator) => {
      cosineAndSine(numerator, into);
      return [into[0]! + 0, into[1]! + 0];
    });
    expect(turns).toEqual([[1, 0], [0, 1], [-1, 0], [0, -1]]);
  });
});

describe("streams", () => {
  test("an element depends on its position alone, however the tensor is cut", () => {
    const stream = randomStream(7, "conv1.weight");
    const whole = new Float32Array(103);
    fillUniform(stream, whole, 0.5);
    const part = new Float32Array(51);
    fillUniform(stream, part, 0.5, 52);
    expect(part).toEqual(whole.subarray(52));
    const normal = new Float32Array(103);
    fillNormal(stream, normal);
    fillNormal(stream, part, 52);
    expect(part).toEqual(normal.subarray(52));
  });

  test("positions beyond 2^32 blocks have blocks of their own", () => {
    const [low, high] = [new Float32Array(4), new Float32Array(4)];
    fillUniform(randomStream(0, ""), low, 1, 0);
    fillUniform(randomStream(0, ""), high, 1, 2 ** 34);
    expect(high).not.toEqual(low);
  });

  test("names and seeds, negative and beyond 32 bits, give streams of their own", () => {
    const drawn = [[0, "a"], [0, "b"], [1, "a"], [-1, "a"], [2 ** 32, "a"], [2 ** 32 - 1, "a"], [Number.MAX_SAFE_INTEGER, "a"], [Number.MIN_SAFE_INTEGER, "a"]] as const;
    const first = drawn.map(([seed, name]) => {
      const into = new Float32Array(4);
      fillUniform(randomStream(seed, name), into, 1);
      return into.join();
    });
    expect(new Set(first).size).toBe(drawn.length);
  });

  test("the key is the seed's two's complement, the name FNV-1a of its UTF-8 bytes", () => {
    expect(randomStream(-2, "")).toEqual({ key: [0xfffffffe, 0xffffffff], name: [0x84222325, 0xcbf29ce4] });
    // From the test vectors of the FNV authors: FNV-1a 64 of "foobar" is 85944171f73967e8.
    expect(randomStream(2 ** 32 + 5, "foobar")).toEqual({ key: [5, 1], name: [0xf73967e8, 0x85944171] });
  });
});

describe("pinned: a change here changes everyone's weights (values from an implementation in another language)", () => {
  test("uniform", () => {
    const into = new Float32Array(6);
    fillUniform(randomStream(1, "convblock1.conv1.weight"), into, 0.5);
    expect([...into]).toEqual([-0.2000240683555603, 0.08092916011810303, 0.4613521099090576, -0.42078065872192383, 0.1379791498184204, 0.11162513494491577]);
    fillUniform(randomStream(-3, "线性.weight"), into, 1 / Math.sqrt(27));
    expect([...into]).toEqual([0.10781682282686234, -0.11241186410188675, -0.022519318386912346, 0.05411094054579735, -0.1787874847650528, 0.1670028120279312]);
  });
  test("normal", () => {
    const into = new Float32Array(8);
    fillNormal(randomStream(1, "embedding.weight"), into);
    expect([...into]).toEqual([
      0.32700487971305847, 0.46321603655815125, -0.4793466031551361, 0.4471532702445984,
      0.4743809700012207, 0.8732818961143494, -0.210984468460083, 0.48926717042922974,
    ]);
  });
  test("integers", () => {
    const into = new Int32Array(8);
    fillIntegers(randomStream(9, "tokens"), into, 10);
    expect([...into]).toEqual([0, 0, 0, 0, 7, 8, 3, 1]);
  });
});

describe("distributions", () => {
  const values = new Float32Array(200_000);

  test("uniform: in [-bound, bound), with the moments of a uniform distribution", () => {
    fillUniform(randomStream(1, "uniform"), values, 2);
    expect(values.every((value) => value >= -2 && value < 2)).toBe(true);
    const { mean, variance, kurtosis } = moments(values);
    expect(Math.abs(mean)).toBeLessThan(0.01);
    expect(Math.abs(variance - 4 / 3)).toBeLessThan(0.01);
    expect(Math.abs(kurtosis - 1.8)).toBeLessThan(0.02);
  });

  test("normal: with the moments of the standard normal distribution, neighbours uncorrelated", () => {
    fillNormal(randomStream(1, "normal"), values);
    const { mean, variance, kurtosis } = moments(values);
    expect(Math.abs(mean)).toBeLessThan(0.01);
    expect(Math.abs(variance - 1)).toBeLessThan(0.02);
    expect(Math.abs(kurtosis - 3)).toBeLessThan(0.05);
    const correlation = values.reduce((sum, value, i) => sum + value * (values[i + 1] ?? 0), 0) / values.length;
    expect(Math.abs(correlation)).toBeLessThan(0.01);
  });

  test("integers: each below the limit as often as the others", () => {
    const drawn = new Int32Array(70_000);
    fillIntegers(randomStream(1, "integers"), drawn, 7);
    const counts = Array.from({ length: 7 }, (_, value) => drawn.filter((found) => found === value).length);
    expect(counts.reduce((sum, count) => sum + count)).toBe(drawn.length);
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });

  test("integers below 2^31 use the whole range", () => {
    const drawn = new Int32Array(1000);
    fillIntegers(randomStream(1, "integers"), drawn, 2 ** 31);
    expect(drawn.every((value) => value >= 0)).toBe(true);
    expect(drawn.some((value) => value > 2 ** 30)).toBe(true);
  });
});
