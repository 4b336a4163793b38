import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readLabel, showExpression } from "./show-label.ts";

function show(text: string): string {
  const read = readLabel(text);
  const label = read.kind === "word" && read.otherwise !== undefined ? read.otherwise : read;
  if (label.kind !== "expression") return label.kind;
  const title = label.title === undefined ? "" : `${label.title.name}: `;
  return label.expression === undefined ? `!${label.slips[0]!.rule}` : `${title}${showExpression(label.expression)}${label.shape === undefined ? "" : ` [${label.shape.length}]`}`;
}

describe("precedence is Python's", () => {
  test.each([
    ["a + b * c", "{a+{b*c}}"],
    ["a - b - c", "{{a-b}-c}"],
    ["a / b @ c * d", "{{{a/b}@c}*d}"],
    ["-a * b", "{-a*b}"],
    ["a - -b", "{a--b}"],
    ["-2 * a", "{-2*a}"],
    ["a @ b.T", "{a@b.T}"],
    ["-a.T @ b", "{-a.T@b}"],
    ["(a + b).T @ c", "{{a+b}.T@c}"],
    ["(1 - Z[t]) * H[t-1]", "{{1-Z[t]}*H[t-1]}"],
    ["μ + exp(logσ² / 2) * ε", "{μ+{exp({logσ²/2})*ε}}"],
    ["σ(X[t] @ W[f]\\n + H[t-1] @ U[f]\\n + b[f])", "σ({{{X[t]@W[f]}+{H[t-1]@U[f]}}+b[f]})"],
    ["softmax(Q @ K.T / sqrt(DHead)) @ V", "{softmax({{Q@K.T}/sqrt(DHead)})@V}"],
    ["softmax(a + b, axis=1)", "softmax({a+b}, [axis=1])"],
  ])("%s", (text, shown) => {
    expect(show(text)).toBe(shown);
  });
});

describe("is written in many ways", () => {
  test.each([
    ["F[ t ]⊙C[t - 1]", "{F[t]*C[t-1]}"],
    ["a × b", "{a*b}"],
    ["h + X * x2 - x", "{{h+{X*x2}}-x}"],
    ["a·b ÷ c", "{{a*b}/c}"],
    ["（1 − z）* h", "{{1-z}*h}"],
    ["Q @ Kᵀ", "{Q@K.T}"],
    ["Q @ K^T", "{Q@K.T}"],
    [`Q @ K${".T".repeat(9_001)}`, "{Q@K.T}"],
    [`a${" + a".repeat(4_000)}`, `${"{".repeat(4_000)}a${"+a}".repeat(4_000)}`],
    ["1e-5 + x", "{0.00001+x}"],
    ["@ Embedding.w.T\\n[NHidden, VocabSize]", "{_@Embedding.w.T} [2]"],
    ["* 2", "{_*2}"],
    ["ε\\nrandn(BatchSize, 8)", "ε: randn[BatchSize, 8]"],
    ["randn(BatchSize, 8)", "randn[BatchSize, 8]"],
    ["Randn [BatchSize, W=4, H=4, C=1]", "randn[BatchSize, W=4, H=4, C=1]"],
    ["ε\\n2 * randn(BatchSize, 8)", "ε: {2*randn[BatchSize, 8]}"],
    ["AddNoise\\n+ 0.5 * randn(\\nBatchSize,\\n NFeature(768))", "{AddNoise+{0.5*randn[BatchSize, NFeature(768)]}}"],
    ["a + b\\n[BatchSize, 8]", "{a+b} [2]"],
    ["z = μ + ε", "z: {μ+ε}"],
    ["H[t] = tanh(X[t])", "H[t]: tanh(X[t])"],
    ["tanh(X[t] @ (W", "tanh({X[t]@W})"],
  ])("%s", (text, shown) => {
    expect(show(text)).toBe(shown);
  });
});

describe("is no expression", () => {
  test.each([
    ["a", "word"], ["3", "unknown"], ["a b", "word"], ["Conv 3x3 / 2", "unknown"], ["- 1", "unknown"], ["a + ", "!label-syntax"], ["[BatchSize, 8]", "featureMap"],
    ["X[t] @ ", "!label-syntax"], ["2X[t]", "!label-syntax"], ["X[t]^2", "!label-syntax"], ["X[t] @ W W", "!label-syntax"], ["X[t].S @ W", "!label-syntax"],
    [`a @ ${"(".repeat(65)}b${")".repeat(65)}`, "!label-depth"],
  ])("%s", (text, kind) => {
    expect(show(text)).toBe(kind);
  });
});

/** Trees over small operands, as text and as the tree itself. */
const tree = fc.letrec<{ node: { text: string; shown: string; binds: number } }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom("a", "X[t]", "σ1", "x", "x2").map((text) => ({ text, shown: text, binds: 3 })),
    fc.tuple(tie("node"), fc.constantFrom("+", "-", "*", "/", "@"), tie("node")).map(([left, operator, right]) => {
      const binds = operator === "+" || operator === "-" ? 1 : 2;
      const bracket = (text: string, needed: boolean) => (needed ? `(${text})` : text);
      return { text: `${bracket(left.text, left.binds < binds)} ${operator} ${bracket(right.text, right.binds <= binds)}`, shown: `{${left.shown}${operator}${right.shown}}`, binds };
    }),
  ),
})).node;

test("any tree comes back as it was", () => {
  fc.assert(fc.property(tree.filter(({ binds }) => binds < 3), ({ text, shown }) => {
    expect(show(text)).toBe(shown);
  }), { numRuns: 300 });
});
