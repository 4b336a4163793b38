/** Files of digraphs with labels made from the notation's grammar, from words that sound like it, and from neither. */
import fc from "fast-check";

const word = fc.constantFrom("Conv2D", "Linear", "MaxPool2D", "AvgPool2D", "BatchNorm2D", "BatchNorm", "Relu", "Softmax", "reshape", "flatten", "cat", "UpSample", "Dropout", "exp", "Block", "OtherBlock", "NetBlock", "Rlu", "卷积", "全连接", "AddNoise", "Embedding", "LayerNorm", "Mean", "Transpose", "Div", "randn", "__proto__", "constructor", "x", "");
const name = fc.constantFrom("BatchSize", "Batch", "BlockW", "BlockIn", "N", "NLayers", "#Layer", "σ²", "W", "C", "__proto__", "toString");
const number = fc.constantFrom("0", "1", "2", "3", "8", "64", "0.5", "-1", "9007199254740993", "1e9", ".5", "007");
const key = fc.constantFrom("K", "S", "P", "D", "G", "In", "Out", "Bias", "axis", "Std", "Shape", "Vocabulary", "W", "H", "C", "N", "Kernal", "__proto__");

const size: fc.Arbitrary<string> = fc.letrec<{ size: string }>((tie) => ({
  size: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    number, name,
    fc.tuple(tie("size"), fc.constantFrom("+", "-", "*", "/", "x", " x ", "×", "="), tie("size")).map((parts) => parts.join("")),
    fc.tuple(fc.constantFrom("(", "[", "N(", "{"), tie("size"), fc.constantFrom(")", "]", "", "}")).map((parts) => parts.join("")),
  ),
})).size;

const argument = fc.oneof(size, fc.tuple(key, fc.constantFrom("=", " = ", ":", "＝"), size).map((parts) => parts.join("")), fc.constantFrom("true", "false", "H"));
const comma = fc.constantFrom(", ", ",", "\\n", ",\\n", " ", "，", ";", "");
const list = fc.array(fc.tuple(argument, comma), { maxLength: 4 }).map((all) => all.flat().join(""));
const group = fc.tuple(fc.constantFrom("[", "(", "（", "[[", ""), list, fc.constantFrom("]", ")", "）", "]]", "")).map((parts) => parts.join(""));
const suffix = fc.constantFrom("", "", "1", "#2", " 3", "_4", " x 2", " x NLayers", "0.5", "（注）");
const shape = fc.tuple(fc.constantFrom("", "Input ", "输出\\n", "w (参数) ", "X[t] "), fc.constantFrom("[BatchSize, ", "["), list).map((parts) => `${parts.join("")}]`);

/** A label as it stands between quotation marks. */
const label = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(word, suffix, group).map((parts) => parts.join("")) },
  { weight: 3, arbitrary: shape },
  { weight: 2, arbitrary: fc.constantFrom("+", "-", "*", "@", "μ + exp(logσ² / 2) * ε", "Input", "输出", "\\N", "{a|b}", "&amp;&#91;", "") },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 20 }).map((text) => text.replaceAll(/["\\]/g, "")) },
);

const nodeCount = 8;
const id = fc.oneof({ weight: 9, arbitrary: fc.nat(nodeCount).map((index) => `n${index}`) }, fc.constantFrom("__proto__", "Relu", "oup"));
const node = fc.tuple(id, label).map(([own, text]) => `${own} [label="${text}"]`);
/** Mostly forwards, so that most diagrams have an order. */
const edge = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.nat(nodeCount), fc.nat(nodeCount)).map(([a, b]) => `n${Math.min(a, b)} -> n${Math.max(a, b) + (a === b ? 1 : 0)}`) },
  fc.tuple(id, id).map((ends) => ends.join(" -> ")),
  fc.constant(Array.from({ length: nodeCount }, (_, index) => `n${index}`).join(" -> ")),
);
const digraph = fc.tuple(fc.constantFrom("Net", "NetBlock", "OtherBlock", "Block", "net", ""), fc.array(fc.oneof({ weight: 3, arbitrary: node }, edge), { maxLength: 20 }))
  .map(([own, statements]) => `digraph ${own} {\n${statements.join("\n")}\n}\n`);

export const randomModels: fc.Arbitrary<string> = fc.array(digraph, { minLength: 1, maxLength: 4 }).map((all) => all.join(""));
