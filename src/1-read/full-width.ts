/** Full-width forms, as Chinese keyboards write them, and the ASCII that is meant. Knows single characters only. */
import type { MappedText } from "../ir/source.ts";

/** U+FF01..U+FF5E repeat U+0021..U+007E at this distance. */
const SHIFT = 0xfee0;

const WIDE = "×【】、\u3000";
const NARROW = "x[], ";
const OTHERS: ReadonlyMap<number, number> = new Map([...WIDE].map((wide, i) => [wide.charCodeAt(0), NARROW.charCodeAt(i)]));

/** The ASCII unit that a full-width one stands for; any other unit as it is. */
export function toHalfWidth(unit: number): number {
  if (unit >= 0xff01 && unit <= 0xff5e) return unit - SHIFT;
  return unit < 0x80 ? unit : OTHERS.get(unit) ?? unit;
}

/** Whether `text.value[index]` was written in a full-width form (`（`, `×`, …) in the file. */
export function isFullWidthAt(text: MappedText, index: number): boolean {
  const start = text.startOf(index);
  if (start === undefined) return false;
  const written = text.span.file.text.charCodeAt(start);
  return toHalfWidth(written) !== written;
}

/**
 * What stands for DOT's own punctuation where it was written without quotation marks. Parentheses are missing: DOT
 * has none, so that a name with them is meant.
 */
const PUNCTUATION: ReadonlyMap<string, string> = new Map([
  ["，", ","], ["、", ","], ["；", ";"], ["：", ":"], ["＝", "="], ["［", "["], ["］", "]"], ["【", "["], ["】", "]"], ["｛", "{"], ["｝", "}"],
  ["“", '"'], ["”", '"'], ["＂", '"'], ["→", "->"], ["\u3000", " "], ["\u00a0", " "]]);

const ANY_PUNCTUATION = new RegExp(`[${[...PUNCTUATION.keys()].join("")}]`, "g");

/** The full-width punctuation in an unquoted name and the name with ASCII in its place; undefined where it has none. */
export function fullWidthPunctuation(name: string): { readonly characters: readonly string[]; readonly repaired: string } | undefined {
  const characters = name.match(ANY_PUNCTUATION);
  if (!characters) return undefined;
  return { characters: [...new Set(characters)], repaired: name.replace(ANY_PUNCTUATION, (wide) => PUNCTUATION.get(wide) ?? wide) };
}

export function asciiPunctuation(wide: string): string {
  return PUNCTUATION.get(wide) ?? wide;
}
