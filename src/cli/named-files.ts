/** `[NAME=]FILE` of the command line -> which file belongs to which input or output of a model. */
import { nearestName } from "../runtime/nearest-name.ts";
import { CommandError } from "./exit-code.ts";

/** `option` is what messages name: `--input`. A file without a name belongs to the only one there is. */
export function namedFiles(option: string, given: readonly string[], names: readonly string[]): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const text of given) {
    const [name, file] = split(option, text, names);
    if (files.has(name)) throw new CommandError("commandLine", `${option} is given twice for ${name}.`);
    files.set(name, file);
  }
  return files;
}

/** Names and files may both hold "=": the longest name that fits is taken. */
function split(option: string, text: string, names: readonly string[]): readonly [name: string, file: string] {
  const kind = option.replace(/^.*-/, "");
  const [name] = names.filter((candidate) => text.startsWith(`${candidate}=`)).sort((a, b) => b.length - a.length);
  if (name !== undefined) return [name, text.slice(name.length + 1)];
  const [only, ...others] = names;
  if (only === undefined) throw new CommandError("commandLine", `${option} ${text}: the model has no ${kind}s.`);
  const written = text.includes("=") ? text.slice(0, text.indexOf("=")) : undefined;
  if (written !== undefined && !/[/\\]/.test(written)) {
    const nearest = nearestName(written, names);
    throw new CommandError("commandLine", `${option} ${text}: the model has no ${kind} "${written}"${nearest === undefined ? "" : `; is "${nearest}" meant?`} Its ${kind}s are ${names.join(", ")}.`);
  }
  if (others.length > 0) throw new CommandError("commandLine", `${option} ${text}: the model has several ${kind}s; write ${option} NAME=FILE with NAME one of ${names.join(", ")}.`);
  return [only, text];
}
