/**
 * A baseline: the findings that a repository knows and does not want to hear of again. Text <-> entries, and which findings
 * they hide. An entry outlives edits elsewhere in its file. Touches no file.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { fingerprintsUnder } from "../diagnostics/formats/fingerprints.ts";
import type { SourceFile } from "../ir/source.ts";

/** `file` and `rule` are for who reads the file; the fingerprint has both in it. */
export interface BaselineEntry {
  readonly file: string;
  readonly rule: string;
  readonly fingerprint: string;
}

const version = 1;

/** One entry a line, so that branches merge. */
export function writeBaseline(entries: readonly BaselineEntry[]): string {
  const lines = entries.map(({ file, rule, fingerprint }) => `    ${JSON.stringify({ file, rule, fingerprint })}`);
  const sorted = lines.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return `{\n  "version": ${version},\n  "findings": [${sorted.length === 0 ? "" : `\n${sorted.join(",\n")}\n  `}]\n}\n`;
}

/** Undefined for what is no baseline. */
export function readBaseline(text: string): readonly BaselineEntry[] | undefined {
  const value = parse(text);
  if (!isRecord(value) || value["version"] !== version || !Array.isArray(value["findings"])) return undefined;
  const entries = value["findings"].flatMap((entry: unknown) => (isEntry(entry) ? [entry] : []));
  return entries.length === value["findings"].length ? entries : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function isEntry(value: unknown): value is BaselineEntry {
  return isRecord(value) && ["file", "rule", "fingerprint"].every((key) => typeof value[key] === "string");
}

/** `pathOf` gives a file's path from the baseline's folder. */
export function entriesOf(diagnostics: readonly Diagnostic[], pathOf: (file: SourceFile) => string): readonly BaselineEntry[] {
  const fingerprints = fingerprintsUnder(pathOf, diagnostics);
  return diagnostics.map(({ rule, span }, index) => ({ file: pathOf(span.file), rule, fingerprint: fingerprints[index]! }));
}

export interface ComparedBaseline {
  /** Findings that are not known. */
  readonly fresh: readonly Diagnostic[];
  /** Entries that are still found, or that cannot be told about now. */
  readonly kept: readonly BaselineEntry[];
  readonly fixed: readonly BaselineEntry[];
}

/** `isChecked` says whether a file of the baseline was looked at, or is gone. */
export function compareBaseline(diagnostics: readonly Diagnostic[], known: readonly BaselineEntry[], pathOf: (file: SourceFile) => string, isChecked: (path: string) => boolean): ComparedBaseline {
  const found = entriesOf(diagnostics, pathOf);
  const knownNames = new Set(known.map(({ fingerprint }) => fingerprint));
  const foundNames = new Set(found.map(({ fingerprint }) => fingerprint));
  const isFixed = ({ file, fingerprint }: BaselineEntry) => !foundNames.has(fingerprint) && isChecked(file);
  return {
    fresh: diagnostics.filter((_, index) => !knownNames.has(found[index]!.fingerprint)),
    kept: known.filter((entry) => !isFixed(entry)),
    fixed: known.filter(isFixed),
  };
}
