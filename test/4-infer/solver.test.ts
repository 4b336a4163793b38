import { expect, test } from "vitest";
import { Solver } from "../../src/4-infer/solver.ts";
import { add, atomDimension, constant, formatDimension, multiply } from "../../src/ir/dimension.ts";

function solverWith(...names: readonly string[]) {
  const solver = new Solver();
  const atoms = names.map((name) => solver.newAtom(name, "name"));
  return { solver, atoms, sizes: atoms.map(atomDimension) };
}

test("one free name is solved for, and told", () => {
  const { solver, sizes: [w], atoms: [name] } = solverWith("W");
  expect(solver.equal(add(multiply(constant(2), w!), constant(1)), constant(9))).toBe(true);
  expect(solver.valueOf(w!)).toBe(4);
  expect(solver.solved.map(({ atom, wasOption }) => [atom === name, wasOption])).toEqual([[true, false]]);
});

test.each([[2, 9], [3, 0], [1, 0]])("no size makes %d*W equal %d", (factor, claimed) => {
  const { solver, sizes: [w] } = solverWith("W");
  expect(solver.equal(multiply(constant(factor), w!), constant(claimed))).toBe(false);
  expect(solver.valueOf(w!)).toBeUndefined();
});

test("of two free names neither is", () => {
  const { solver, sizes: [w, h] } = solverWith("W", "H");
  expect(solver.equal(add(w!, h!), constant(9))).toBeUndefined();
  expect(solver.solved).toEqual([]);
});

test("an open size of the model is solved for only where it stands alone", () => {
  const { solver, sizes: [w, h], atoms } = solverWith("W", "H");
  for (const atom of atoms) solver.options.add(atom);
  expect(solver.equal(w!, h!)).toBeUndefined();
  expect(solver.equal(w!, constant(4))).toBe(true);
  expect(solver.solved).toMatchObject([{ wasOption: true }]);
});

test("a free name comes before an open size", () => {
  const { solver, sizes: [free, option], atoms } = solverWith("Free", "Option");
  solver.options.add(atoms[1]!);
  expect(solver.equal(free!, add(option!, constant(1)))).toBe(true);
  expect(formatDimension(solver.resolve(free!))).toBe("Option+1");
});

test("what is bound at run equals no number and no other, and is one for the whole model", () => {
  const { solver, sizes: [w] } = solverWith("W");
  const [batch, length] = [atomDimension(solver.runAtom("BatchSize")), atomDimension(solver.runAtom("SeqLen"))];
  expect(solver.equal(batch, constant(8))).toBe(false);
  expect(solver.equal(batch, length)).toBe(false);
  expect(solver.equal(batch, atomDimension(solver.runAtom("BatchSize")))).toBe(true);
  expect(solver.equal(w!, batch)).toBe(true);
});

test("comparing binds nothing", () => {
  const { solver, sizes: [w] } = solverWith("W");
  expect(solver.compare(w!, constant(4))).toBeUndefined();
  expect(solver.valueOf(w!)).toBeUndefined();
});

test("what cannot be told equals anything, so that a mistake is told once", () => {
  const { solver } = solverWith();
  expect(solver.equal(atomDimension(solver.newAtom("?", "unknown")), constant(3))).toBeUndefined();
});
