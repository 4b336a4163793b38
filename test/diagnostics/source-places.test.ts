import { expect, test } from "vitest";
import { SourcePlaces, type ColumnUnit } from "../../src/diagnostics/source-places.ts";

/** Of every offset of a text that splits no character. */
function columnsOf(text: string, unit: ColumnUnit): readonly number[] {
  const file = { path: "a.dot", text };
  const places = new SourcePlaces(unit);
  const offsets = [...text].reduce<readonly number[]>((all, character) => [...all, all.at(-1)! + character.length], [0]);
  return offsets.map((start) => places.place({ file, start, end: start }).column);
}

test("columns are counted in the unit that is asked for", () => {
  expect(columnsOf("aé宽😀b\nc", "utf16")).toEqual([1, 2, 3, 4, 6, 7, 1, 2]);
  expect(columnsOf("aé宽😀b\nc", "utf8")).toEqual([1, 2, 4, 7, 11, 12, 1, 2]);
  expect(columnsOf("aé宽😀b\nc", "characters")).toEqual([1, 2, 3, 4, 5, 6, 1, 2]);
});

test.each([1023, 1024, 1025, 2047, 2048])("columns of long lines count on, with a pair at %i", (lead) => {
  const text = `${"宽".repeat(lead)}😀${"é".repeat(1100)}`;
  const characters = [...text];
  expect(columnsOf(text, "characters")).toEqual(Array.from({ length: characters.length + 1 }, (_, index) => index + 1));
  const bytes = characters.reduce<number[]>((all, character) => [...all, all.at(-1)! + Buffer.byteLength(character)], [1]);
  expect(columnsOf(text, "utf8")).toEqual(bytes);
});
