/**
 * Diagnostics -> the text that a person reads on a terminal: place, rule and message, the line itself with the span
 * underlined, the places that belong to it, and what would put it right. Writes nothing, and decides nothing about
 * whether colours are wanted.
 */
import { Chalk, type ChalkInstance } from "chalk";
import type { SourceFile, Span } from "../ir/source.ts";
import type { AppliedFix, Diagnostic, Language, Message, Severity } from "./diagnostic.ts";
import { excerpt } from "./excerpt.ts";
import { LineIndex } from "./line-index.ts";
import { printable } from "./printable.ts";

export interface ReportStyle {
  readonly language: Language;
  readonly color: boolean;
  /** Columns of the terminal; lines of source that are longer are cut around the span. */
  readonly width?: number;
}

const usualWidth = 100;

const words: Readonly<Record<Severity | "help" | "fixed" | "byFix", Message>> = {
  error: { en: "error", zh: "错误" },
  warning: { en: "warning", zh: "警告" },
  note: { en: "note", zh: "提示" },
  help: { en: "help", zh: "建议" },
  fixed: { en: "fixed", zh: "已修复" },
  byFix: { en: "--fix does this", zh: "--fix 会这样做" },
};

/** Ends in a line end, unless there are no diagnostics. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], style: ReportStyle): string {
  const report = new Report(style);
  return diagnostics.map((diagnostic) => `${report.diagnostic(diagnostic)}\n\n`).join("");
}

/** One line for each repair: where it was, and what it did. */
export function renderFixes(fixes: readonly AppliedFix[], style: ReportStyle): string {
  const report = new Report(style);
  return fixes.map((fix) => `${report.fix(fix)}\n`).join("");
}

/** `2 errors, 1 warning`, in the order of their weight; empty where there is nothing. */
export function renderCounts(diagnostics: readonly Diagnostic[], language: Language): string {
  return (["error", "warning", "note"] as const).flatMap((severity) => {
    const count = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    if (count === 0) return [];
    const word = words[severity][language];
    return language === "zh" ? `${count} 个${word}` : `${count} ${word}${count === 1 ? "" : "s"}`;
  }).join(language === "zh" ? "，" : ", ");
}

class Report {
  private readonly style: ReportStyle;
  private readonly chalk: ChalkInstance;
  private readonly lines = new Map<SourceFile, LineIndex>();

  constructor(style: ReportStyle) {
    this.style = style;
    this.chalk = new Chalk({ level: style.color ? 1 : 0 });
  }

  diagnostic({ severity, rule, span, message, related, fixes }: Diagnostic): string {
    const { chalk } = this;
    const paint = { error: chalk.red, warning: chalk.yellow, note: chalk.cyan }[severity];
    return [
      `${this.place(span)}: ${paint.bold(`${this.word(severity)}[${rule}]`)}: ${chalk.bold(this.text(message))}`,
      ...this.frame(span, "^", paint),
      ...related.flatMap((other) => [`  ${this.place(other.span)}: ${this.text(other.message)}`, ...this.frame(other.span, "-", chalk.blue)]),
      ...fixes.map(({ title, preferred }) => `  ${chalk.green(this.word("help"))}: ${this.text(title)}${preferred ? chalk.dim(` (${this.word("byFix")})`) : ""}`),
    ].join("\n");
  }

  fix({ diagnostic, fix }: AppliedFix): string {
    return `${this.place(diagnostic.span)}: ${this.chalk.green(`${this.word("fixed")}[${diagnostic.rule}]`)}: ${this.text(fix.title)}`;
  }

  private place({ file, start }: Span): string {
    const { line, column } = this.linesOf(file).position(start);
    return this.chalk.bold(`${printable(file.path)}:${line}:${column}`);
  }

  /** The first line of the span, and the marks under it. */
  private frame(span: Span, mark: string, paint: ChalkInstance): readonly string[] {
    const lines = this.linesOf(span.file);
    const { line } = lines.position(span.start);
    const { start, end } = lines.bounds(line);
    const number = String(line).padStart(5);
    const shown = excerpt(span.file.text, { start, end }, span, (this.style.width ?? usualWidth) - number.length - 3);
    const gutter = this.chalk.dim;
    const marks = `${" ".repeat(shown.markStart)}${paint(mark.repeat(shown.markWidth))}`;
    return [`${gutter(`${number} |`)}${shown.text === "" ? "" : ` ${shown.text}`}`, `${gutter(`${" ".repeat(number.length)} |`)} ${marks}`];
  }

  private linesOf(file: SourceFile): LineIndex {
    const index = this.lines.get(file) ?? new LineIndex(file.text);
    this.lines.set(file, index);
    return index;
  }

  /** On one line, whatever names stand in it. */
  private text(message: Message): string {
    return printable(message[this.style.language]).replace(/\s*\n\s*/g, " ");
  }

  private word(key: keyof typeof words): string {
    return words[key][this.style.language];
  }
}
