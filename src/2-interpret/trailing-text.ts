/**
 * A label that is whole but for something behind its last bracket: `Conv2D [K=3], bias=False`. Whether the word names
 * anything is not known here.
 */
import type { TrailingText } from "../ir/label.ts";
import { mappedSpan, type MappedText } from "../ir/source.ts";
import { LabelReader } from "./parse-arguments.ts";
import type { LabelToken } from "./scan-label.ts";

/** `tokens` begin with a word, brackets and something that is no bracket. */
export function readTrailingText(label: MappedText, tokens: readonly LabelToken[]): TrailingText | undefined {
  const open = tokens.findIndex(({ text }) => text === "[" || text === "(");
  const [first, last] = [tokens[0], tokens[open - 1]];
  if (first?.kind !== "name" || last === undefined || !tokens.slice(0, open).every(({ kind }) => kind === "name" || kind === "number")) return undefined;
  const reader = new LabelReader(label, tokens, open);
  const { items } = reader.readGroup();
  const close = tokens[reader.at - 1]!;
  if (reader.next === undefined || reader.slips.length > 0) return undefined;
  const separator = /^[,;:、]$/.test(reader.next.text) ? 1 : 0;
  const text = tokens[reader.at + separator];
  if (text === undefined) return undefined;
  const rest = new LabelReader(label, tokens, reader.at + separator);
  const moved = rest.readItems();
  return {
    word: { text: label.value.slice(first.start, last.end).replace(/\s+/g, " "), span: mappedSpan(label, first.start, last.end), suffix: undefined },
    isEmpty: items.length === 0,
    close: mappedSpan(label, close.start, close.end),
    span: mappedSpan(label, text.start, tokens.at(-1)!.end),
    arguments: rest.failed === undefined && rest.next === undefined ? moved : undefined,
  };
}
