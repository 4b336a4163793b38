/**
 * Names of findings that outlive edits elsewhere in the file, by which services tell a new finding from an old one:
 * a hash of path, rule, marked text, the text around it on its line, and of how many of the same came before.
 * Neither lines, nor severity, nor message are in it.
 */
import type { SourceFile, Span } from "../../ir/source.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { reportedPath } from "./report-request.ts";

/** One for each of the diagnostics, in their order; no two are alike. 16 hexadecimal digits. */
export function fingerprintsOf(diagnostics: readonly Diagnostic[]): readonly string[] {
  return fingerprintsUnder(({ path }) => reportedPath(path), diagnostics);
}

/** For who names files otherwise. */
export function fingerprintsUnder(pathOf: (file: SourceFile) => string, diagnostics: readonly Diagnostic[]): readonly string[] {
  const seen = new Map<string, number>();
  return diagnostics.map(({ rule, span }) => {
    const key = JSON.stringify([pathOf(span.file), rule, ...context(span)]);
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return hash(`${key}${before}`);
  });
}

/** UTF-16 units of a long line or span that count: a diagram may be one line. */
const reach = 80;

function context({ file: { text }, start, end }: Span): readonly string[] {
  const before = text.slice(Math.max(0, start - reach), start).replace(/^[^]*[\r\n]/, "");
  const after = text.slice(end, end + reach).replace(/[\r\n][^]*$/, "");
  return [before, text.slice(start, Math.min(end, start + reach)), after].map((part) => part.replace(/\s+/g, " ").trim());
}

/** FNV-1a over UTF-16 units, in two lanes of 32 bits with different starts. */
function hash(text: string): string {
  let first = 0x811c9dc5;
  let second = 0x9747b28c;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    first = Math.imul(first ^ unit, 0x01000193);
    second = Math.imul(second ^ unit ^ (first >>> 16), 0x01000193);
  }
  return [first, second].map((lane) => (lane >>> 0).toString(16).padStart(8, "0")).join("");
}
