import { expect, test } from "vitest";
import type { Diagnostic } from "../../../src/diagnostics/diagnostic.ts";
import { fingerprintsOf } from "../../../src/diagnostics/formats/fingerprints.ts";
import { finding, spanOf } from "./samples.ts";

/** Of findings at every `bad` of a text. */
function findingsIn(text: string, more: Partial<Diagnostic> = {}, path = "net.dot"): readonly Diagnostic[] {
  const file = { path, text };
  return [...text.matchAll(/bad/g)].map(({ index }) => finding({ file, start: index, end: index + 3 }, more));
}

const text = "digraph {\n  a [x=bad]\n  b [x=bad]\n  b [x=bad]\n}\n";
const fingerprints = fingerprintsOf(findingsIn(text));

test("fingerprints outlive lines that move and change elsewhere, indentation, and how a finding is told", () => {
  expect(fingerprintsOf(findingsIn(`// more\n\n${text.replace("digraph", "digraph Net")}// more\n`))).toEqual(fingerprints);
  expect(fingerprintsOf(findingsIn(text.replaceAll("  ", "\t").replaceAll("\n", "\r\n")))).toEqual(fingerprints);
  expect(fingerprintsOf(findingsIn(text, { severity: "note", message: { en: "x", zh: "y" } }))).toEqual(fingerprints);
  expect(fingerprintsOf(findingsIn(text, {}, "./net.dot"))).toEqual(fingerprints);
});

test("fingerprints tell findings apart: by rule, file, text, line, and by their order where all are the same", () => {
  expect(new Set(fingerprints).size).toBe(3);
  const others = [findingsIn(text, { rule: "other-rule" }), findingsIn(text, {}, "other.dot"), findingsIn(text.replaceAll("x=", "y="))].flatMap(fingerprintsOf);
  expect(new Set([...fingerprints, ...others]).size).toBe(12);
});

test("on a long line, what is far away does not count", () => {
  const line = `${"a ".repeat(100)}bad${" c".repeat(100)}`;
  expect(fingerprintsOf(findingsIn(`first ${line}`))).toEqual(fingerprintsOf(findingsIn(`${line} last`)));
  const file = { path: "net.dot", text: line };
  expect(fingerprintsOf([finding(spanOf(file, "bad"))])).not.toEqual(fingerprintsOf([finding({ ...spanOf(file, "bad"), end: line.length })]));
});
