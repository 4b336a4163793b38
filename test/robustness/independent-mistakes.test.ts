/** Twenty mistakes that have nothing to do with one another are twenty reports, each at its place. */
import { expect, test } from "vitest";
import { compile } from "../../src/index.ts";

const mistakes = [
  [`a1 [label="Rlu"]`, "unknown-layer"],
  [`a2 [label="Conv2D [Kernal=3, P=1, Out=8]"]`, "unknown-key"],
  [`a3 [label="Conv2D [K=3, P=1, In=4, Out=8]"]`, "size-mismatch"],
  [`a4 [label="[BatchSize, W=16, H=17, C=8]"]`, "claim-mismatch"],
  [`a5 [label="MaxPool2D [K=0]"]`, "bad-value"],
  [`a6 [label="Conv2D [K=3, P=1]"]`, "missing-argument"],
  [`a7 [label="Conv2D [K=3, P=1, G=3, Out=8]"]`, "indivisible-groups"],
  [`a8 [label="Dropout 0.5"]`, "stray-number"],
  [`a9 [label="Conv2D [K=40, Out=8]"]`, "kernel-too-large"],
  [`a10 [label="[BatchSize, W=16, H=16, C=4+3=8]"]`, "false-equation"],
  [`a11 [label="cat(axis=7)"]`, "axis-out-of-range"],
  [`a12 [label="BatchNorm1D"]`, "dimension-rank"],
  [`a13 [label="MaxPool2D [K=2, P=2]"]`, "padding-too-large"],
  [`a14 [label="Relu [K=3]"]`, "unknown-key"],
  [`a15 [label="reshape([2000])"]`, "reshape-size"],
  [`a16 [label="Conv2D [K=1, K=1, Out=8]"]`, "repeated-argument"],
  [`a17 [label="[BatchSize, W=16, H=16, Q=8]"]`, "unknown-axis"],
  [`a18 [label="Tanh [3]"]`, "surplus-argument"],
  [`a19 [label="Relu", color]`, "missing-value"],
  [`a20 [label="Relu" a21 [label="Relu"]`, "unclosed-attributes"],
] as const;

test("twenty of them", () => {
  const lines = [
    "digraph Net {",
    `inp [label="Input [BatchSize, W=16, H=16, C=8]"]`,
    ...mistakes.map(([statement]) => statement),
    ...mistakes.flatMap((_, index) => [`o${index + 1} [label="Output"]`, `inp -> a${index + 1} -> o${index + 1}`]),
    `o21 [label="Output"]; inp -> a21 -> o21`,
    "}",
  ];
  const text = lines.join("\n");
  const found = compile([{ path: "input.dot", text }]).diagnostics;
  const places = found.map(({ rule, span }) => `${text.slice(0, span.start).split("\n").length} ${rule}`);
  expect(places).toEqual(mistakes.map(([, rule], index) => `${index + 3} ${rule}`));
});
