/**
 * SARIF 2.1.0: one run, with the rules that were broken, the files that were checked, and a result for each finding
 * (columns in UTF-16 units, ends exclusive).
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
import type { Span } from "../../ir/source.ts";
import type { Diagnostic, Fix, Language, Related, Severity } from "../diagnostic.ts";
import type { Explanation } from "../explanations/explanation.ts";
import { explanations } from "../explanations/index.ts";
import { ruleSeverities } from "../rules/index.ts";
import { SourcePlaces } from "../source-places.ts";
import { fingerprintsOf } from "./fingerprints.ts";
import { reportedPath, type ReportRequest } from "./report-request.ts";

const locales: Readonly<Record<Language, string>> = { en: "en-US", zh: "zh-CN" };

export function sarifReport({ diagnostics, files, language, version }: ReportRequest): string {
  const run = new Run(diagnostics, files, language);
  const log = {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [{
      tool: { driver: { name: "dot2model", version, semanticVersion: version, rules: run.rules() } },
      language: locales[language],
      columnKind: "utf16CodeUnits",
      // As lines are counted here; the standard's own list lacks the second.
      newlineSequences: ["\r\n", "\r", "\n"],
      artifacts: run.artifacts(),
      results: run.results(),
    }],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

class Run {
  private readonly places = new SourcePlaces();
  private readonly diagnostics: readonly Diagnostic[];
  private readonly language: Language;
  private readonly ruleNames: readonly string[];
  /** Paths to their place in the list of artifacts. */
  private readonly artifactIndex = new Map<string, number>();

  constructor(diagnostics: readonly Diagnostic[], files: readonly string[], language: Language) {
    this.diagnostics = diagnostics;
    this.language = language;
    this.ruleNames = [...new Set(diagnostics.map(({ rule }) => rule))].sort();
    const paths = [...files, ...diagnostics.flatMap(filesOf)].map(reportedPath);
    for (const path of paths) if (!this.artifactIndex.has(path)) this.artifactIndex.set(path, this.artifactIndex.size);
  }

  rules() {
    const severities = new Map<string, Severity>(Object.entries(ruleSeverities));
    const explained = new Map<string, Explanation>(Object.entries(explanations));
    return this.ruleNames.map((id) => ({ id, ...this.describe(id, explained.get(id)), defaultConfiguration: { level: severities.get(id) ?? "warning" } }));
  }

  private describe(id: string, explanation: Explanation | undefined) {
    const help = `dot2model explain ${id}`;
    if (explanation === undefined) return { shortDescription: { text: id }, help: { text: help } };
    const [summary, text] = [explanation.summary[this.language], explanation.text[this.language]];
    const { broken, mended } = explanation.example;
    const markdown = `${text}\n\n${fenced(broken)}\n\n→\n\n${fenced(mended)}\n\n\`${help}\`\n`;
    return { shortDescription: { text: summary }, fullDescription: { text }, help: { text: `${text}\n${help}`, markdown } };
  }

  artifacts() {
    return [...this.artifactIndex.keys()].map((path) => ({ location: { uri: uriOf(path) } }));
  }

  results() {
    const fingerprints = fingerprintsOf(this.diagnostics);
    return this.diagnostics.map(({ rule, severity, span, message, related, trace = [], fixes }, index) => ({
      ruleId: rule,
      ruleIndex: this.ruleNames.indexOf(rule),
      level: severity,
      message: { text: message[this.language] },
      locations: [{ physicalLocation: this.physicalLocation(span) }],
      partialFingerprints: { "dot2modelFinding/v1": fingerprints[index] },
      ...(related.length === 0 ? {} : { relatedLocations: related.map((other, id) => ({ id, ...this.location(other) })) }),
      ...(trace.length === 0 ? {} : { codeFlows: [{ threadFlows: [{ locations: trace.map((step) => ({ location: this.location(step) })) }] }] }),
      ...(fixes.length === 0 ? {} : { fixes: fixes.filter(({ edits }) => edits.length > 0).map((fix) => this.fix(fix)) }),
    }));
  }

  private fix({ title, edits, preferred, unsafe }: Fix) {
    const files = [...new Set(edits.map(({ span }) => span.file))];
    return {
      description: { text: title[this.language] },
      artifactChanges: files.map((file) => ({
        artifactLocation: this.artifactLocation(file.path),
        replacements: edits.filter(({ span }) => span.file === file).map(({ span, text }) => ({ deletedRegion: this.region(span), insertedContent: { text } })),
      })),
      properties: { preferred, unsafe: unsafe === true },
    };
  }

  private location({ span, message }: Related) {
    return { physicalLocation: this.physicalLocation(span), message: { text: message[this.language] } };
  }

  private physicalLocation(span: Span) {
    return { artifactLocation: this.artifactLocation(span.file.path), region: this.region(span) };
  }

  private artifactLocation(path: string) {
    return { uri: uriOf(reportedPath(path)), index: this.artifactIndex.get(reportedPath(path))! };
  }

  private region(span: Span) {
    const { line, column, endLine, endColumn } = this.places.place(span);
    return { startLine: line, startColumn: column, endLine, endColumn };
  }
}

function filesOf({ span, related, trace = [], fixes }: Diagnostic): readonly string[] {
  return [span, ...[...related, ...trace, ...fixes.flatMap(({ edits }) => edits)].map((other) => other.span)].map(({ file }) => file.path);
}

/** A fence is longer than any run of backticks in what it holds. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}dot\n${text}${text.endsWith("\n") ? "" : "\n"}${fence}`;
}

/** A relative reference, or a `file:` URI of an absolute path. */
function uriOf(path: string): string {
  const encoded = path.replace(/\p{Cs}/gu, "\ufffd").split("/").map(encodeURIComponent).join("/");
  return path.startsWith("/") ? `file://${encoded}` : encoded;
}
