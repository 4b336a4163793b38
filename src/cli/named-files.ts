/** `[NAME=]FILE` of the command line -> which file belongs to which input or output of a model. */
import { nearestName } from "../runtime/nearest-name.ts";
import { CommandError } from "./exit-code.ts";

/**
 * `option` is what messages name: `--input`. A file without a name belongs to the only one there is; noise and states, which
 * may be left out, are among `names`, and among `unnamed` only where there is nothing else.
 */
export function namedFiles(option: string, given: readonly string[], names: readonly string[], unnamed: readonly string[] = names): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const text of given) {
    const [name, file] = split(option, text, names, unnamed);
    if (files.has(name)) throw new CommandError("commandLine", `${option} is given twice for ${name}.`);
    files.set(name, file);
  }
  return files;
}

/** Whether it has one of these names, or none at all. */
export function hasNameAmong(text: string, names: readonly string[]): boolean {
  return nameAmong(text, names) !== undefined || writtenName(text) === undefined;
}

/** Names and files may both hold "=": the longest name that fits is taken. */
function nameAmong(text: string, names: readonly string[]): string | undefined {
  return names.filter((name) => text.startsWith(`${name}=`)).sort((a, b) => b.length - a.length)[0];
}

/** What stands in front of "=", unless that is a folder's name. */
function writtenName(text: string): string | undefined {
  const written = text.includes("=") ? text.slice(0, text.indexOf("=")) : undefined;
  return written === undefined || /[/\\]/.test(written) ? undefined : written;
}

function split(option: string, text: string, names: readonly string[], unnamed: readonly string[]): readonly [name: string, file: string] {
  const kind = option.replace(/^.*-/, "");
  const name = nameAmong(text, names);
  if (name !== undefined) return [name, text.slice(name.length + 1)];
  const [only, ...others] = unnamed.length > 0 ? unnamed : names;
  if (only === undefined) throw new CommandError("commandLine", `${option} ${text}: the model has no ${kind}s.`);
  const written = writtenName(text);
  if (written !== undefined) {
    const nearest = nearestName(written, names);
    throw new CommandError("commandLine", `${option} ${text}: the model has no ${kind} "${written}"${nearest === undefined ? "" : `; is "${nearest}" meant?`} Its ${kind}s are ${names.join(", ")}.`);
  }
  if (others.length > 0) throw new CommandError("commandLine", `${option} ${text}: the model has several ${kind}s; write ${option} NAME=FILE with NAME one of ${names.join(", ")}.`);
  return [only, text];
}
