/**
 * A rule's name -> all that there is to say of it. The report of its broken example is made anew each time, by the
 * compiler itself, so that it cannot be out of date.
 */
import { checkDiagrams } from "../check/check-diagrams.ts";
import { FileSettings } from "../check/file-settings.ts";
import type { Diagnostic, Language, Severity } from "../diagnostics/diagnostic.ts";
import type { Example } from "../diagnostics/explanations/explanation.ts";
import { explanations } from "../diagnostics/explanations/index.ts";
import { renderDiagnostics } from "../diagnostics/pretty.ts";
import { ruleSeverities, type RuleName } from "../diagnostics/rules/index.ts";
import { decode } from "./read-inputs.ts";

export interface RuleSummary {
  readonly rule: RuleName;
  readonly severity: Severity;
  readonly summary: string;
}

export interface ExplainedRule extends RuleSummary {
  readonly text: string;
  readonly example: ExplainedExample;
}

export interface ExplainedExample {
  readonly broken: string;
  /** How `broken` is saved, where that is what is wrong with it. */
  readonly encoding?: "Latin-1";
  /** What a check with these options reports of it. */
  readonly options: readonly string[];
  readonly report: string;
  readonly mended: string;
}

export interface ExplainStyle {
  readonly language: Language;
  readonly color: boolean;
  /** Columns for the report. */
  readonly width?: number;
}

/** In the order of the compiler's phases. */
export function listRules(language: Language): readonly RuleSummary[] {
  return ruleNames().map((rule) => ({ rule, severity: ruleSeverities[rule], summary: explanations[rule].summary[language] }));
}

export function ruleNames(): readonly RuleName[] {
  return Object.keys(ruleSeverities) as RuleName[];
}

export function explainRule(rule: RuleName, style: ExplainStyle): ExplainedRule {
  const { summary, text, example } = explanations[rule];
  const { language } = style;
  return { rule, severity: ruleSeverities[rule], summary: summary[language], text: text[language], example: explainExample(example, style) };
}

function explainExample(example: Example, style: ExplainStyle): ExplainedExample {
  const { broken, mended, encoding, design, set = {} } = example;
  const options = [...(design ? ["--design"] : []), ...Object.entries(set).map(([name, value]) => `--set ${name}=${value}`)];
  const report = renderDiagnostics(findingsIn(example, "broken"), { ...style, unsafeFixOptions: "--fix --unsafe-fixes" }).trimEnd();
  return { broken, ...(encoding === undefined ? {} : { encoding: "Latin-1" as const }), options, report: `${report}\n`, mended };
}

/** What a check reports of either text of an example, read as a file of that name. */
export function findingsIn(example: Example, which: "broken" | "mended"): readonly Diagnostic[] {
  const encoding = which === "broken" ? (example.encoding ?? "utf8") : "utf8";
  const { file, diagnostic } = decode(`${which}.dot`, Buffer.from(example[which], encoding));
  if (diagnostic !== undefined) return [diagnostic];
  const settings = new FileSettings([{ rules: new Map(), design: example.design === true }]);
  return checkDiagrams([file], { set: new Map(Object.entries(example.set ?? {})), settings: () => settings });
}
