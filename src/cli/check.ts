/** `dot2model check`: reports everything that is wrong with diagrams, and repairs it in the files where asked. */
import type { Command } from "commander";
import { CheckInputReader } from "./check-inputs.ts";
import { addCheckOptions, refuseContradictions, type CheckCommandOptions } from "./check-options.ts";
import { exitCodeOf, gather, makeCheck, report } from "./check-report.ts";
import type { ExitCode } from "./exit-code.ts";
import { expectTexts } from "./expect-short-run.ts";
import type { Host } from "./host.ts";
import { loadConfig } from "./load-config.ts";
import { addDiagramOptions } from "./shared-options.ts";

const examples = `
Examples:
  $ dot2model check                                  every .dot, .gv and .md file from here on down
  $ dot2model check docs "papers/*.tex" --design     how the networks are built as well
  $ dot2model check . --format sarif > dot2model.sarif
  $ dot2model check . --fix                          writes the repairs into the files
  $ dot2model check . --fix-dry-run | git apply
  $ dot2model check - --stdin-file-path docs/net.dot --format json
  $ dot2model check . --update-baseline              what is found now is known from now on
`;

export function addCheckCommand(program: Command, host: Host, end: (code: ExitCode) => void): void {
  const command = program.command("check")
    .description("report everything that is wrong with diagrams")
    .argument("[input...]", "files, folders with all below them, globs, or - for standard input", ["."]);
  addDiagramOptions(addCheckOptions(command), host).addHelpText("after", examples).action(async (named: readonly string[], options: CheckCommandOptions) => {
    refuseContradictions(named, options);
    const reader = new CheckInputReader(named, options, host);
    if (options.watch !== true) return end(await checkOnce(reader, options, host));
    const { watchChecks } = await import("./watch-checks.ts");
    end(await watchChecks(reader, options, host));
  });
}

async function checkOnce(reader: CheckInputReader, options: CheckCommandOptions, host: Host): Promise<ExitCode> {
  const loaded = await loadConfig(options.config, host);
  const inputs = await reader.read(loaded);
  expectTexts(inputs.files);
  const check = makeCheck(inputs, loaded, options, host);
  if (!options.fix && !options.fixDryRun) return report(await gather(check(inputs.files), inputs, loaded, options, host), options, host);
  const { fixFiles } = await import("../check/fix-files.ts");
  const fixed = fixFiles({ files: inputs.files, check, unsafe: options.unsafeFixes === true });
  const { printDiff, writeFixes } = await import("./write-fixes.ts");
  if (options.fixDryRun) {
    printDiff(inputs.files, fixed, options, host);
    // Nothing is changed, so all of it is still there.
    return exitCodeOf(await gather(check(inputs.files), inputs, loaded, options, host), options);
  }
  await writeFixes(inputs.files, fixed, options, host);
  return report(await gather(fixed.diagnostics, inputs, loaded, options, host), options, host);
}
