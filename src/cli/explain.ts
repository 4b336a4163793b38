/** `dot2model explain`: what a rule means, a diagram that breaks it, and the diagram mended. Reads no file. */
import { Chalk } from "chalk";
import { type Command, Help } from "commander";
import type { Language, Message, Severity } from "../diagnostics/diagnostic.ts";
import { word } from "../diagnostics/words.ts";
import { nearestName } from "../runtime/nearest-name.ts";
import { CommandError, exitCodes, type ExitCode } from "./exit-code.ts";
import type { ExplainedExample, ExplainedRule, RuleSummary } from "./explain-rule.ts";
import { hasColor, widthOf, type Host } from "./host.ts";
import { languageOption } from "./shared-options.ts";
import { showExample } from "./show-example.ts";

interface ExplainOptions {
  readonly json?: true;
  readonly lang: Language;
}

const examples = `
Examples:
  $ dot2model explain                      every rule, in a line each
  $ dot2model explain reshape-size
  $ dot2model explain reshape-size --json
`;

export function addExplainCommand(program: Command, host: Host, end: (code: ExitCode) => void): void {
  program.command("explain")
    .description("say what a rule means, with a diagram that breaks it and the diagram mended")
    .argument("[rule]", "the name of a rule, as it stands in findings; without one, all rules are listed")
    .option("--json", "print it as JSON")
    .addOption(languageOption(host))
    .addHelpText("after", examples)
    .action(async (rule: string | undefined, options: ExplainOptions) => {
      end(await explain(rule, options, host));
    });
}

async function explain(wanted: string | undefined, { json, lang: language }: ExplainOptions, host: Host): Promise<ExitCode> {
  // The texts of all rules are read by this command alone.
  const { explainRule, listRules, ruleNames } = await import("./explain-rule.ts");
  const color = hasColor(host, host.stdout) && json !== true;
  const width = Math.min(widthOf(host.stdout) ?? 100, 100);
  if (wanted === undefined) {
    const rules = listRules(language);
    host.stdout.write(json ? toJson({ rules }) : rulesTable(rules, language, color));
    return exitCodes.done;
  }
  const rule = ruleNames().find((name) => name === wanted.toLowerCase());
  if (rule === undefined) throw unknownRule(wanted, ruleNames());
  const explained = explainRule(rule, { language, color, width });
  host.stdout.write(json ? toJson(explained) : explanationText(explained, { language, color, width }));
  return exitCodes.done;
}

function unknownRule(wanted: string, names: readonly string[]): CommandError {
  const nearest = nearestName(wanted, names);
  return new CommandError("commandLine", `No rule is called "${wanted}"${nearest === undefined ? "." : `; is "${nearest}" meant?`} dot2model explain lists them all.`);
}

function toJson(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

const widestSeverity = "warning".length;

function rulesTable(rules: readonly RuleSummary[], language: Language, color: boolean): string {
  const paint = painter(color);
  const longest = Math.max(...rules.map(({ rule }) => rule.length));
  const gap = (severity: Severity) => " ".repeat(language === "zh" ? 1 : widestSeverity - severity.length + 1);
  return rules.map(({ rule, severity, summary }) => `${paint.severity(severity, word(severity, language))}${gap(severity)}${paint.bold(rule.padEnd(longest))}  ${summary}\n`).join("");
}

const captions = {
  broken: { en: "A diagram that breaks it", zh: "违反此规则的图" },
  encoding: { en: (name: string) => `, saved as ${name}`, zh: (name: string) => `（以 ${name} 保存）` },
  report: { en: "What is reported", zh: "报告" },
  mended: { en: "The diagram mended", zh: "改正后的图" },
} as const satisfies Readonly<Record<string, Message | Readonly<Record<Language, (name: string) => string>>>>;

function explanationText({ rule, severity, summary, text, example }: ExplainedRule, { language, color, width }: { readonly language: Language; readonly color: boolean; readonly width: number }): string {
  const paint = painter(color);
  const wrap = (words: string) => new Help().boxWrap(words, width);
  return [
    `${paint.severity(severity, `${word(severity, language)}[${rule}]`)}: ${paint.bold(summary)}`,
    wrap(text),
    ...exampleParts(example, language, paint.bold),
  ].map((part) => `${part.trimEnd()}\n`).join("\n");
}

function exampleParts({ broken, encoding, options, report, mended }: ExplainedExample, language: Language, bold: (text: string) => string): readonly string[] {
  const colon = language === "zh" ? "：" : ":";
  const part = (caption: string, body: string) => `${bold(`${caption}${colon}`)}\n\n${body}`;
  const saved = encoding === undefined ? "" : captions.encoding[language](encoding);
  return [
    part(`${captions.broken[language]}${saved}`, indent(showExample(broken))),
    part(captions.report[language], indent(`$ dot2model check ${["broken.dot", ...options].join(" ")}\n${report}`)),
    part(captions.mended[language], indent(showExample(mended))),
  ];
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, "  ");
}

function painter(color: boolean) {
  const chalk = new Chalk({ level: color ? 1 : 0 });
  const paints = { error: chalk.red.bold, warning: chalk.yellow.bold, note: chalk.cyan.bold };
  return { bold: (text: string) => chalk.bold(text), severity: (severity: Severity, text: string) => paints[severity](text) };
}
