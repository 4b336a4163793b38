/** What `check --fix` has made of files: written where they are, or shown as a diff. */
import type { FixResult } from "../check/fix-files.ts";
import type { Diagnostic, Message } from "../diagnostics/diagnostic.ts";
import { LineIndex } from "../diagnostics/line-index.ts";
import { renderFixes } from "../diagnostics/pretty.ts";
import type { SourceFile } from "../ir/source.ts";
import { styleFor } from "./check-report.ts";
import type { CheckCommandOptions } from "./check-options.ts";
import { CommandError } from "./exit-code.ts";
import { readBytes, writeFile } from "./files.ts";
import type { Host } from "./host.ts";
import { decode } from "./read-inputs.ts";
import { unifiedDiff } from "./unified-diff.ts";

/** Says what it has changed, and what not. */
export async function writeFixes(originals: readonly SourceFile[], fixed: FixResult, options: CheckCommandOptions, host: Host): Promise<void> {
  for (const [before, after] of changes(originals, fixed)) await rewrite(before, after, host);
  host.stderr.write(renderFixes(fixed.applied, styleFor(host.stderr, options, host)) + notices(fixed, options));
}

/** A patch that `git apply` and `patch -p0` take. */
export function printDiff(originals: readonly SourceFile[], fixed: FixResult, options: CheckCommandOptions, host: Host): void {
  for (const [before, after] of changes(originals, fixed)) host.stdout.write(unifiedDiff(`a/${before.path}`, `b/${after.path}`, before.text, after.text));
  host.stderr.write(notices(fixed, options));
}

function changes(originals: readonly SourceFile[], { files }: FixResult): readonly (readonly [before: SourceFile, after: SourceFile])[] {
  return originals.flatMap((before, index) => (files[index] === before ? [] : [[before, files[index]!] as const]));
}

function notices({ leftAlone }: FixResult, { lang }: CheckCommandOptions): string {
  return leftAlone.map(({ path, uncovered }) => {
    const { rule, message: { en, zh } } = uncovered;
    const message: Message = {
      en: `${path}: left as it is: with the repairs, more would be reported than before, as ${placeOf(uncovered)} [${rule}]: ${en}`,
      zh: `${path}：未改动：修复后报告的问题会比原来更多，例如 ${placeOf(uncovered)} [${rule}]：${zh}`,
    };
    return `${message[lang]}\n`;
  }).join("");
}

/** In the text as it would be. */
function placeOf({ span: { file, start } }: Diagnostic): string {
  const { line, column } = new LineIndex(file.text).position(start);
  return `${file.path}:${line}:${column}`;
}

/** The file keeps its byte order mark; one that somebody has changed since it was read stays as it is. */
async function rewrite(before: SourceFile, after: SourceFile, host: Host): Promise<void> {
  const bytes = await readBytes(before.path, host);
  if (decode(before.path, bytes).file.text !== before.text) throw new CommandError("machine", `${before.path} cannot be written: it has changed while it was checked.`);
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  await writeFile(before.path, (write) => write(Buffer.from(`${hasMark ? "\ufeff" : ""}${after.text}`)), host);
}
