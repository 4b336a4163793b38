/** The way of a size: from the input or claim that last decided it to where another one is claimed. */
import { expect, test } from "vitest";
import { compile } from "../../src/compile.ts";

function waysIn(text: string): readonly (readonly string[])[] {
  return compile([{ path: "input.dot", text }]).diagnostics.map(({ trace = [] }) => trace.map(({ span, message }) => `${text.slice(span.start, span.end)}: ${message.en}`));
}

test("leads through layers to the claim", () => {
  expect(waysIn(`digraph G {
    inp [label="[BatchSize, W=224, H=224, C=3]"]
    conv0 [label="Conv2D [K=7, S=2, P=3, Out=64]"]
    pool0 [label="MaxPool2D [K=3, S=2, P=1]"]
    map0 [label="[BatchSize, W=56, H=55, C=64]"]
    inp -> conv0 -> pool0 -> map0
  }`)).toEqual([[
    `"[BatchSize, W=224, H=224, C=3]": inp gives (BatchSize, 3, 224, 224)`,
    `"Conv2D [K=7, S=2, P=3, Out=64]": conv0 gives (BatchSize, 64, 112, 112)`,
    `"MaxPool2D [K=3, S=2, P=1]": pool0 gives (BatchSize, 64, 56, 56)`,
    "55: the feature map claims H=55",
  ]]);
});

test("begins at the last claim that held", () => {
  expect(waysIn(`digraph G {
    inp [label="[BatchSize, 8]"]
    one [label="Linear [8, 6]"]
    map [label="[BatchSize, 6]"]
    two [label="Linear [6, 4]"]
    three [label="Linear [5, 3]"]
    inp -> one -> map -> two -> three -> oup
  }`)[0]).toEqual([
    `"[BatchSize, 6]": map gives (BatchSize, 6)`,
    `"Linear [6, 4]": two gives (BatchSize, 4)`,
    "5: it arrives at Linear",
  ]);
});

test("of a join is the longer branch", () => {
  expect(waysIn(`digraph G {
    inp [label="[BatchSize, 8]"]
    a [label="Linear [8, 4]"]
    b [label="Relu"]
    add [label="+"]
    oup [label="Output"]
    inp -> add
    inp -> a -> b -> add -> oup
  }`)[0]?.map((step) => step.replace(/.*: /, ""))).toEqual(["inp gives (BatchSize, 8)", "a gives (BatchSize, 4)", "b gives (BatchSize, 4)", "it arrives at +"]);
});

test("is not told where it has one step, and of a long one the end is", () => {
  const chain = (length: number) => Array.from({ length }, (_, index) => `r${index}`);
  const long = (length: number) => waysIn(`digraph G { inp [label="[BatchSize, 8]"]; node [label="Relu"]; ${chain(length).join("; ")}
    oup [label="[BatchSize, 9]"]
    inp -> ${chain(length).join(" -> ")} -> oup }`);
  expect(long(1)[0]).toHaveLength(3);
  expect(long(100)[0]).toHaveLength(33);
  expect(waysIn(`digraph G { inp [label="[BatchSize, 8]"]; a [label="Linear [9, 8]"]; oup [label="Output"]; inp -> a -> oup }`)).toEqual([[]]);
});
