/**
 * A label's tokens -> a tensor expression, perhaps under a line that names it, perhaps with a shape behind it.
 * Precedence is Python's: `.T`, then a minus in front, then `* / @`, then `+ -`, each from the left. Depth is
 * bounded. Which names are tensors, and which words functions, is not decided here.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { reportLabel } from "../diagnostics/rules/interpret.ts";
import type { ExpressionOperator, ExpressionSyntax } from "../ir/expression.ts";
import type { Argument, ExpressionLabel } from "../ir/label.ts";
import { joinSpans, mappedSpan, type MappedText, type Span } from "../ir/source.ts";
import { drawsNoise, indexedName, isTimed, plainName } from "./indexed-name.ts";
import { flattenList, LabelReader } from "./parse-arguments.ts";
import type { LabelToken } from "./scan-label.ts";

const mostNested = 64;

/** Signs by what they mean: drawers write products in several ways. */
export const operatorSigns: ReadonlyMap<string, ExpressionOperator> = new Map([
  ["+", "+"], ["⊕", "+"], ["-", "-"], ["−", "-"], ["*", "*"], ["⊙", "*"], ["∘", "*"], ["·", "*"], ["∗", "*"], ["/", "/"], ["÷", "/"], ["@", "@"],
]);
const sums: ReadonlySet<ExpressionOperator> = new Set(["+", "-"]);
const products: ReadonlySet<ExpressionOperator> = new Set(["*", "/", "@"]);

/** What a label may begin with; a minus there is a sign. */
const continuing: ReadonlySet<ExpressionOperator> = new Set(["+", "*", "/", "@"]);

interface Base {
  readonly span: Span;
  readonly text: string;
}

/** Undefined where the tokens are no expression: a name or a number alone is none. */
export function readExpression(label: MappedText, scanned: readonly LabelToken[], base: Base): ExpressionLabel | undefined {
  if (!scanned.some(isSign)) return undefined;
  const tokens = withoutCounts(label, scanned);
  const titled = readTitle(label, tokens);
  const whole = new ExpressionReader(label, tokens, 0);
  const bare = whole.readLabel();
  const under = titled === undefined ? undefined : new ExpressionReader(label, tokens, titled.rest);
  const [reader, read, title] = bare === undefined && under !== undefined ? [under, under.readLabel(), titled] : [whole, bare, undefined];
  if (read !== undefined) return isComputed(read.expression) ? { kind: "expression", ...base, title, ...read, slips: reader.slips } : undefined;
  if (!looksComputed(tokens)) return undefined;
  return { kind: "expression", ...base, title, expression: undefined, shape: undefined, slips: [(under ?? whole).failed!] };
}

/** One of these stands in every expression, and in few other labels. */
function isSign({ text, fullWidth }: LabelToken): boolean {
  return text === "(" || text === "t" || text === "." || text === "^" || text.endsWith("ᵀ") || fullWidth || operatorSigns.has(text) || (text.length === 5 && text.toLowerCase() === "randn");
}

function isComputed({ kind }: ExpressionSyntax): boolean {
  return kind !== "number" && kind !== "name" && kind !== "weight";
}

/** `x^2` and `x ** 2`, which the reader refuses with the reason. */
function isPower(tokens: readonly LabelToken[], at: number): boolean {
  return at > 0 && (tokens[at]!.text === "^" || (tokens[at]!.text === "*" && tokens[at + 1]?.text === "*"));
}

/** A product of matrices, a power, noise, or a name at a step in time, is in no label but an expression's, even where that breaks off. */
function looksComputed(tokens: readonly LabelToken[]): boolean {
  return breaksOff(tokens) || tokens.some(({ text }, at) => text === "@" || isPower(tokens, at) || drawsNoise(tokens, at) || isTimed(tokens, at));
}

/** `x +`: an operand, and an operator that nothing follows. */
function breaksOff(tokens: readonly LabelToken[]): boolean {
  const [before, last] = tokens.slice(-2);
  return last !== undefined && before !== undefined && (before.kind !== "sign" || before.text === ")" || before.text === "]") && last.spaceBefore && operatorSigns.has(last.text);
}

/** The first line, where it is a name and more follows, or a name before `=`: what the result is called. */
function readTitle(label: MappedText, tokens: readonly LabelToken[]): { readonly name: string; readonly span: Span; readonly rest: number } | undefined {
  const length = indexedName(tokens, 0) ?? 1;
  const next = tokens[length];
  if (tokens[0]?.kind !== "name" || next === undefined || (!next.lineBefore && next.text !== "=")) return undefined;
  const [start, end] = [tokens[0].start, tokens[length - 1]!.end];
  return { name: plainName(label.value.slice(start, end)), span: mappedSpan(label, start, end), rest: next.text === "=" ? length + 1 : length };
}

/** Where formulas are read, an x is a letter: `X` alone, and the start of `x2`, are put together again. */
function withoutCounts(label: MappedText, tokens: readonly LabelToken[]): readonly LabelToken[] {
  if (!tokens.some(({ kind, fullWidth }) => kind === "times" && !fullWidth)) return tokens;
  const joined: LabelToken[] = [];
  for (const token of tokens) {
    const before = joined.at(-1);
    const isRest = (token.kind === "name" || token.kind === "number") && !token.spaceBefore && before?.kind === "name" && /^[xX]$/.test(before.text);
    if (isRest) joined[joined.length - 1] = { ...before, text: label.value.slice(before.start, token.end), end: token.end };
    else joined.push(token.kind === "times" && !token.fullWidth ? { ...token, kind: "name" } : token);
  }
  return joined;
}

const transposeAlone = { en: "`T` (the transpose; a power is written as a product)", zh: "`T`（转置；乘方请写成乘积）" };
const factor = { en: "A factor (a power is written as a product)", zh: "因子（乘方请写成乘积）" };

class ExpressionReader {
  readonly slips: Diagnostic[] = [];
  failed: Diagnostic | undefined;
  private at: number;
  private depth = 0;
  private readonly label: MappedText;
  private readonly tokens: readonly LabelToken[];

  constructor(label: MappedText, tokens: readonly LabelToken[], at: number) {
    this.label = label;
    this.tokens = tokens;
    this.at = at;
  }

  /** All of the tokens: an expression, and a shape on the last lines. Undefined where it cannot be read (`failed`). */
  readLabel(): { readonly expression: ExpressionSyntax; readonly shape: readonly Argument[] | undefined } | undefined {
    const start = this.spanOf(this.next);
    const first: ExpressionSyntax | undefined = this.operatorAt(continuing) !== undefined ? { kind: "arriving", span: { ...start, end: start.start } } : undefined;
    const expression = this.readSum(first);
    const shape = this.next?.lineBefore === true && (this.next.text === "[" || this.next.text === "(") ? this.readShape() : undefined;
    if (this.failed === undefined && this.next !== undefined) this.failExpected("An operator or the end of the label", "运算符或标签的末尾");
    return this.failed === undefined ? { expression, shape } : undefined;
  }

  private get next(): LabelToken | undefined {
    return this.failed === undefined ? this.tokens[this.at] : undefined;
  }

  private spanOf(token: LabelToken | undefined): Span {
    const end = this.label.value.length;
    return token === undefined ? mappedSpan(this.label, end, end) : mappedSpan(this.label, token.start, token.end);
  }

  private failExpected(expected: string, expectedZh: string): void {
    this.failed ??= reportLabel("label-syntax", this.spanOf(this.next), { expected, expectedZh, found: this.next?.text });
  }

  /** The operator at the current token, where it is one of these; × multiplies, an x is a letter. */
  private operatorAt(operators: ReadonlySet<ExpressionOperator>): ExpressionOperator | undefined {
    const token = this.next;
    const operator = token?.kind === "times" && token.fullWidth ? "*" : operatorSigns.get(token?.text ?? "");
    return operator !== undefined && operators.has(operator) ? operator : undefined;
  }

  /** `first` stands on the left of an operator that begins the label. */
  private readSum(first?: ExpressionSyntax): ExpressionSyntax {
    const left = first === undefined || this.operatorAt(products) !== undefined ? this.readProduct(first) : first;
    return this.readChain(left, sums, () => this.readProduct());
  }

  private readProduct(first?: ExpressionSyntax): ExpressionSyntax {
    return this.readChain(first ?? this.readSigned(), products, () => this.readSigned());
  }

  private readChain(first: ExpressionSyntax, operators: ReadonlySet<ExpressionOperator>, readNext: () => ExpressionSyntax): ExpressionSyntax {
    const rest: { operator: ExpressionOperator; operatorSpan: Span; value: ExpressionSyntax }[] = [];
    for (let operator = this.operatorAt(operators); operator !== undefined; operator = this.operatorAt(operators)) {
      const operatorSpan = this.spanOf(this.next);
      this.at += 1;
      rest.push({ operator, operatorSpan, value: readNext() });
    }
    return rest.length === 0 ? first : { kind: "chain", first, rest, span: joinSpans(first.span, rest.at(-1)!.value.span) };
  }

  private readSigned(): ExpressionSyntax {
    const sign = this.spanOf(this.next);
    let negative = false;
    for (let operator = this.operatorAt(sums); operator !== undefined; operator = this.operatorAt(sums)) {
      negative = operator === "-" ? !negative : negative;
      this.at += 1;
    }
    const value = this.readPostfix();
    if (!negative) return value;
    return value.kind === "number" ? { kind: "number", value: -value.value, span: joinSpans(sign, value.span) } : { kind: "negative", value, span: joinSpans(sign, value.span) };
  }

  /** `.T` and `^T` after an operand, `.w` after a layer's name. */
  private readPostfix(): ExpressionSyntax {
    let value = this.readPrimary();
    for (let sign = this.next; sign?.text === "." || sign?.text === "^"; sign = this.next) {
      const word = this.tokens[this.at + 1];
      const isTranspose = word?.text === "T";
      const isWeight = sign.text === "." && value.kind === "name" && /^(w|weight)$/i.test(word?.text ?? "");
      this.at += 1;
      if (!isTranspose && !isWeight) {
        this.failExpected(transposeAlone.en, transposeAlone.zh);
        return value;
      }
      this.at += 1;
      const span = joinSpans(value.span, this.spanOf(word));
      // Two transposes are none, however long a row of them is.
      value = isTranspose ? (value.kind === "transpose" ? value.value : { kind: "transpose", value, span }) : { kind: "weight", layer: (value as { readonly name: string }).name, span };
    }
    return value;
  }

  private readPrimary(): ExpressionSyntax {
    const token = this.next;
    if (token?.kind === "number") return this.readNumber(token);
    if (token?.kind === "name") return this.readName(token);
    if (token?.text === "(" || token?.text === "[") {
      const { inner, span } = this.readBrackets(token, () => this.readSum());
      // A name keeps its own place, for what is written over it.
      return inner.kind === "name" ? inner : { ...inner, span };
    }
    if (token?.text === "*" && isPower(this.tokens, this.at - 1)) this.failExpected(factor.en, factor.zh);
    this.failExpected("An operand", "操作数");
    return { kind: "number", value: 1, span: this.spanOf(token) };
  }

  /** Also `1e-5`, which scans as three. */
  private readNumber(token: LabelToken): ExpressionSyntax {
    const [e, sign, power] = this.tokens.slice(this.at + 1, this.at + 4);
    const glued = e?.text.toLowerCase() === "e" && [e, sign, power].every((part) => part?.spaceBefore === false) && power?.kind === "number";
    const last = glued ? power : token;
    this.at += glued ? 4 : 1;
    const span = mappedSpan(this.label, token.start, last.end);
    return { kind: "number", value: Number(this.label.value.slice(token.start, last.end)), span };
  }

  private readName(token: LabelToken): ExpressionSyntax {
    const open = this.tokens[this.at + 1];
    if ((open?.text === "(" && !open.spaceBefore) || drawsNoise(this.tokens, this.at)) return this.readCall(token);
    const end = indexedName(this.tokens, this.at);
    const last = end === undefined ? token : this.tokens[end - 1]!;
    this.at = end ?? this.at + 1;
    const span = mappedSpan(this.label, token.start, last.end);
    const name = plainName(this.label.value.slice(token.start, last.end));
    return name.length > 1 && name.endsWith("ᵀ") ? { kind: "transpose", value: { kind: "name", name: name.slice(0, -1), span }, span } : { kind: "name", name, span };
  }

  private readCall(word: LabelToken): ExpressionSyntax {
    this.at += 1;
    const wordSpan = this.spanOf(word);
    if (drawsNoise(this.tokens, this.at - 1)) {
      const reader = this.groupReader();
      const { items, span } = reader.readGroup();
      this.take(reader);
      return { kind: "randn", shape: flattenList(items), span: joinSpans(wordSpan, span) };
    }
    let given: readonly Argument[] = [];
    const { inner, span } = this.readBrackets(this.next!, () => {
      const operand = this.readSum();
      if (this.next?.text === ",") given = this.readArguments();
      return operand;
    });
    return { kind: "call", word: word.text, wordSpan, value: inner, arguments: given, span: joinSpans(wordSpan, span) };
  }

  /** `softmax(x, axis=1)`: what stands after the operand, up to the closing bracket. */
  private readArguments(): readonly Argument[] {
    const reader = this.groupReader();
    const given = reader.readRest();
    this.take(reader);
    return given;
  }

  private readShape(): readonly Argument[] {
    const reader = this.groupReader();
    const { items } = reader.readGroup();
    this.take(reader);
    return flattenList(items);
  }

  private groupReader(): LabelReader {
    return new LabelReader(this.label, this.tokens, this.at);
  }

  private take(reader: LabelReader): void {
    this.at = reader.at;
    this.slips.push(...reader.slips);
    this.failed ??= reader.failed;
  }

  /** A bracket that is still open at the label's end is closed there. */
  private noteOpen(open: LabelToken, close: string): void {
    const { file, end } = this.spanOf(this.tokens.at(-1));
    const fixes = [{ title: { en: `Write \`${close}\``, zh: `补上 \`${close}\`` }, edits: [{ span: { file, start: end, end }, text: close }], preferred: true }];
    this.slips.push(reportLabel("unclosed-bracket", this.spanOf(open), { opened: open.text, close }, { fixes }));
  }

  private readBrackets(open: LabelToken, readInner: () => ExpressionSyntax): { readonly inner: ExpressionSyntax; readonly span: Span } {
    const close = open.text === "(" ? ")" : "]";
    this.at += 1;
    this.depth += 1;
    if (this.depth > mostNested) {
      this.failed ??= reportLabel("label-depth", this.spanOf(open), { most: mostNested });
      return { inner: { kind: "number", value: 1, span: this.spanOf(open) }, span: this.spanOf(open) };
    }
    const inner = readInner();
    this.depth -= 1;
    const token = this.next;
    if (token?.text === close) this.at += 1;
    else if (token === undefined && this.failed === undefined) this.noteOpen(open, close);
    else this.failExpected(`\`${close}\``, `\`${close}\``);
    return { inner, span: joinSpans(this.spanOf(open), this.spanOf(token)) };
  }
}
