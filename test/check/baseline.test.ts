/** Baselines: what they hide, what outlives edits, and what takes entries out. */
import { describe, expect, test } from "vitest";
import { compareBaseline, entriesOf, readBaseline, writeBaseline } from "../../src/check/baseline.ts";
import { checkDiagrams } from "../../src/check/check-diagrams.ts";
import { FileSettings } from "../../src/check/file-settings.ts";
import type { SourceFile } from "../../src/ir/source.ts";

const usual = new FileSettings([{ rules: new Map() }]);
const find = (text: string, path = "net.dot") => checkDiagrams([{ path, text }], { settings: () => usual });
const pathOf = ({ path }: SourceFile) => path;

const net = (...strays: readonly string[]) => ["digraph Net {", `  x [label="[BatchSize, 8]"] r [label="Relu"] y [label="Output"] x -> r -> y`, ...strays.map((id) => `  ${id} [label="Dropout"]`), "}", ""].join("\n");
const known = entriesOf(find(net("a", "b")), pathOf);

test("text and entries are the same, one a line in order", () => {
  expect(known).toHaveLength(2);
  expect(readBaseline(writeBaseline(known))).toEqual(expect.arrayContaining([...known]));
  expect(writeBaseline(known)).toBe(writeBaseline(known.toReversed()));
  expect(writeBaseline(known).split("\n").filter((line) => line.includes("unconnected-node"))).toHaveLength(2);
  expect(readBaseline(writeBaseline([]))).toEqual([]);
});

test.each(["", "{", "[]", "null", `{"version":2,"findings":[]}`, `{"version":1,"findings":[{}]}`, `{"version":1}`])("%j is no baseline", (text) => {
  expect(readBaseline(text)).toBeUndefined();
});

describe("compared", () => {
  const compare = (text: string, isChecked = true) => compareBaseline(find(text), known, pathOf, () => isChecked);

  test("what is known is hidden, wherever it has moved in the file", () => {
    expect(compare(`// a new line\n\n${net("a", "b")}`)).toEqual({ fresh: [], kept: known, fixed: [] });
  });

  test("what is new is not", () => {
    expect(compare(net("a", "b", "c")).fresh.map(({ message }) => message.en)).toEqual([expect.stringContaining("`c`")]);
  });

  test("what is fixed is told, where its file was looked at", () => {
    expect(compare(net("b"))).toEqual({ fresh: [], kept: [known[1]], fixed: [known[0]] });
    expect(compare(net("b"), false)).toEqual({ fresh: [], kept: known, fixed: [] });
  });

  test("of findings that are alike, one fixed is one less, and one more is new", () => {
    const twice = (count: number) => `digraph Net { x [label="[BatchSize, 8]"] r [label="Relu"] y [label="Output"]\n x -> r -> y\n${"  x -> r\n".repeat(count)}}`;
    const two = entriesOf(find(twice(2)), pathOf);
    expect(two).toHaveLength(2);
    expect(compareBaseline(find(twice(3)), two, pathOf, () => true)).toMatchObject({ fresh: [{ rule: "duplicate-edge" }], fixed: [] });
    expect(compareBaseline(find(twice(1)), two, pathOf, () => true)).toMatchObject({ fresh: [], fixed: [{ rule: "duplicate-edge" }] });
  });
});
