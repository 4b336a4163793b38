/**
 * Label text -> what the label is, by grammar alone, in the order that docs/notation.md gives. Whether a word is a
 * layer or a block is decided by 3-link, for which a word's label keeps what it is otherwise.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { reportLabel } from "../diagnostics/rules/interpret.ts";
import type { Argument, DimensionSyntax, FeatureMapLabel, Label, Word, WordLabel } from "../ir/label.ts";
import { mappedSpan, type MappedText } from "../ir/source.ts";
import { nearestName } from "../runtime/nearest-name.ts";
import { readBareArguments } from "./bare-arguments.ts";
import { drawsNoise, indexedName, isTimed, plainName } from "./indexed-name.ts";
import { flattenList, LabelReader } from "./parse-arguments.ts";
import { operatorSigns, readExpression } from "./parse-expression.ts";
import { scanLabel, type LabelToken } from "./scan-label.ts";
import { foreignBatch, shapeRemark } from "./shape-remark.ts";
import { readTrailingText } from "./trailing-text.ts";
import { batchDimension, parameterWords, roleWords } from "./vocabulary.ts";

/** A longer label is no name of a layer, whatever it holds. */
const longestLabel = 20_000;

/** `ownId`: the text is the node's id, written or implied. */
export function interpretLabel(label: MappedText, ownId: boolean): Label {
  const base = { span: label.span, text: onOneLine(label.value.slice(0, longestLabel)) };
  if (label.value.length > longestLabel) return { kind: "unknown", ...base, slips: [], strayNumber: undefined, bare: undefined, trailing: undefined, batch: undefined };
  const tokens = scanLabel(label);
  const expression = readExpression(label, tokens, base);
  return readShape(label, tokens, base)
    ?? readRole(label, tokens, base)
    ?? readOperator(tokens, base)
    ?? readWord(label, tokens, base, ownId, expression)
    ?? readNamed(label, tokens, base)
    ?? expression
    ?? readShapeWithSurplus(label, tokens, base)
    ?? { kind: "unknown", ...base, slips: [], strayNumber: strayNumber(label, tokens), bare: readBareArguments(label, tokens), trailing: readTrailingText(label, tokens), batch: foreignBatch(label, tokens) };
}

/** Blanks between words are single already. */
function onOneLine(text: string): string {
  return text.includes("\n") ? text.replace(/\s+/g, " ") : text;
}

type Base = { readonly span: Label["span"]; readonly text: string };

/** `[BatchSize, W=56, H=56, C=64]`. In round brackets only where the batch leads. */
function readShape(label: MappedText, tokens: readonly LabelToken[], base: Base): FeatureMapLabel | undefined {
  return tokens[0]?.text === "[" || startsShape(tokens, 0) ? finishMap(label, tokens, base, 0, undefined, undefined) : undefined;
}

/** A shape and something behind it that cannot be there. */
function readShapeWithSurplus(label: MappedText, tokens: readonly LabelToken[], base: Base): FeatureMapLabel | undefined {
  if (tokens[0]?.text !== "[") return undefined;
  const reader = new LabelReader(label, tokens, 0);
  reader.readGroup();
  const surplus = reportLabel("label-syntax", reader.spanOf(reader.next), { expected: "The end of the label", expectedZh: "标签的末尾", found: reader.next?.text });
  return { kind: "featureMap", ...base, role: undefined, name: undefined, shape: undefined, slips: [surplus] };
}

/** An input or output word, a remark, a shape. A Chinese word may be glued to its remark. */
function readRole(label: MappedText, tokens: readonly LabelToken[], base: Base): FeatureMapLabel | undefined {
  const first = tokens[0];
  if (first?.kind !== "name") return undefined;
  const role = roleWords.get(first.text.toLowerCase()) ?? roleWords.get(first.text.slice(0, 2));
  // `Input * 2` computes; `Input - images` and `Input / 输入` are remarks.
  if (role === undefined || /^[*+@⊙]$/.test(tokens[1]?.text ?? "")) return undefined;
  const shape = tokens.findIndex((token, index) => token.text === "[" || startsShape(tokens, index));
  const stray = shape < 0 ? tokens.find((token) => token.text === "]") : undefined;
  if (stray !== undefined) return { kind: "featureMap", ...base, role, name: undefined, shape: undefined, slips: [strayBracket(label, stray)] };
  const remark = shape < 0 && tokens.length > 1 ? shapeRemark(label, tokens.slice(1)) : undefined;
  if (remark !== undefined) return { kind: "featureMap", ...base, role, name: undefined, shape: undefined, slips: [remark] };
  return finishMap(label, tokens, base, shape < 0 ? tokens.length : shape, role, undefined);
}

/** A shape whose opening bracket is missing. */
function strayBracket(label: MappedText, { start, end, text }: LabelToken) {
  return reportLabel("label-syntax", mappedSpan(label, start, end), { expected: "A bracket that opens before it", expectedZh: "之前的左括号", found: text });
}

function readOperator(tokens: readonly LabelToken[], base: Base): Label | undefined {
  if (tokens.length !== 1) return undefined;
  const [{ text, fullWidth }] = tokens as [LabelToken];
  const operator = operatorSigns.get(text) ?? (fullWidth && text === "x" ? "*" : undefined);
  return operator === undefined ? undefined : { kind: "operator", operator, ...base, slips: [] };
}

/** A word, perhaps a suffix, a count, arguments; nothing after them. */
function readWord(label: MappedText, tokens: readonly LabelToken[], base: Base, ownId: boolean, expression: WordLabel["otherwise"]): Label | undefined {
  const end = headLength(tokens);
  if (end === 0 || tokens[0]!.kind !== "name" || isTimed(tokens, 0)) return undefined;
  const words = wordsOf(label, tokens.slice(0, end));
  if (words === undefined) return undefined;
  const reader = new LabelReader(label, tokens, end);
  let count: DimensionSyntax | undefined;
  let given: readonly Argument[] = [];
  for (let next = reader.next; next !== undefined; next = reader.next) {
    const afterRemark = wordRemark(tokens, reader.at);
    if (afterRemark !== undefined) reader.at = afterRemark;
    else if (isOpening(next)) given = joinLists(given, flattenList(reader.readGroup().items));
    else if (next.kind === "times" && count === undefined) count = reader.readCount();
    else break;
  }
  const otherwise = readNamed(label, tokens, base) ?? expression;
  if (reader.failed === undefined && reader.next !== undefined) return undefined;
  if (reader.failed !== undefined && otherwise !== undefined && getsFarther(otherwise, reader.failed, tokens)) return otherwise;
  const slips = reader.failed === undefined ? reader.slips : [...reader.slips, reader.failed];
  return { kind: "word", span: base.span, text: base.text, words, count, arguments: given, otherwise, ownId, slips };
}

function joinLists<T>(before: readonly T[], more: readonly T[]): readonly T[] {
  return before.length === 0 ? more : [...before, ...more];
}

/** Whether another reading does not break off, or, of what is surely a formula, later. */
function getsFarther({ slips }: Label, failed: Diagnostic, tokens: readonly LabelToken[]): boolean {
  const broken = slips.find(({ severity }) => severity === "error");
  return broken === undefined || (broken.span.start > failed.span.start && tokens.some((_, at) => isTimed(tokens, at)));
}

/** How many tokens from the start make up the word: names, and numbers or `#` `-` `_` before a closing number. */
function headLength(tokens: readonly LabelToken[]): number {
  const end = tokens.findIndex((token) => token.kind === "times" || isOpening(token));
  return end < 0 ? tokens.length : end;
}

/** The whole word and, where it ends in a number, the word without it. Undefined where the tokens are no word. */
function wordsOf(label: MappedText, head: readonly LabelToken[]): readonly Word[] | undefined {
  const last = head.at(-1)!;
  const wordTokens = head.every((token) => token.kind === "name" || token.text === "-" || token.text === "#" || token.text === "/" || (token.kind === "number" && token === last));
  if (!wordTokens) return undefined;
  const [start, end] = [head[0]!.start, last.end];
  const text = label.value.slice(start, end).replace(/\s+/g, " ");
  const whole: Word = { text, span: mappedSpan(label, start, end), suffix: undefined };
  if (text.includes(".")) return undefined;
  const number = endOf(text, text.length, digit);
  const stem = endOf(text, number, separator);
  if (number === text.length || stem === 0) return [whole];
  return [whole, { text: text.slice(0, stem), span: mappedSpan(label, start, start + stem), suffix: text.slice(number) }];
}

const digit = /\d/;
const separator = /[\s#_-]/;

/** Where the characters of one kind begin that stand before `end`. */
function endOf(text: string, end: number, kind: RegExp): number {
  let at = end;
  while (at > 0 && kind.test(text[at - 1]!)) at -= 1;
  return at;
}

/** A name, perhaps an index, a remark, and a shape that starts with the batch, or a remark that says parameter. */
function readNamed(label: MappedText, tokens: readonly LabelToken[], base: Base): FeatureMapLabel | undefined {
  if (tokens[0]?.kind !== "name" || drawsNoise(tokens, 0)) return undefined;
  let at = 1;
  let name = tokens[0].text;
  const indexEnd = tokens[2]?.text === batchDimension ? undefined : indexedName(tokens, 0);
  if (indexEnd !== undefined) {
    name = plainName(name + label.value.slice(tokens[1]!.start, tokens[indexEnd - 1]!.end));
    at = indexEnd;
  }
  const afterRemark = readRemark(tokens, at);
  const remark = tokens[afterRemark]?.text === ":" ? afterRemark + 1 : afterRemark;
  const isParameter = tokens.slice(at, remark).some((token) => parameterWords.some((word) => token.text.toLowerCase().includes(word)));
  const isIndexed = indexEnd !== undefined && (remark === tokens.length || isOpening(tokens[remark]));
  if (!startsShape(tokens, remark) && !isParameter && !isIndexed) return undefined;
  return finishMap(label, tokens, base, remark, isParameter ? "parameter" : undefined, name);
}

/** The index after a remark on a word: Chinese alone in full-width brackets, which is no size (`全连接（分类）`). */
function wordRemark(tokens: readonly LabelToken[], at: number): number | undefined {
  const open = tokens[at];
  if (open?.text !== "(" || !open.fullWidth) return undefined;
  let end = at + 1;
  while (tokens[end] !== undefined && /^\p{Script=Han}+$/u.test(tokens[end]!.text)) end += 1;
  return end > at + 1 && tokens[end]?.text === ")" ? end + 1 : undefined;
}

/** The index after a remark in round brackets, or `at` where there is none. */
function readRemark(tokens: readonly LabelToken[], at: number): number {
  const open = tokens[at];
  if (open?.text !== "(") return at;
  const close = tokens.findIndex((token, index) => index > at && token.text === ")");
  const isRemark = open.fullWidth || tokens.slice(at, close).some((token) => parameterWords.includes(token.text.toLowerCase()));
  return isRemark && close > 0 ? close + 1 : at;
}

function finishMap(label: MappedText, tokens: readonly LabelToken[], base: Base, at: number, role: FeatureMapLabel["role"], name: string | undefined): FeatureMapLabel | undefined {
  if (at >= tokens.length) return { kind: "featureMap", ...base, role, name, shape: undefined, slips: [] };
  const reader = new LabelReader(label, tokens, at);
  if (!isOpening(reader.next)) return undefined;
  const { items } = reader.readGroup();
  if (reader.failed === undefined && reader.next !== undefined) return undefined;
  const slips = reader.failed === undefined ? reader.slips : [...reader.slips, reader.failed];
  return { kind: "featureMap", span: base.span, text: base.text, role, name, shape: flattenList(items), slips };
}

/** A bracket before the batch, or a slip of the pen for it: even a round one can hold nothing but a shape. */
function startsShape(tokens: readonly LabelToken[], at: number): boolean {
  const first = tokens[at + 1];
  return isOpening(tokens[at]) && first?.kind === "name" && nearestName(first.text, [batchDimension], 2) !== undefined;
}

function isOpening(token: LabelToken | undefined): boolean {
  return token?.text === "[" || token?.text === "(";
}

/** Also glued: `Dropout0.5`. */
function strayNumber(label: MappedText, tokens: readonly LabelToken[]) {
  const last = tokens.at(-1);
  if (tokens.length < 2 || last?.kind !== "number" || !last.text.includes(".") || !tokens.slice(0, -1).every((token) => token.kind === "name")) return undefined;
  const start = last.text.startsWith(".") ? endOf(label.value, last.start, digit) : last.start;
  return { word: label.value.slice(0, start).trim(), number: label.value.slice(start, last.end), span: mappedSpan(label, start, last.end) };
}
