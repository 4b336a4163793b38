/**
 * Diagnostics -> the text that a person reads on a terminal: place, rule and message, the lines with the spans
 * underlined, the way of a size, and what would put it right. Writes nothing, and decides nothing about whether
 * colours are wanted.
 */
import { Chalk, type ChalkInstance } from "chalk";
import type { SourceFile, Span } from "../ir/source.ts";
import type { AppliedFix, Diagnostic, Fix, Language, Message, Related } from "./diagnostic.ts";
import { previewFix } from "./fix-preview.ts";
import { frame, gutterLine, gutterWidth, type Mark } from "./frame.ts";
import { printable } from "./printable.ts";
import { SourcePlaces } from "./source-places.ts";
import { bracketed, word } from "./words.ts";

export interface ReportStyle {
  readonly language: Language;
  readonly color: boolean;
  /** Columns of the terminal; lines of source that are longer are cut around the span. */
  readonly width?: number;
  /** The options that apply a preferred repair which changes the network, where `--fix` alone does not. */
  readonly unsafeFixOptions?: string;
}

const usualWidth = 100;

/** Ends in a line end, unless there are no diagnostics. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], style: ReportStyle): string {
  const report = new Report(style);
  return diagnostics.map((diagnostic) => `${report.diagnostic(diagnostic)}\n\n`).join("");
}

/** One line for each repair: where it was, and what it did. */
export function renderFixes(fixes: readonly AppliedFix[], style: ReportStyle): string {
  const report = new Report(style);
  return fixes.map((fix) => `${report.fixed(fix)}\n`).join("");
}

/** `2 errors, 1 warning`, in the order of their weight; empty where there is nothing. */
export function renderCounts(diagnostics: readonly Diagnostic[], language: Language): string {
  return (["error", "warning", "note"] as const).flatMap((severity) => {
    const count = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    if (count === 0) return [];
    return language === "zh" ? `${count} 个${word(severity, language)}` : plural(count, word(severity, language));
  }).join(language === "zh" ? "，" : ", ");
}

/** The last line of a check of `fileCount` files: what was found, in how many of them, and what `--fix` would do about it. */
export function renderSummary(diagnostics: readonly Diagnostic[], fileCount: number, language: Language): string {
  const counts = renderCounts(diagnostics, language);
  const hit = new Set(diagnostics.map(({ span }) => span.file.path)).size;
  const fixable = diagnostics.filter(({ fixes }) => fixes.some(({ preferred, unsafe }) => preferred && unsafe !== true)).length;
  const summary: Message = counts === ""
    ? { en: `${plural(fileCount, "file")} checked, nothing found.`, zh: `已检查 ${fileCount} 个文件，未发现问题。` }
    : {
        en: `${counts} in ${plural(hit, "file")} (${fileCount} checked)${fixable === 0 ? "" : `; --fix repairs ${fixable}`}.`,
        zh: `${hit} 个文件中有 ${counts}（共检查 ${fileCount} 个）${fixable === 0 ? "" : `；--fix 可修复 ${fixable} 个`}。`,
      };
  return `${summary[language]}\n`;
}

const mostFiles = 5;

/** The line in place of findings that a command does not show; empty where there are none. */
export function renderOthers(diagnostics: readonly Diagnostic[], language: Language): string {
  if (diagnostics.length === 0) return "";
  const counts = renderCounts(diagnostics, language);
  const files = [...new Set(diagnostics.map(({ span }) => span.file.path))];
  const named = files.length > mostFiles || files.some((path) => /[<\s]/.test(path)) ? "" : ` ${files.map(printable).join(" ")}`;
  const line: Message = { en: `Not shown: ${counts}. dot2model check${named} shows them.`, zh: `未显示：${counts}。dot2model check${named} 会列出它们。` };
  return `${line[language]}\n`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Steps of a trace that are shown at its start and its end, where it is longer than both. */
const firstSteps = 4;
const lastSteps = 8;

class Report {
  private readonly style: ReportStyle;
  private readonly chalk: ChalkInstance;
  private readonly places = new SourcePlaces();
  /** For source, behind the gutter. */
  private readonly columns: number;

  constructor(style: ReportStyle) {
    this.style = style;
    this.chalk = new Chalk({ level: style.color ? 1 : 0 });
    this.columns = (style.width ?? usualWidth) - gutterWidth;
  }

  diagnostic({ severity, rule, span, message, related, trace = [], fixes }: Diagnostic): string {
    const { chalk } = this;
    const paint = { error: chalk.red, warning: chalk.yellow, note: chalk.cyan }[severity];
    const near = related.filter((other) => other.span.file === span.file);
    const far = related.filter((other) => other.span.file !== span.file);
    return [
      `${this.place(span)}: ${paint.bold(`${this.word(severity)}[${rule}]`)}: ${chalk.bold(this.text(message))}`,
      ...this.frame([{ span, sign: "^", paint }, ...near.map((other): Mark => ({ ...this.mark(other.span), label: this.text(other.message) }))]),
      ...far.flatMap((other) => [`  ${this.place(other.span)}: ${this.text(other.message)}`, ...this.frame([this.mark(other.span)])]),
      ...this.trace(trace, span.file),
      ...fixes.flatMap((fix) => this.fix(fix, span.file)),
    ].join("\n");
  }

  fixed({ diagnostic, fix }: AppliedFix): string {
    return `${this.place(diagnostic.span)}: ${this.chalk.green(`${this.word("fixed")}[${diagnostic.rule}]`)}: ${this.text(fix.title)}`;
  }

  private place(span: Span): string {
    const { line, column } = this.places.place(span);
    return this.chalk.bold(`${printable(span.file.path)}:${line}:${column}`);
  }

  private mark(span: Span): Mark {
    return { span, sign: "-", paint: this.chalk.blue };
  }

  /** Of marks in one file. */
  private frame(marks: readonly [Mark, ...Mark[]]): readonly string[] {
    return frame(marks, this.places.linesOf(marks[0].span.file), { columns: this.columns, gutter: this.chalk.dim });
  }

  /** One step a line; places in the finding's own file are told by their line alone. */
  private trace(steps: readonly Related[], home: SourceFile): readonly string[] {
    if (steps.length === 0) return [];
    const lines = steps.map(({ span, message }, index) => {
      const isHome = span.file === home;
      const text = `${index === 0 ? "   " : "-> "}${isHome ? "" : `${this.place(span)}: `}${this.text(message)}`;
      return gutterLine(this.chalk.dim, isHome ? this.places.place(span).line : undefined, text);
    });
    const left = lines.length - firstSteps - lastSteps;
    const more: Message = { en: `${left} more steps`, zh: `另有 ${left} 步` };
    const shown = left <= 1 ? lines : [...lines.slice(0, firstSteps), this.chalk.dim(`  ... ${more[this.style.language]}`), ...lines.slice(-lastSteps)];
    return [`  ${this.chalk.blue(this.word("way"))}:`, ...shown];
  }

  private fix(fix: Fix, home: SourceFile): readonly string[] {
    const { chalk } = this;
    const remarks = this.remarks(fix).join(this.style.language === "zh" ? "；" : "; ");
    const preview = previewFix(fix.edits, (file) => this.places.linesOf(file), this.columns);
    return [
      `  ${chalk.green(this.word("help"))}: ${this.text(fix.title)}${remarks === "" ? "" : chalk.dim(bracketed(remarks, this.style.language))}`,
      ...preview.flatMap(({ file, line, sign, text }, index) => [
        ...(file !== (preview[index - 1]?.file ?? home) ? [`  ${printable(file.path)}:`] : []),
        (sign === "+" ? chalk.green : chalk.red)(gutterLine(String, line, text, sign)),
      ]),
    ];
  }

  private remarks({ preferred, unsafe }: Fix): readonly string[] {
    const options = unsafe ? (this.style.unsafeFixOptions ?? "--fix") : "--fix";
    const does: Message = { en: `${options} does this`, zh: `${options} 会这样做` };
    return [...(unsafe ? [this.word("changesNetwork")] : []), ...(preferred ? [does[this.style.language]] : [])];
  }

  /** On one line, whatever names stand in it. */
  private text(message: Message): string {
    return printable(message[this.style.language]).replace(/\s*\n\s*/g, " ");
  }

  private word(key: Parameters<typeof word>[0]): string {
    return word(key, this.style.language);
  }
}
