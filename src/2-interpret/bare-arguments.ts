/**
 * A label that is no word with brackets, as a word and arguments that stand around it without any: `Conv2D K=3, P=1`,
 * `3x3 conv, 64`. Whether the word names anything is not known here.
 */
import type { BareArguments } from "../ir/label.ts";
import { mappedSpan, type MappedText } from "../ir/source.ts";
import { LabelReader } from "./parse-arguments.ts";
import type { LabelToken } from "./scan-label.ts";

export function readBareArguments(label: MappedText, tokens: readonly LabelToken[]): BareArguments | undefined {
  const isArgument = (index: number) => tokens[index]?.kind === "number" || (tokens[index]?.kind === "name" && tokens[index + 1]?.text === "=");
  const start = tokens.findIndex((_, index) => isArgument(index));
  if (start < 0) return undefined;
  const names = start > 0 ? tokens.slice(0, start) : tokens.slice(tokens.findIndex(({ kind }) => kind === "name"));
  const head = start > 0 ? names : names.slice(0, firstOther(names));
  const colon = start > 1 && head.at(-1)?.text === ":" ? head.at(-1) : undefined;
  const word = colon === undefined ? head : head.slice(0, -1);
  if (word.length === 0 || !word.every(({ kind }) => kind === "name")) return undefined;
  // `MaxPool2D K=2]`: the bracket that closes is there.
  const stray = start > 0 && tokens.length - start > 1 ? closingAlone(tokens.slice(start)) : undefined;
  const last = stray === undefined ? tokens.at(-1)! : tokens.at(-2)!;
  const spanOf = (from: LabelToken, to: LabelToken) => mappedSpan(label, from.start, to.end);
  return {
    word: { text: label.value.slice(word[0]!.start, word.at(-1)!.end).replace(/\s+/g, " "), span: spanOf(word[0]!, word.at(-1)!), suffix: undefined },
    span: start > 0 ? spanOf(tokens[start]!, last) : label.span,
    colon: colon === undefined ? undefined : spanOf(colon, colon),
    arguments: start > 0 ? readAll(label, stray === undefined ? tokens : tokens.slice(0, -1), start) : undefined,
    close: stray === undefined ? undefined : spanOf(stray, stray),
  };
}

/** The last of the tokens, where it closes a bracket that none of them opens. */
function closingAlone(tokens: readonly LabelToken[]): LabelToken | undefined {
  const last = tokens.at(-1);
  return last?.text === "]" && !tokens.some(({ text }) => text === "[") ? last : undefined;
}

function firstOther(tokens: readonly LabelToken[]): number {
  const at = tokens.findIndex(({ kind }) => kind !== "name");
  return at < 0 ? tokens.length : at;
}

/** Undefined where something in them is no argument. */
function readAll(label: MappedText, tokens: readonly LabelToken[], start: number) {
  const reader = new LabelReader(label, tokens, start);
  const items = reader.readItems();
  return reader.failed === undefined && reader.next === undefined ? items : undefined;
}
