/** `P=same` and `P=valid`, as other libraries write paddings: the number that is meant, where the label tells it. */
import type { Diagnostic, Fix } from "../diagnostics/diagnostic.ts";
import { reportInfer } from "../diagnostics/rules/infer.ts";
import type { Argument } from "../ir/label.ts";
import { sourceOf } from "./scope.ts";
import { splitPair } from "./split-pair.ts";

/** `given` are the layer's arguments by their keys. */
export function paddingWord(key: string, { value }: Argument, given: ReadonlyMap<string, Argument>): Diagnostic | undefined {
  const word = value.kind === "name" && value.value === undefined ? value.name.toLowerCase() : "";
  if (word !== "same" && word !== "valid") return undefined;
  const padding = word === "valid" ? "0" : samePadding(given);
  const fixes: Fix[] = padding === undefined ? [] : [{ title: { en: `Write ${padding}`, zh: `写作 ${padding}` }, edits: [{ span: value.span, text: padding }], preferred: true }];
  const [wanted, wantedZh] = word === "valid" ? ["a number (0 for none)", "数字（没有填充时为 0）"]
    : ["a number (half of K, rounded down, keeps the size where S is 1)", "数字（K 的一半向下取整，可在 S=1 时保持尺寸）"];
  return reportInfer("bad-value", value.span, { key, wanted, wantedZh, found: `\`${sourceOf(value)}\`` }, { fixes });
}

/** What keeps the size on both sides alike: of an odd window that moves by one. */
function samePadding(given: ReadonlyMap<string, Argument>): string | undefined {
  const [kernel, stride, dilation] = ["K", "S", "D"].map((key) => numbersOf(given.get(key)));
  if (kernel === undefined || kernel.length === 0 || !kernel.every((size) => size % 2 === 1) || [stride, dilation].some((sizes) => sizes?.some((size) => size !== 1))) return undefined;
  return kernel.map((size) => (size - 1) / 2).join("x");
}

/** Not whole where a size is written otherwise than as a number. */
function numbersOf(argument: Argument | undefined): readonly number[] | undefined {
  if (argument === undefined) return undefined;
  return (splitPair(argument.value) ?? []).map((part) => (part.kind === "number" ? Number(part.text) : NaN));
}
