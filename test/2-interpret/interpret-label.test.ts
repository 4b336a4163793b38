import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readLabel, showLabel } from "./show-label.ts";

/** Each label, and what it is. */
const tables: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  "a shape alone is a feature map": [
    ["[BatchSize, W=56, H=56, C=64]", "map [BatchSize, W=56, H=56, C=64]"],
    ["(BatchSize, 8)", "map [BatchSize, 8]"],
    ["（BatchSize，8）", "map [BatchSize, 8]"],
    ["［BatchSize，Ｗ＝８］", "map [BatchSize, W=8]"],
    ["[[BatchSize, 8]]", "map [BatchSize, 8]"],
    ["(8, 8)", "unknown"],
    ["[8] [9]", "map !label-syntax"],
    ["[BatchSize, 8]]", "map !label-syntax"],
  ],
  "an input or output word makes a feature map": [
    ["输入", "map input"],
    ["输入\\n[BatchSize, 8]", "map input [BatchSize, 8]"],
    ["输入（图像）[BatchSize, 8]", "map input [BatchSize, 8]"],
    ["输入图像", "map input"],
    ["输出 (BatchSize, 8)", "map output [BatchSize, 8]"],
    ["Input: [BatchSize, 8]", "map input [BatchSize, 8]"],
    ["OUTPUT of the net", "map output"],
  ],
  "an operator alone": [["+", "operator +"], ["-", "operator -"], [" * ", "operator *"], ["@", "operator @"], ["×", "operator *"], ["x", "word x"], ["/", "operator /"], ["⊙", "operator *"], ["·", "operator *"]],
  "a suffix is split off after the whole word": [
    ["Conv2D", "word Conv2D"],
    ["Conv2D#1", "word Conv2D#1|Conv2D#1"],
    ["Conv2D 1", "word Conv2D 1|Conv2D#1"],
    ["Conv2D_1", "word Conv2D_1|Conv2D#1"],
    ["ConvBlock12", "word ConvBlock12|ConvBlock#12"],
    ["Conv2D # 1", "word Conv2D # 1|Conv2D#1"],
    ["Linear-1 [8]", "word Linear-1|Linear#1 [8]"],
    ["BatchNorm1(LayerIn)", "word BatchNorm1|BatchNorm#1 [LayerIn] or expression"],
    ["Fully connected 3 [10]", "word Fully connected 3|Fully connected#3 [10]"],
    ["卷积1［K＝3，P＝1］", "word 卷积1|卷积#1 [K=3, P=1]"],
    ["Relu#", "word Relu#"],
    ["12", "unknown"],
    ["Conv2D 1 2", "unknown"],
  ],
  "a decimal is no suffix": [["Dropout 0.5", "stray Dropout|0.5"], ["Dropout0.5", "stray Dropout|0.5"], ["Dropout　０．５", "stray Dropout|0.5"], ["Dropout [P=0.5]", "word Dropout [P=0.5]"], ["Dropout(.5)", "word Dropout [.5] or expression"]],
  "an x after a word counts": [
    ["UpSample x2", "word UpSample x 2"],
    ["UpSample x 2", "word UpSample x 2"],
    ["上采样×2", "word 上采样 x 2 or expression"],
    ["DenseLayer x NLayers", "word DenseLayer x NLayers"],
    ["DenseLayer1 x N\\n[In=LayerIn+#Layer*GrowthRate]", "word DenseLayer1|DenseLayer#1 x N [In={LayerIn+{#Layer*GrowthRate}}]"],
    ["RNNCell x (NLayers-1)", "word RNNCell x {NLayers-1}"],
    ["Linear [8, 8] x 3", "word Linear x 3 [8, 8]"],
    ["Layer x 2 x 3", "unknown"],
  ],
  "elsewhere an x is a letter": [["max", "word max"], ["matrix x", "word matrix x"], ["[BatchSize, x, xN, maxN]", "map [BatchSize, x, xN, maxN]"]],
  "an x between operands multiplies": [
    ["[48x2, 7x7x512, 3xN, (2)x3]", "map [{48x2}, {7x7x512}, {3xN}, {2x3}]"],
    ["[4 x 3, N x 2, 4×3, 4 × N, ２ｘ３]", "map [{4x3}, {Nx2}, {4x3}, {4xN}, {2x3}]"],
    ["Conv2D [K=3x5]", "word Conv2D [K={3x5}]"],
  ],
  "sizes are expressions": [
    ["[BatchSize, NFeature(768)]", "map [BatchSize, NFeature(768)]"],
    ["[C=64+6*32=256]", "map [C={64+{6*32}}=256]"],
    ["[C=(LayerIn + 2)*3/4-1]", "map [C={{{LayerIn+2}*3/4}-1}]"],
    ["[BatchSize, -1, #Layer, 0.5, μ², α_1]", "map [BatchSize, {-1}, #Layer, 0.5, μ², α_1]"],
  ],
  "arguments nest, and are separated by commas or lines": [
    ["reshape([4096])", "word reshape [4096] or expression"],
    ["reshape([BatchSize, 4096])", "word reshape [BatchSize, 4096]"],
    ["Linear(8)(9)", "word Linear [8, 9]"],
    ["Linear [8, ]", "word Linear [8]"],
    ["Conv2D [K：3、P：1]", "word Conv2D [K=3, P=1]"],
    ["[BatchSize\\nW=112, H=112\\nC=64]", "map [BatchSize, W=112, H=112, C=64] !missing-comma !missing-comma"],
    ["[8\\n(4)]", "map [8, 4] !missing-comma"],
    ["[8\\n-1]", "map [{8-1}]"],
    ["[LayerIn\\n*2,\\n4]", "map [{LayerIn*2}, 4]"],
  ],
  "what is left open is closed": [
    ["[BatchSize, W=8", "map [BatchSize, W=8] !unclosed-bracket"],
    ["Conv2D [K=3, P=(1", "word Conv2D [K=3, P=1] !unclosed-bracket !unclosed-bracket"],
    ["reshape([4096)", "word reshape [4096] !unclosed-bracket"],
    ["reshape(4096]", "word reshape [4096] !unclosed-bracket"],
  ],
  "what cannot be read is told once": [["[8 4]", "map [8] !label-syntax"], ["[=3]", "map [1] !label-syntax"], ["Linear [8, = 4 = ]", "word Linear [8, 1] !label-syntax"]],
  "a name with a shape or a remark is a named map or a parameter": [
    ["logσ²\\n[BatchSize, 8]", "word logσ² [BatchSize, 8] or map logσ² [BatchSize, 8]"],
    ["X[t]（输入）[BatchSize, NIn]", "map X[t] [BatchSize, NIn]"],
    ["H[t-1]\\n[BatchSize, NOut]", "map H[t-1] [BatchSize, NOut]"],
    ["X：[BatchSize, 8]", "map X [BatchSize, 8]"],
    ["W（参数）[8, 4]", "word W [8, 4] or map parameter W [8, 4]"],
    ["W (parameter) [In, Out]", "word W [parameter, In, Out] or map parameter W [In, Out]"],
    ["b[f]（参数）\\n[1, NOut]", "word b [f, 1, NOut] or map parameter b[f] [1, NOut]"],
  ],
  "Chinese in full-width brackets after a word is a remark": [["全连接（分类）[10]", "word 全连接 [10]"], ["激活（非线性）", "word 激活 or expression"], ["卷积（K＝3）", "word 卷积 [K=3]"]],
  "expressions are told apart": [
    ["μ + exp(logσ² / 2) * ε", "expression"],
    ["σ(X[t] @ W[f] + H[t-1] @ U[f] + b[f])", "expression"],
    ["(1 - Z[t]) * H[t-1] + Z[t] * HCand[t]", "expression"],
    ["ε\\nμ + σ", "expression"],
    ["@ Embedding.w.T\\n[NHid, NVocab]", "expression"],
  ],
  "anything else is unknown": [["?!", "unknown"], ["a*/b", "unknown"], ["`${x}`", "unknown"], ["Conv2D {K=3}", "unknown"], ["a.b", "unknown"], ["__proto__", "word __proto__"]],
  "no label is the node's id": [["", "word n"], ["\\N", "word n"], ["n", "word n"]],
};

describe.each(Object.entries(tables))("%s", (_, labels) => {
  test.each(labels)("%s", (text, meaning) => {
    expect(showLabel(readLabel(text))).toBe(meaning);
  });
});

test("a label says whether it is the node's own id", () => {
  expect(["", "\\N", "n"].map((text) => readLabel(text))).toMatchObject([{ ownId: true }, { ownId: true }, { ownId: true }]);
  expect(readLabel("m")).toMatchObject({ ownId: false });
});

test("parts keep their places in the file", () => {
  const label = readLabel("卷积1\\n［K＝3，\\nOut＝６４］");
  if (label.kind !== "word") throw new Error("no word");
  const source = ({ span }: { readonly span: typeof label.span }) => span.file.text.slice(span.start, span.end);
  expect([...label.words.map(source), ...label.arguments.map(source), ...label.arguments.map(({ value }) => source(value))])
    .toEqual(["卷积1", "卷积", "K＝3", "Out＝６４", "3", "６４"]);
});

const pieces = fc.constantFrom("[", "]", "(", ")", ",", "=", "x", " x ", "+", "-", "*", "/", "#", "\\n", " ", "3", "0.5", "Conv2D", "BatchSize", "W", "输入", "参数", "（", "）", "：", "×", ".", "σ", "@", "{", "|", "`", "\u2028", "\\N", "𝔸");

test("any text is some label, and all that it names lies in the file", () => {
  fc.assert(fc.property(fc.oneof(fc.array(pieces, { maxLength: 20 }).map((parts) => parts.join("")), fc.string({ unit: "grapheme", maxLength: 30 })), (text) => {
    const label = readLabel(text.replaceAll("\0", ""));
    expect(showLabel(label)).not.toBe("");
    for (const { span } of label.slips) expect(span.start <= span.end && span.end <= span.file.text.length).toBe(true);
  }), { numRuns: 500 });
});

test.each(["[", "(", "a[", "x ", "1", "a1", "1+", "σ(", "W=", "，", "\\n", "#"])("a label of 100,000 times %j ends", (piece) => {
  expect(showLabel(readLabel(piece.repeat(100_000))).length).toBeGreaterThan(0);
});
