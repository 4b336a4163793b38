/** Repairs of files: the smallest edits, until nothing changes, and never for the worse. */
import { expect, test } from "vitest";
import { checkDiagrams } from "../../src/check/check-diagrams.ts";
import { FileSettings } from "../../src/check/file-settings.ts";
import { fixFiles, type FixResult } from "../../src/check/fix-files.ts";
import type { Diagnostic, Edit } from "../../src/diagnostics/diagnostic.ts";
import type { SourceFile } from "../../src/ir/source.ts";

const usual = new FileSettings([{ rules: new Map() }]);
const check = (files: readonly SourceFile[]) => checkDiagrams(files, { settings: () => usual });

function fix(texts: Readonly<Record<string, string>>, unsafe = false): FixResult {
  return fixFiles({ files: Object.entries(texts).map(([path, text]) => ({ path, text })), check, unsafe });
}

const slips = `digraph Net {
  x [label="[BatchSize\\nW=4, H=4, C=2]"] // keep  this
  f [label="reshape([16])"]
  l7 [label="Linear7 [16, 8]"];   l8 [label="Linear7 [8, 3]" ]
  x -> f -> l7 -> l8 -> y
}
`;

test("layout and comments stay; what changes the network waits to be asked for", () => {
  const safe = fix({ "net.dot": slips });
  expect(safe.files[0]!.text).toBe(slips.replace("[BatchSize\\n", "[BatchSize,\\n").replace(`l8 [label="Linear7`, `l8 [label="Linear8`));
  expect(safe.diagnostics.map(({ rule }) => rule)).toContain("reshape-size");
  expect(safe.leftAlone).toEqual([]);
  const all = fix({ "net.dot": slips }, true);
  expect(all.files[0]!.text).toBe(safe.files[0]!.text.replace("reshape([16])", "reshape([32])").replace("[16, 8]", "[32, 8]"));
  expect(all.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  expect(all.applied.map(({ diagnostic }) => diagnostic.rule)).toEqual(expect.arrayContaining(["missing-comma", "repeated-instance", "reshape-size"]));
});

test("a second time nothing changes, and what is unchanged is the same object", () => {
  const first = fix({ "net.dot": slips }, true);
  const again = fixFiles({ files: first.files, check, unsafe: true });
  expect(again.files[0]).toBe(first.files[0]);
  expect(again.applied).toEqual([]);
});

test("DOT in Markdown is repaired where it stands", () => {
  const page = `# Net\r\n\r\nWords, [BatchSize\\nW] too.\r\n\r\n~~~dot\r\n${slips.replaceAll("\n", "\r\n")}~~~\r\n`;
  expect(fix({ "a.md": page }).files[0]!.text).toBe(page.replace(`label="[BatchSize\\n`, `label="[BatchSize,\\n`).replace(`l8 [label="Linear7`, `l8 [label="Linear8`));
});

/** Findings by rule wherever a word stands, each with an edit that writes another. */
function finder(...rules: readonly (readonly [word: string, replacement: string | undefined])[]): (files: readonly SourceFile[]) => readonly Diagnostic[] {
  return (files) => files.flatMap((file) => rules.flatMap(([word, replacement]) => [...file.text.matchAll(new RegExp(word, "g"))].map(({ index }): Diagnostic => {
    const span = { file, start: index, end: index + word.length };
    const edits: readonly Edit[] = replacement === undefined ? [] : [{ span, text: replacement }];
    const message = { en: word, zh: word };
    return { rule: word, severity: "error", span, message, related: [], fixes: edits.length === 0 ? [] : [{ title: message, edits, preferred: true }] };
  })));
}

const files = (...texts: readonly string[]) => texts.map((text, index): SourceFile => ({ path: `${index}`, text }));

test("a file that would be reported for more is left alone, the others are repaired", () => {
  const request = { files: files("bad", "good one", "good"), check: finder(["bad", "two two"], ["one", "1"], ["two", undefined]), unsafe: false };
  const { files: after, leftAlone } = fixFiles(request);
  expect(after.map(({ text }) => text)).toEqual(["bad", "good 1", "good"]);
  expect(leftAlone).toMatchObject([{ path: "0", uncovered: { rule: "two", span: { file: { text: "two two" }, start: 0 } } }]);
  expect(after[0]).toBe(request.files[0]);
});

test("where a repair in one file breaks another, neither stays changed", () => {
  const check = (texts: readonly SourceFile[]) => [...finder(["one", "1"])(texts), ...(texts[0]!.text.includes("1") ? finder(["user", undefined])(texts) : [])];
  const { files: after, leftAlone } = fixFiles({ files: files("one", "user"), check, unsafe: false });
  expect(after.map(({ text }) => text)).toEqual(["one", "user"]);
  expect(leftAlone).toMatchObject([{ path: "0", uncovered: { rule: "user", span: { file: { path: "1" } } } }]);
});

test("repairs that chase each other come to an end", () => {
  const { files: after } = fixFiles({ files: files("ping"), check: finder(["ping", "pong"], ["pong", "ping"]), unsafe: false });
  expect(["ping", "pong"]).toContain(after[0]!.text);
});

test("repairs that overlap are done one after the other", () => {
  const { files: after } = fixFiles({ files: files("abc"), check: finder(["ab", "x"], ["bc", "y"], ["xc", "z"]), unsafe: false });
  expect(after[0]!.text).toBe("z");
});

test("files that are not to be checked are not edited", () => {
  const other: SourceFile = { path: "other", text: "one" };
  const check = () => finder(["one", "1"])([other]);
  const { files: after, applied } = fixFiles({ files: files("own"), check, unsafe: true });
  expect([after[0]!.text, applied]).toEqual(["own", []]);
});

test("a repair that changes what the network computes waits for the others: they may be what it goes by", () => {
  const find = finder(["claim", "right"], ["size", "other"]);
  const check = (texts: readonly SourceFile[]) => (texts[0]!.text.includes("claim") ? find(texts).map((found) => ({ ...found, fixes: found.fixes.map((fix) => (found.rule === "size" ? { ...fix, unsafe: true as const } : fix)) })) : []);
  const { files: after, applied } = fixFiles({ files: files("size of claim"), check, unsafe: true });
  expect(after[0]!.text).toBe("size of right");
  expect(applied.map(({ diagnostic }) => diagnostic.rule)).toEqual(["claim"]);
});
