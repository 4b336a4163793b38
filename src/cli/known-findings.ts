/** The baseline file of `check`: read, held against what is found, and brought up to date where asked. */
import path from "node:path";
import { compareBaseline, entriesOf, readBaseline, writeBaseline, type BaselineEntry } from "../check/baseline.ts";
import type { Diagnostic, Message } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "../ir/source.ts";
import type { Checked } from "./check-report.ts";
import type { CheckCommandOptions } from "./check-options.ts";
import { CommandError } from "./exit-code.ts";
import { resolvePath, shownPath, withFile, writeFile } from "./files.ts";
import type { Host } from "./host.ts";
import { pathFromConfig, type LoadedConfig } from "./load-config.ts";

const usualName = "dot2model.baseline.json";

/** The findings that are not known. */
export async function passOverKnown({ diagnostics, files }: Checked, loaded: LoadedConfig, options: CheckCommandOptions, host: Host): Promise<readonly Diagnostic[]> {
  const name = options.baseline ?? pathFromConfig(loaded, loaded.config.baseline ?? usualName, host);
  const folder = path.dirname(resolvePath(name, host));
  const fromFolder = (given: string) => shownPath(path.relative(folder, resolvePath(given, host)));
  const pathOf = (file: SourceFile) => fromFolder(file.path);
  const known = await read(name, options, host);
  if (known === undefined) {
    const entries = entriesOf(diagnostics, pathOf);
    await write(name, entries, host);
    const isNamed = options.baseline !== undefined || loaded.config.baseline !== undefined;
    const [how, howZh] = isNamed ? ["", ""] : [`; check with --baseline ${name}, or name it in the config`, `；检查时请加上 --baseline ${name}，或在配置中写明`];
    tell({ en: `wrote ${name}: ${count(entries)} known from now on${how}`, zh: `已写入 ${name}：此后已知 ${entries.length} 处问题${howZh}` }, options, host);
    return [];
  }
  const checked = new Set(files.map(fromFolder));
  const isChecked = (file: string) => checked.has(file) || !host.fs.existsSync(path.resolve(folder, file));
  const { fresh, kept, fixed } = compareBaseline(diagnostics, known, pathOf, isChecked);
  if (fixed.length === 0) return fresh;
  if (options.updateBaseline) {
    await write(name, kept, host);
    tell({ en: `${name}: ${count(fixed)} fixed, ${kept.length} left`, zh: `${name}：已修复 ${fixed.length} 处，还剩 ${kept.length} 处` }, options, host);
  } else tell({ en: `${name}: ${count(fixed)} fixed; take ${fixed.length === 1 ? "it" : "them"} out with --update-baseline`, zh: `${name}：已修复 ${fixed.length} 处；请用 --update-baseline 从中删去` }, options, host);
  return fresh;
}

function count({ length }: readonly unknown[]): string {
  return `${length} finding${length === 1 ? "" : "s"}`;
}

function tell(message: Message, { lang }: CheckCommandOptions, host: Host): void {
  host.stderr.write(`${message[lang]}\n`);
}

/** Undefined where there is none and one is to be made. */
async function read(name: string, { updateBaseline }: CheckCommandOptions, host: Host): Promise<readonly BaselineEntry[] | undefined> {
  if (updateBaseline && !host.fs.existsSync(resolvePath(name, host))) return undefined;
  const text = await withFile(name, "read", (file) => host.fs.promises.readFile(file, "utf8"), host);
  const entries = readBaseline(text);
  if (entries === undefined) throw new CommandError("commandLine", `${shownPath(name)} is no baseline of this version. Remove it and write it anew with --update-baseline.`);
  return entries;
}

function write(name: string, entries: readonly BaselineEntry[], host: Host): Promise<void> {
  return writeFile(name, (chunk) => chunk(Buffer.from(writeBaseline(entries))), host);
}
