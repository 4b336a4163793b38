/** Labels as other tools draw them: Keras's plot_model, a layer behind its name, layers that dot2model does not have. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { reportLink } from "../diagnostics/rules/link.ts";
import type { UnknownLabel, WordLabel } from "../ir/label.ts";
import type { Span } from "../ir/source.ts";
import { foreignLayer, type ForeignLayer } from "./foreign-layers.ts";

const plotModel: ForeignLayer = {
  instead: {
    en: "It is drawn as by Keras's plot_model, with shapes and without kernels, strides and paddings. Write the layer and its arguments: `Conv2D [K=3, Out=32]`",
    zh: "它是 Keras 的 plot_model 画出的，只有形状，没有卷积核、步幅和填充。请写出层及其参数：`Conv2D [K=3, Out=32]`",
  },
};

/** `meaning` gives what a word stands for, undefined where it is neither a layer nor a block. */
export function foreignLabel(label: WordLabel | UnknownLabel, meaning: (word: string) => unknown): Diagnostic | undefined {
  const text = label.text.slice(0, longestLooked);
  if (/\binput: ?.*\boutput: ?.*[([](?:\?|None)/.test(text)) return tellForeign(label, text.replace(/[|{\s]*input:.*/, ""), label.span, plotModel);
  if (label.kind !== "unknown") return undefined;
  const [, name, word] = /^([\p{L}_][\p{L}\p{N}_]*) ?: ?(\p{L}[\p{L}\p{N}_]*)/u.exec(text) ?? [];
  const [meant, said] = name === undefined ? [] : [meaning(word!), meaning(name)];
  // `Conv2D: Relu` names two layers.
  if (meant !== undefined && (said === undefined || said === meant)) return named(label, name!, word!);
  const first = /^\p{L}[\p{L}\p{N}_]*/u.exec(text)?.[0] ?? "";
  const foreign = foreignLayer(first);
  return foreign === undefined ? undefined : tellForeign(label, first, label.span, foreign);
}

/** In characters. */
const longestLooked = 300;

export function tellForeign({ text }: WordLabel | UnknownLabel, word: string, span: Span, { formula, instead }: ForeignLayer): Diagnostic {
  return reportLink("foreign-layer", span, { word: word.length > 0 ? word : text.slice(0, 60), formula, instead });
}

/** `conv1: Conv2D [K=3]` */
function named({ span }: UnknownLabel, name: string, word: string): Diagnostic {
  const written = /^["{]?([\p{L}\p{N}_]+\s*:(?:\s|\\[nlr])*)/u.exec(span.file.text.slice(span.start, Math.min(span.end, span.start + longestLooked)));
  const start = span.start + (written === null ? 0 : written[0].length - written[1]!.length);
  const place = written === null ? span : { ...span, start, end: start + written[1]!.length };
  const fixes = written === null ? [] : [{ title: { en: "Leave the name out", zh: "删去名称" }, edits: [{ span: place, text: "" }], preferred: true }];
  return reportLink("name-before-layer", place, { name, word }, { fixes });
}
