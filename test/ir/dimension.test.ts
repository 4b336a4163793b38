import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  add, atomDimension, constant, decimal, divide, floorDivide, formatDimension, isSame, multiply, namesIn, negate, numberOf, solveFor, substitute, subtract, sum,
  type Dimension, type NameAtom,
} from "../../src/ir/dimension.ts";

const names: readonly NameAtom[] = ["W", "H", "C", "N"].map((name, id) => ({ kind: "name", id, name }));
const [w, h, c] = names.map(atomDimension) as [Dimension, Dimension, Dimension, Dimension];

/** A size, and what it is for given values of the names. */
interface Case {
  readonly dimension: Dimension;
  readonly at: (values: readonly number[]) => number;
}

const leaf: fc.Arbitrary<Case> = fc.oneof(
  fc.integer({ min: -9, max: 9 }).map((value): Case => ({ dimension: constant(value), at: () => value })),
  fc.nat(names.length - 1).map((index): Case => ({ dimension: atomDimension(names[index]!), at: (values) => values[index]! })),
);

const divisors = fc.integer({ min: 1, max: 5 });

const polynomial = fc.letrec<{ size: Case }>((tie) => ({
  size: fc.oneof({ maxDepth: 4 }, leaf,
    fc.tuple(tie("size"), tie("size")).map(([a, b]): Case => ({ dimension: add(a.dimension, b.dimension), at: (values) => a.at(values) + b.at(values) })),
    fc.tuple(tie("size"), tie("size")).map(([a, b]): Case => ({ dimension: subtract(a.dimension, b.dimension), at: (values) => a.at(values) - b.at(values) })),
    fc.tuple(tie("size"), tie("size")).map(([a, b]): Case => ({ dimension: multiply(a.dimension, b.dimension), at: (values) => a.at(values) * b.at(values) })),
    fc.tuple(tie("size"), divisors).map(([a, by]): Case => ({ dimension: floorDivide(a.dimension, constant(by)), at: (values) => Math.floor(a.at(values) / by) })),
  ),
})).size;

const values = fc.tuple(...names.map(() => fc.integer({ min: 1, max: 20 })));

function at(dimension: Dimension, given: readonly number[]): number | undefined {
  return numberOf(substitute(dimension, (atom) => constant(given[atom.id]!)));
}

const isSmall = (value: number) => Math.abs(value) < 2 ** 40;

describe("arithmetic agrees with that of numbers", () => {
  test("of sums, products and rounded quotients", () => {
    fc.assert(fc.property(polynomial, values, (size, given) => {
      fc.pre(isSmall(size.at(given)));
      expect(at(size.dimension, given)).toBe(size.at(given) + 0);
    }), { numRuns: 2000 });
  });

  test("of quotients that are not rounded", () => {
    fc.assert(fc.property(polynomial, polynomial, values, (a, b, given) => {
      const [above, below] = [a.at(given), b.at(given)];
      fc.pre(isSmall(above) && isSmall(below) && below !== 0);
      expect(at(divide(a.dimension, b.dimension), given)).toBeCloseTo(above / below, 9);
    }), { numRuns: 1000 });
  });

  test("where some names are replaced by sizes first", () => {
    fc.assert(fc.property(polynomial, polynomial, values, (size, by, given) => {
      const inner = by.at(given);
      const outer = size.at([inner, ...given.slice(1)]);
      fc.pre(isSmall(inner) && isSmall(outer) && !namesIn(by.dimension).has(names[0]!));
      const replaced = substitute(size.dimension, (atom) => (atom === names[0] ? by.dimension : undefined));
      expect(at(replaced, given)).toBe(outer + 0);
    }), { numRuns: 1000 });
  });
});

describe("normal forms", () => {
  test("do not depend on the order of writing", () => {
    fc.assert(fc.property(polynomial, polynomial, polynomial, ({ dimension: a }, { dimension: b }, { dimension: d }) => {
      expect(isSame(add(a, add(b, d)), add(add(d, a), b))).toBe(true);
      expect(isSame(multiply(a, b), multiply(b, a))).toBe(true);
      expect(numberOf(subtract(multiply(a, add(b, d)), add(multiply(a, b), multiply(a, d))))).toBe(0);
      expect(numberOf(add(a, negate(a)))).toBe(0);
    }));
  });

  test("of windows and strides are those of one rounded quotient", () => {
    const half = (size: Dimension) => add(floorDivide(subtract(size, constant(2)), constant(2)), constant(1));
    expect(isSame(half(w), floorDivide(w, constant(2)))).toBe(true);
    expect(isSame(half(half(half(w))), floorDivide(w, constant(8)))).toBe(true);
    expect(formatDimension(half(half(w)))).toBe("floor(W/4)");
    const strided = (size: Dimension) => add(floorDivide(subtract(size, constant(1)), constant(2)), constant(1));
    expect(formatDimension(strided(strided(w)))).toBe("floor((W+3)/4)");
  });

  test("keep what divides out", () => {
    expect(formatDimension(floorDivide(multiply(w, h), h))).toBe("W");
    expect(formatDimension(floorDivide(multiply(constant(6), w), constant(4)))).toBe("floor(2*W/4)+W");
    expect(formatDimension(divide(multiply(w, h), multiply(constant(2), h)))).toBe("W/2");
    expect(formatDimension(multiply(decimal("0.5"), c))).toBe("C/2");
    expect(formatDimension(divide(c, add(w, h)))).toBe("(C/(W+H))");
  });
});

describe("solving", () => {
  test("gives the value that makes the difference zero", () => {
    fc.assert(fc.property(polynomial, fc.integer({ min: 1, max: 5 }), fc.boolean(), values, (rest, by, minus, given) => {
      const unknown = atomDimension(names[3]!);
      fc.pre(!namesIn(rest.dimension).has(names[3]!));
      const difference = add(multiply(constant(minus ? -by : by), unknown), rest.dimension);
      const solved = solveFor(difference, names[3]!)!;
      const value = at(solved, given)!;
      fc.pre(isSmall(value));
      expect(value * (minus ? -by : by) + rest.at(given)).toBeCloseTo(0, 6);
    }), { numRuns: 1000 });
  });

  test("is left alone where the name is not linear, or not by itself", () => {
    expect(solveFor(subtract(multiply(w, w), constant(4)), names[0]!)).toBeUndefined();
    expect(solveFor(subtract(multiply(w, h), constant(4)), names[0]!)).toBeUndefined();
    expect(solveFor(add(w, floorDivide(w, constant(2))), names[0]!)).toBeUndefined();
    expect(solveFor(constant(3), names[0]!)).toBeUndefined();
  });
});

describe("what is beyond all sizes is no number, and ends soon", () => {
  const terms = sum(Array.from({ length: 30 }, (_, id) => atomDimension({ kind: "name", id, name: `n${id}` })));

  test("a product of sums", () => {
    const product = Array.from({ length: 30 }).reduce<Dimension>((result) => multiply(result, terms), constant(1));
    expect(numberOf(substitute(product, () => constant(1)))).toBeNaN();
  });

  test("a number past 2^53", () => {
    expect(numberOf(multiply(constant(2 ** 40), constant(2 ** 40)))).toBeNaN();
    expect(numberOf(decimal("9".repeat(400)))).toBeNaN();
  });

  test("quotients in quotients", () => {
    const deep = Array.from({ length: 100_000 }).reduce<Dimension>((size) => multiply(floorDivide(size, constant(3)), constant(2)), w);
    expect(numberOf(deep)).toBeNaN();
  });
});
