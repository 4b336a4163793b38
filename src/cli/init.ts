/** `dot2model init`: writes a config file with every setting in it, commented. */
import type { Command } from "commander";
import { initialConfig } from "../check/initial-config.ts";
import { CommandError, exitCodes, type ExitCode } from "./exit-code.ts";
import { resolvePath, writeFile } from "./files.ts";
import type { Host } from "./host.ts";
import { configName } from "./load-config.ts";

interface InitOptions {
  readonly force?: true;
}

export function addInitCommand(program: Command, host: Host, end: (code: ExitCode) => void): void {
  program.command("init")
    .description(`write a commented ${configName} into this folder`)
    .option("--force", "replace the one that is there")
    .action(async (options: InitOptions) => end(await init(options, host)));
}

async function init({ force }: InitOptions, host: Host): Promise<ExitCode> {
  if (!force && host.fs.existsSync(resolvePath(configName, host))) {
    throw new CommandError("commandLine", `${configName} is there already and stays as it is. Replace it with --force.`);
  }
  await writeFile(configName, (write) => write(Buffer.from(initialConfig)), host);
  host.stderr.write(`wrote ${configName}\n`);
  return exitCodes.done;
}
