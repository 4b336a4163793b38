/**
 * Label text -> tokens. In: a decoded label (full-width forms are ASCII already). Out: names, numbers and signs
 * with their places in the label and how they are spaced, since spaces decide what an `x` means.
 */
import { isFullWidthAt } from "../1-read/label-text.ts";
import { VerbatimText } from "../1-read/text-builder.ts";
import type { MappedText, SourceFile } from "../ir/source.ts";

export interface LabelToken {
  /** `times` is an x or × that multiplies or counts. */
  readonly kind: "name" | "number" | "sign" | "times";
  readonly text: string;
  /** Offsets in the label. */
  readonly start: number;
  readonly end: number;
  readonly spaceBefore: boolean;
  readonly lineBefore: boolean;
  /** Written in full width: such parentheses hold a remark after a name. */
  readonly fullWidth: boolean;
}

const space = /\s+/uy;
const number = /\d+(?:\.\d+)?|\.\d+/uy;
const name = /[\p{L}_][\p{L}\p{N}\p{M}_]*/uy;
const sign = /[^]/uy;

/** Of labels that stand in a file as they are read: a long diagram writes the same ones again and again. */
const known = new WeakMap<SourceFile, Map<string, readonly LabelToken[]>>();
const mostKnown = { labels: 500, length: 100 };

export function scanLabel(label: MappedText): readonly LabelToken[] {
  if (!(label instanceof VerbatimText) || label.value.length > mostKnown.length) return scanTokens(label);
  const { file } = label.span;
  const scanned = known.get(file) ?? new Map<string, readonly LabelToken[]>();
  const tokens = scanned.get(label.value) ?? scanTokens(label);
  if (scanned.size === 0) known.set(file, scanned);
  if (scanned.size < mostKnown.labels) scanned.set(label.value, tokens);
  return tokens;
}

function scanTokens(label: MappedText): readonly LabelToken[] {
  const tokens: LabelToken[] = [];
  let spaceBefore = false;
  let lineBefore = false;
  let at = 0;
  while (at < label.value.length) {
    const blank = match(space, label.value, at);
    if (blank !== undefined) {
      spaceBefore = true;
      lineBefore ||= blank.includes("\n");
      at += blank.length;
      continue;
    }
    const digits = match(number, label.value, at);
    const word = digits === undefined ? match(name, label.value, at) : undefined;
    const text = digits ?? beforeTimes(label, word, at) ?? match(sign, label.value, at) ?? "";
    const length = timesLength(label, text, at, tokens.at(-1), spaceBefore);
    const end = at + (length ?? text.length);
    const kind = length !== undefined ? "times" : digits !== undefined ? "number" : word !== undefined ? "name" : "sign";
    const fullWidth = isFullWidthAt(label, at);
    tokens.push({ kind, text: label.value.slice(at, end), start: at, end, spaceBefore, lineBefore, fullWidth });
    spaceBefore = false;
    lineBefore = false;
    at = end;
  }
  return tokens;
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? text.slice(at, pattern.lastIndex) : undefined;
}

/** A name as far as its first ×, which is a letter to nobody. */
function beforeTimes(label: MappedText, name: string | undefined, at: number): string | undefined {
  if (name === undefined) return undefined;
  let end = 1;
  while (end < name.length && !isTimesSign(label, at + end)) end += 1;
  return name.slice(0, end);
}

function isTimesSign(label: MappedText, at: number): boolean {
  return label.span.file.text[label.startOf(at)!] === "×";
}

/**
 * The length (1) of an x that is a sign of its own: glued after a number or a closing bracket, alone between
 * spaces, before a number and after a space (`UpSample x2`), or written as ×. Otherwise undefined.
 */
function timesLength(label: MappedText, text: string, at: number, before: LabelToken | undefined, spaceBefore: boolean): 1 | undefined {
  if (!/^[xX]/.test(text) || before === undefined) return undefined;
  if (isTimesSign(label, at)) return 1;
  const glued = !spaceBefore && (before.kind === "number" || before.text === ")" || before.text === "]");
  const alone = spaceBefore && text.length === 1 && /^\s/.test(label.value.slice(at + 1, at + 2));
  const counts = spaceBefore && /^[xX]\d+$/.test(text);
  const opens = spaceBefore && text.length === 1 && label.value[at + 1] === "(";
  return glued || alone || counts || opens ? 1 : undefined;
}
