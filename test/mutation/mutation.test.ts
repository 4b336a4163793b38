/** Of diagrams that are right, nothing is called wrong; of what is broken in them, nearly all is reported where it is broken. */
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { families } from "./families.ts";
import { runMutants, type Outcome } from "./run-mutants.ts";

test("the diagrams as they are drawn have the slips that their authors made, and no others", () => {
  const found = families.flatMap(({ result }) => result.diagnostics).map(({ severity, rule, span }) => `${span.file.path}:${span.file.text.slice(0, span.start).split("\n").length} ${severity} ${rule}`);
  expect(found).toEqual([
    "resnet18_convblock.dot:21 note undeclared-node",
    ...[16, 18, 20, 22, 24].map((line) => `vgg16.dot:${line} note missing-comma`),
  ]);
});

/** Breaks of this run that are not reported where they are, by what was done, and why. */
const unreported = JSON.parse(readFileSync(new URL("unreported.json", import.meta.url), "utf8")) as Readonly<Record<string, string>>;

describe("of 1,000 breaks", () => {
  let counted: readonly Outcome[];
  beforeAll(() => {
    counted = runMutants(1000, 7).filter(({ verdict }) => verdict !== "right again");
  }, 300_000);

  test("95 % or more are reported at the break", () => {
    expect(counted).toHaveLength(1000);
    expect(counted.filter(({ verdict }) => verdict === "reported").length).toBeGreaterThanOrEqual(950);
  });

  test("the others are those that are explained", () => {
    const others = counted.filter(({ verdict }) => verdict !== "reported").map(({ mutant }) => mutant);
    expect(others.toSorted()).toEqual(Object.keys(unreported).toSorted());
    expect(Object.values(unreported).every((why) => why.length > 40)).toBe(true);
  });

  test("every kind of part was broken, and reported", () => {
    const reported = new Set(counted.filter(({ verdict }) => verdict === "reported").map(({ mutant }) => mutant.split(" ")[1]));
    expect([...reported].toSorted()).toEqual([
      "arrow", "brace", "comma", "digraph", "dimension", "edge", "edgeEnd", "equals", "flag", "index", "key", "labelBracket", "layer",
      "listBracket", "node", "operator", "quote", "role", "size", "suffix",
    ]);
  });
});
