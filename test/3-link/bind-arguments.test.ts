import { describe, expect, test } from "vitest";
import { bindArguments } from "../../src/3-link/formals.ts";
import { readLabel } from "../2-interpret/show-label.ts";

const place = { file: { path: "t.dot", text: "" }, start: 0, end: 0 };

/** `In=3, 5` for formals in their order -> which formal has what, and what is left over. */
function bind(written: string, formals: string): { readonly bound: Readonly<Record<string, string>>; readonly unused: readonly string[] } {
  const label = readLabel(`Block [${written}]`);
  if (label.kind !== "word") throw new Error("no word");
  const source = ({ start, end, file }: typeof place) => file.text.slice(start, end);
  const { bound, unused } = bindArguments(label.arguments, formals.split(" ").map((name) => ({ name, span: place })));
  return { bound: Object.fromEntries([...bound].map(([name, { value }]) => [name, source(value.span)])), unused: unused.map(({ span }) => source(span)) };
}

describe("a key binds the formal", () => {
  test.each([
    ["of its name", "In=3", "In BlockIn", { In: "3" }],
    ["with the prefix Block", "In=3", "BlockIn LayerIn NIn", { BlockIn: "3" }],
    ["with the prefix Layer", "In=3", "LayerIn NIn", { LayerIn: "3" }],
    ["with the prefix N", "Layers=3", "NLayers", { NLayers: "3" }],
    ["in any case", "blockin=3", "BlockIn", { BlockIn: "3" }],
  ])("%s", (_, written, formals, bound) => {
    expect(bind(written, formals)).toEqual({ bound, unused: [] });
  });

  test("once", () => {
    expect(bind("In=3, BlockIn=4", "BlockIn")).toEqual({ bound: { BlockIn: "3" }, unused: ["BlockIn=4"] });
  });
});

test("positions bind what keys have left, in order of first appearance", () => {
  expect(bind("1, C=2, 3", "A BlockC B")).toEqual({ bound: { A: "1", BlockC: "2", B: "3" }, unused: [] });
});

test("what binds nothing is left over", () => {
  expect(bind("1, 2, D=3, toString=4", "A")).toEqual({ bound: { A: "1" }, unused: ["D=3", "toString=4", "2"] });
});
