/**
 * Tokens of a label -> arguments and sizes. A recursive descent whose depth is bounded (`mostNested`); sums and
 * products are flat lists. Slips that a reader understands all the same (a line break for a comma, a bracket left
 * open) are noted and read as meant; anything else is `label-syntax`, reported once, and ends the reading.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { reportLabel } from "../diagnostics/rules/interpret.ts";
import type { Argument, DimensionSyntax } from "../ir/label.ts";
import { joinSpans, mappedSpan, type MappedText, type Span } from "../ir/source.ts";
import type { LabelToken } from "./scan-label.ts";

const mostNested = 64;
/** In tokens; a pair of sums is far shorter. */
const longestTuple = 100;

export class LabelReader {
  readonly slips: Diagnostic[] = [];
  /** Set by the first thing that cannot be read; nothing after it counts. */
  failed: Diagnostic | undefined;
  private depth = 0;
  readonly label: MappedText;
  readonly tokens: readonly LabelToken[];
  at: number;

  constructor(label: MappedText, tokens: readonly LabelToken[], at: number) {
    this.label = label;
    this.tokens = tokens;
    this.at = at;
  }

  get next(): LabelToken | undefined {
    return this.failed === undefined ? this.tokens[this.at] : undefined;
  }

  spanOf(token: LabelToken | undefined): Span {
    const end = this.label.value.length;
    return token === undefined ? mappedSpan(this.label, end, end) : mappedSpan(this.label, token.start, token.end);
  }

  /** A bracket group at the current token: its arguments, nested lists kept. */
  readGroup(): { readonly items: readonly Argument[]; readonly span: Span } {
    const open = this.tokens[this.at]!;
    const close = open.text === "(" ? ")" : "]";
    this.at += 1;
    if (!this.enter()) return { items: [], span: this.spanOf(open) };
    const items = this.readItems();
    this.depth -= 1;
    const last = this.closeGroup(open, close);
    return { items, span: joinSpans(this.spanOf(open), this.spanOf(last)) };
  }

  /** Further arguments of a group that is open already, from its comma up to its closing bracket. */
  readRest(): readonly Argument[] {
    this.readSeparator();
    return this.readItems();
  }

  /** Arguments up to a bracket that closes or the label's end. */
  readItems(): readonly Argument[] {
    const items: Argument[] = [];
    while (this.next !== undefined && !isClosing(this.next)) {
      items.push(this.readArgument());
      this.readSeparator();
    }
    // A list that has grown holds room for more, and there is one for every label.
    return [...items];
  }

  /** `x N` after a word, at its x: a number, a name or a bracketed size. */
  readCount(): DimensionSyntax {
    this.at += 1;
    return this.readPrimary();
  }

  private enter(): boolean {
    this.depth += 1;
    if (this.depth <= mostNested) return true;
    this.fail(reportLabel("label-depth", this.spanOf(this.next), { most: mostNested }));
    return false;
  }

  private fail(diagnostic: Diagnostic): void {
    this.failed ??= diagnostic;
  }

  private failExpected(expected: string, expectedZh: string): void {
    const token = this.next;
    this.fail(reportLabel("label-syntax", this.spanOf(token), { expected, expectedZh, found: token?.text }));
  }

  private readArgument(): Argument {
    const first = this.next;
    const equals = this.tokens[this.at + 1];
    if (first?.kind === "name" && (equals?.text === "=" || equals?.text === ":")) {
      this.at += 2;
      const value = this.readValue();
      const span = this.spanOf(first);
      return { key: { text: first.text, span }, value, span: joinSpans(span, value.span) };
    }
    const value = this.readValue();
    return { key: undefined, value, span: value.span };
  }

  /** A size, a list, or an equation of sizes. */
  private readValue(): DimensionSyntax {
    if (this.next?.text === "[" || this.seesTuple()) {
      const { items, span } = this.readGroup();
      return { kind: "list", items, span };
    }
    const first = this.readSum();
    if (this.next?.text !== "=") return first;
    const sides = [first];
    while (this.next?.text === "=") {
      this.at += 1;
      sides.push(this.readSum());
    }
    return { kind: "equation", sides, span: joinSpans(first.span, sides.at(-1)!.span) };
  }

  /** `(3, 3)`: round brackets that hold a list, as programs write pairs. */
  private seesTuple(): boolean {
    if (this.next?.text !== "(") return false;
    let depth = 0;
    for (let at = this.at; at < this.tokens.length && at < this.at + longestTuple; at++) {
      const { text } = this.tokens[at]!;
      if (text === "(" || text === "[") depth += 1;
      else if (text === ")" || text === "]") depth -= 1;
      if (depth === 0) return false;
      if (depth === 1 && text === ",") return true;
    }
    return false;
  }

  private readSum(): DimensionSyntax {
    const start = this.next;
    const sign = this.readSign() ?? 1;
    const first = this.readProduct();
    let following = this.readSign();
    if (sign === 1 && following === undefined) return first;
    const terms = [{ sign, value: first }];
    for (; following !== undefined; following = this.readSign()) terms.push({ sign: following, value: this.readProduct() });
    return { kind: "sum", terms, span: joinSpans(this.spanOf(start), terms.at(-1)!.value.span) };
  }

  private readSign(): 1 | -1 | undefined {
    const text = this.next?.text;
    if (text !== "+" && text !== "-") return undefined;
    this.at += 1;
    return text === "+" ? 1 : -1;
  }

  private readProduct(): DimensionSyntax {
    const first = this.readPrimary();
    let operator = this.readFactorSign();
    if (operator === undefined) return first;
    const factors: { operator: "*" | "/" | "x"; value: DimensionSyntax }[] = [{ operator: "*", value: first }];
    for (; operator !== undefined; operator = this.readFactorSign()) factors.push({ operator, value: this.readPrimary() });
    return { kind: "product", factors, span: joinSpans(first.span, factors.at(-1)!.value.span) };
  }

  private readFactorSign(): "*" | "/" | "x" | undefined {
    const token = this.next;
    const operator = token?.kind === "times" ? "x" : token?.text === "*" || token?.text === "/" ? token.text : undefined;
    if (operator !== undefined) this.at += 1;
    return operator;
  }

  private readPrimary(): DimensionSyntax {
    const token = this.next;
    const span = this.spanOf(token);
    if (token?.kind === "number") return this.readNumber(token);
    if (token?.kind === "name") return this.readName(token);
    if (token?.text === "#" && this.tokens[this.at + 1]?.kind === "name") {
      const name = this.tokens[this.at + 1]!;
      this.at += 2;
      return { kind: "index", name: `#${name.text}`, span: joinSpans(span, this.spanOf(name)) };
    }
    if (token?.text === "(") return this.readParenthesized(token);
    this.failExpected("A size", "尺寸");
    return { kind: "number", text: "1", span };
  }

  /** `1e-05` is scanned as number, name, sign and number, all glued together. */
  private readNumber(token: LabelToken): DimensionSyntax {
    this.at += 1;
    const [e, sign, digits] = [0, 1, 2].map((ahead) => this.tokens[this.at + ahead]);
    const span = this.spanOf(token);
    const power = e?.spaceBefore === false ? /^e(\d{1,2}|)$/i.exec(e.text)?.[1] : undefined;
    if (power === undefined) return { kind: "number", text: token.text, span };
    if (power !== "") {
      this.at += 1;
      return { kind: "number", text: withoutPower(token.text, Number(power)), span: joinSpans(span, this.spanOf(e)) };
    }
    const isPower = /^[+-]$/.test(sign?.text ?? "") && sign?.spaceBefore === false && digits?.spaceBefore === false && /^\d{1,2}$/.test(digits.text);
    if (!isPower) return { kind: "number", text: token.text, span };
    this.at += 3;
    return { kind: "number", text: withoutPower(token.text, Number(sign!.text + digits.text)), span: joinSpans(span, this.spanOf(digits)) };
  }

  private readName(token: LabelToken): DimensionSyntax {
    this.at += 1;
    const span = this.spanOf(token);
    const open = this.next;
    if (open?.text !== "(" || open.spaceBefore) return { kind: "name", name: token.text, value: undefined, span };
    const inner = this.readParenthesized(open);
    return { kind: "name", name: token.text, value: inner, span: joinSpans(span, inner.span) };
  }

  private readParenthesized(open: LabelToken): DimensionSyntax {
    this.at += 1;
    if (!this.enter()) return { kind: "number", text: "1", span: this.spanOf(open) };
    const inner = this.readValue();
    this.depth -= 1;
    const last = this.closeGroup(open, ")");
    return { ...inner, span: joinSpans(this.spanOf(open), this.spanOf(last)) };
  }

  /** A comma, or a line break between two complete arguments of which the second does not start with an operator. */
  private readSeparator(): void {
    const token = this.next;
    if (token === undefined || isClosing(token)) return;
    if (token.text === "," || token.text === ";" || token.text === "、") {
      this.at += 1;
      return;
    }
    const before = this.spanOf(this.tokens[this.at - 1]);
    const point = { file: before.file, start: before.end, end: before.end };
    const fixes = [{ title: { en: "Write the comma", zh: "补上逗号" }, edits: [{ span: point, text: "," }], preferred: true }];
    if (token.lineBefore) this.slips.push(reportLabel("missing-comma", point, undefined, { fixes }));
    else {
      const begins = token.kind === "name" && this.tokens[this.at + 1]?.text === "=";
      this.fail(reportLabel("label-syntax", this.spanOf(token), { expected: "A comma or a bracket", expectedZh: "逗号或括号", found: token.text }, begins ? { fixes } : {}));
    }
  }

  /** Takes the closing bracket; where the label ends, or another bracket closes, says so and goes on. */
  private closeGroup(open: LabelToken, close: string): LabelToken {
    const token = this.next;
    if (token?.text === close) {
      this.at += 1;
      return token;
    }
    const last = this.tokens[this.at - 1]!;
    if (this.failed !== undefined) return last;
    const end = this.spanOf(last).end;
    const span = token === undefined ? { file: this.label.span.file, start: end, end } : this.spanOf(token);
    if (token !== undefined && !isClosing(token)) {
      this.failExpected(`\`${close}\``, `\`${close}\``);
      return last;
    }
    const mends = token !== undefined && this.depth === 0;
    if (mends) this.at += 1;
    const edit = { span: mends ? span : { ...span, end: span.start }, text: close };
    const fixes = [{ title: { en: `Write \`${close}\``, zh: `补上 \`${close}\`` }, edits: [edit], preferred: true }];
    this.slips.push(reportLabel("unclosed-bracket", this.spanOf(open), { opened: open.text, close }, { fixes }));
    return last;
  }
}

/** `1.5` and -2 -> `0.015`. */
function withoutPower(number: string, power: number): string {
  const [whole, part = ""] = number.split(".") as [string, string?];
  const digits = "0".repeat(Math.max(0, -power)) + whole + part + "0".repeat(Math.max(0, power));
  const point = Math.max(0, -power) + whole.length + power;
  return point >= digits.length ? digits : `${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** `reshape([4096])`: a list that is the only positional argument stands for its items. */
export function flattenList(items: readonly Argument[]): readonly Argument[] {
  const [only] = items;
  return items.length === 1 && only!.key === undefined && only!.value.kind === "list" ? only!.value.items : items;
}

function isClosing(token: LabelToken): boolean {
  return token.text === "]" || token.text === ")";
}
