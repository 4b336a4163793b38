/**
 * The scanner's tokens with room to look ahead, to go back, and to report. Warns of what a single token shows
 * (full-width punctuation, split numbers) and of texts that are never closed; every other finding is the parser's.
 */
import type { Diagnostic, Edit, Fix } from "../diagnostics/diagnostic.ts";
import { readRules } from "../diagnostics/rules/read.ts";
import { reporter } from "../diagnostics/rules/rule.ts";
import type { SourceFile } from "../ir/source.ts";
import { makeAtom, type Atom } from "./atom.ts";
import { asciiPunctuation, fullWidthPunctuation } from "./full-width.ts";
import { DotScanner, type Token } from "./scan-dot.ts";
import { guessStringEnd, looksBroken } from "./unclosed-string.ts";

const report = reporter(readRules);
type RuleName = keyof typeof readRules;
type Params<K extends RuleName> = Parameters<(typeof readRules)[K]["message"]>[0];

/** No one reads more, and a text of nothing but mistakes must not fill the memory. */
const MOST_DIAGNOSTICS = 10_000;

/** Where to go back to. */
export interface Mark {
  readonly last: Token | undefined;
  readonly position: number;
  readonly reported: number;
}

export class TokenStream {
  readonly file: SourceFile;
  readonly scanner: DotScanner;
  readonly diagnostics: Diagnostic[] = [];
  /** The token taken last. */
  last: Token | undefined;
  /** A string taken since `calm` that seems to have swallowed another's opening quotation mark. */
  suspect: Token | undefined;
  /** An error was reported since `calm`. */
  troubled = false;
  private readonly ahead: Token[] = [];

  constructor(file: SourceFile, start: number, limit: number) {
    this.file = file;
    this.scanner = new DotScanner(file, start, limit);
  }

  peek(distance = 0): Token {
    for (;;) {
      const token = this.ahead[distance];
      if (token) return token;
      this.ahead.push(this.scan());
    }
  }

  /** Whether the token ahead is this mark. */
  sees(mark: string, distance = 0): boolean {
    const token = this.peek(distance);
    return token.kind === "mark" && token.text === mark;
  }

  seesAtom(distance = 0): boolean {
    const { kind } = this.peek(distance);
    return kind === "id" || kind === "string" || kind === "number" || kind === "html";
  }

  take(): Token {
    const token = this.skip();
    if (token.kind === "id") this.checkWidth(token);
    else if (token.kind === "number") this.checkNumber(token);
    else if (!token.closed) this.reportUnclosed(token);
    else if (token.kind === "string" && !this.suspect && looksBroken(this.file.text, token)) this.suspect = token;
    return token;
  }

  /** Takes a token of which nothing more is to be said. */
  skip(): Token {
    const token = this.peek();
    this.ahead.shift();
    this.last = token;
    return token;
  }

  /** The name, number, HTML text or joined strings ahead; the caller has made sure that one is. */
  takeAtom(): Atom {
    const first = this.take();
    if ((first.kind !== "string" && first.kind !== "html") || !this.sees("+")) return makeAtom(this.file, first);
    const rest: Token[] = [];
    while (this.sees("+") && (this.peek(1).kind === "string" || this.peek(1).kind === "html")) {
      this.take();
      rest.push(this.take());
    }
    return makeAtom(this.file, first, rest);
  }

  /** Goes on at `position`, past characters that the parser has explained itself. */
  jump(position: number): void {
    this.ahead.length = 0;
    this.scanner.position = position;
  }

  mark(): Mark {
    return { last: this.last, position: this.last?.end ?? this.peek().start, reported: this.diagnostics.length };
  }

  /** Forgets all since `mark`, and goes on at `position`. */
  goBack(mark: Mark, position = mark.position): void {
    this.diagnostics.length = Math.min(this.diagnostics.length, mark.reported);
    this.jump(position);
    this.last = mark.last;
    this.calm();
  }

  /** Goes back to `mark`, and reads the suspect as a string that ends on its own line. */
  repairSuspect(mark: Mark): void {
    if (this.suspect) this.scanner.brokenStrings.set(this.suspect.start, guessStringEnd(this.file.text, this.suspect));
    this.goBack(mark);
  }

  calm(): void {
    this.suspect = undefined;
    this.troubled = false;
  }

  report<K extends RuleName>(rule: K, start: number, end: number, params: Params<K>, fix?: Fix): void {
    const diagnostic = report(rule, { file: this.file, start, end }, params, fix ? { fixes: [fix] } : {});
    if (this.diagnostics.length < MOST_DIAGNOSTICS) this.diagnostics.push(diagnostic);
    if (diagnostic.severity === "error") this.troubled = true;
  }

  edit(start: number, end: number, text: string): Edit {
    return { span: { file: this.file, start, end }, text };
  }

  insertion(at: number, text: string): Fix {
    return { title: { en: `Insert ${code(text)}`, zh: `插入 ${code(text)}` }, edits: [this.edit(at, at, text)], preferred: true };
  }

  replacement(start: number, end: number, text: string): Fix {
    const was = code(this.file.text.slice(start, end));
    const title = text === "" ? { en: `Remove ${was}`, zh: `删去 ${was}` } : { en: `Write ${code(text)}`, zh: `改写为 ${code(text)}` };
    return { title, edits: [this.edit(start, end, text)], preferred: true };
  }

  /** The comments that were found to be never closed; to be asked once, at the end. */
  reportComments(): void {
    for (const start of this.scanner.brokenComments) {
      const end = this.scanner.lineEnd(start);
      this.report("unclosed-comment", start, start + 2, {}, this.insertion(trimmedEnd(this.file.text, start + 2, end), " */"));
    }
  }

  /** A text without its end is scanned anew, so that it ends on its line. */
  private scan(): Token {
    const token = this.scanner.next();
    if (token.closed || this.scanner.brokenStrings.has(token.start)) return token;
    this.troubled = true;
    this.scanner.brokenStrings.set(token.start, guessStringEnd(this.file.text, token));
    this.scanner.position = token.start;
    return { ...this.scanner.next(), newLine: token.newLine };
  }

  private reportUnclosed(token: Token): void {
    const html = token.kind === "html";
    this.report(html ? "unclosed-html" : "unclosed-string", token.start, token.start + 1, {}, this.insertion(token.end, html ? ">" : '"'));
  }

  private checkWidth(token: Token): void {
    const found = fullWidthPunctuation(token.text);
    if (!found) return;
    const characters = found.characters.map(code).join(" ");
    const replacement = found.characters.map((wide) => code(asciiPunctuation(wide))).join(" ");
    this.report("full-width-punctuation", token.start, token.end, { characters, replacement }, this.replacement(token.start, token.end, found.repaired));
  }

  private checkNumber(token: Token): void {
    const next = this.peek();
    const glued = next.start === token.end && (next.kind === "id" || next.kind === "keyword" || (next.kind === "number" && next.text.startsWith(".")));
    // A full-width comma after a number has its own warning.
    if (!glued || fullWidthPunctuation(next.text.charAt(0))) return;
    const fix = this.replacement(token.start, next.end, `"${token.text}${this.file.text.slice(next.start, next.end)}"`);
    this.report("split-number", token.start, next.end, { number: token.text, rest: next.text }, { ...fix, preferred: false });
  }
}

/** The end of `text.slice(start, end)` without the blanks at its end. */
export function trimmedEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && /\s/.test(text.charAt(at - 1))) at--;
  return at;
}

/** The longest piece of a user's text that a message quotes. */
const LONGEST_QUOTE = 40;

/** User's text as a message shows it: short, on one line. */
export function code(text: string): string {
  const short = text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE - 1)}…` : text;
  return `\`${short.replace(/[\s\p{Cc}\p{Cf}]+/gu, " ")}\``;
}
