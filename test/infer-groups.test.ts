/** What is kept from one compilation to the next is exact: the same as compiling everything anew. */
import { expect, test } from "vitest";
import { compile, type CompileOptions } from "../src/compile.ts";
import type { SourceFile } from "../src/ir/source.ts";

const net: SourceFile = { path: "net.dot", text: `digraph Net { x [label="[BatchSize, 8]"] b [label="Block"] x -> b -> y y [label="[BatchSize, 4]"] }\n` };
const block = (size: number): SourceFile => ({ path: "block.dot", text: `digraph NetBlock { a [label="[BatchSize, N]"] l [label="Linear [N, ${size}]"] b [label="Output"] a -> l -> b }\n` });
const other: SourceFile = { path: "other.dot", text: `digraph Other { x [label="[BatchSize, 8]"] l [label="Linear [9, 4]"] y [label="Output"] x -> l -> y }\n` };

function found(files: readonly SourceFile[], options: CompileOptions = {}) {
  const { diagnostics, models } = compile(files, options);
  return { rules: diagnostics.map(({ rule, span, message }) => `${span.file.path} ${rule} ${message.en}`), programs: models.map(({ program }) => program) };
}

/** As objects that nothing has been read from. */
const anew = (files: readonly SourceFile[]) => files.map((file) => ({ ...file }));

test.each<readonly [string, readonly SourceFile[], CompileOptions]>([
  ["a block that changes changes those that use it", [net, block(5), other], {}],
  ["a block that is gone is missed", [net, other], {}],
  ["a block that another word stands for now", [net, block(4), { path: "more.dot", text: block(6).text.replace("NetBlock", "More") }], { blocks: new Map([["Block", "More"]]) }],
  ["a size that is set", [net, block(4), other], { set: new Map([["N", 7]]) }],
  ["a word for a layer", [net, other], { synonyms: new Map([["block", "Relu"]]) }],
  ["a block that is a model too", [net, block(4)], { all: true }],
])("%s", (_, files, options) => {
  const before = found([net, block(4), other]);
  const after = found(files, options);
  expect(after).toEqual(found(anew(files), options));
  expect(after).not.toEqual(before);
});

test("what no change concerns is the same object", () => {
  const kept = { path: "kept.dot", text: other.text.replace("Other", "Kept").replace("9", "8") };
  const programOf = (files: readonly SourceFile[]) => compile(files).models.find(({ name }) => name === "Kept")!.program;
  const first = programOf([net, block(4), kept]);
  expect(first).toBeDefined();
  expect(programOf([kept, net, block(5)])).toBe(first);
});
