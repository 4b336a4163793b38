/** `check --watch`: reports again whenever what was read says something else, until interrupted. */
import type { SourceFile } from "../ir/source.ts";
import type { CheckInputReader } from "./check-inputs.ts";
import type { CheckCommandOptions } from "./check-options.ts";
import { gather, makeCheck, report } from "./check-report.ts";
import type { ExitCode } from "./exit-code.ts";
import type { Host } from "./host.ts";
import { loadConfig } from "./load-config.ts";
import { watchInputs } from "./watch-inputs.ts";

/** Soon after a change for who waits, and once more when an editor that writes in steps is done. */
const settleMilliseconds = [15, 80];

export function watchChecks(reader: CheckInputReader, options: CheckCommandOptions, host: Host): Promise<ExitCode> {
  let before: readonly unknown[] = [];
  const round = async () => {
    const loaded = await loadConfig(options.config, host);
    const inputs = await reader.read(loaded);
    const read: readonly unknown[] = [loaded.location, loaded.text, ...inputs.files, ...inputs.library, ...neighboursOf(inputs.files, inputs.neighbours)];
    return { inputs, loaded, read };
  };
  return watchInputs(async () => {
    const { inputs, loaded, read } = await round();
    if (!isSame(before, read)) {
      before = read;
      await report(await gather(makeCheck(inputs, loaded, options, host)(inputs.files), inputs, loaded, options, host), options, host);
    }
    return inputs;
  }, host, { settleMilliseconds, isRelevant: (event, file) => event === "addDir" || /\.(dot|gv|md|markdown|json)$/i.test(file) });
}

function neighboursOf(files: readonly SourceFile[], neighbours: (file: SourceFile) => readonly SourceFile[]): readonly SourceFile[] {
  return [...new Set(files.flatMap(neighbours))];
}

function isSame(before: readonly unknown[], now: readonly unknown[]): boolean {
  return before.length === now.length && now.every((value, index) => value === before[index]);
}
