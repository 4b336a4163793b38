/** A label's tokens -> whether a name with an index stands there, `W[f]` or `H[t-1]`, and how it is called. */
import type { LabelToken } from "./scan-label.ts";

/** Also as keyboards and editors for text write it. */
const minusSigns: readonly string[] = ["-", "−", "–"];

/** The index after `X[t-1]` at `at`, where such a name stands there. */
export function indexedName(tokens: readonly LabelToken[], at: number): number | undefined {
  const open = tokens[at + 1];
  if (tokens[at]?.kind !== "name" || open?.text !== "[" || open.spaceBefore) return undefined;
  const close = tokens.findIndex(({ text }, index) => index > at && text === "]");
  return close > at + 2 && close <= at + 5 && tokens.slice(at + 2, close).every(({ kind, text }) => kind !== "sign" || text === "+" || minusSigns.includes(text)) ? close + 1 : undefined;
}

/** `X[t]` or `H[t-1]` stands there, which is no word with arguments. */
export function isTimed(tokens: readonly LabelToken[], at: number): boolean {
  return tokens[at + 2]?.text.toLowerCase() === "t" && indexedName(tokens, at) !== undefined;
}

/** `randn(shape)`, in brackets of either kind, stands there. */
export function drawsNoise(tokens: readonly LabelToken[], at: number): boolean {
  const open = tokens[at + 1]?.text;
  return tokens[at]?.text.toLowerCase() === "randn" && (open === "(" || open === "[");
}

/** `H[ T − 1 ]` is called `H[t-1]`. */
export function plainName(text: string): string {
  return text.replace(/\s+/g, "").replace(/[−–]/g, "-").replace(/\[T(?=[\]+-])/, "[t");
}
