/** `compile --watch`: compiles again whenever a diagram of the folders that were read changes, until interrupted. */
import path from "node:path";
import { watch } from "chokidar";
import { exitCodes, type ExitCode } from "./exit-code.ts";
import type { Host } from "./host.ts";
import { sayError } from "./say-error.ts";

/** Editors save in several steps, and people several files at once. */
const settleMilliseconds = 80;

interface Round {
  /** The files that were read, links followed. */
  readonly locations: readonly string[];
}

/** The first round must find its files; later ones may meet a folder in the middle of a change. */
export async function watchInputs(compileOnce: () => Promise<Round>, host: Host): Promise<ExitCode> {
  let { locations } = await compileOnce();
  const watcher = watch(foldersOf(locations), { depth: 0, ignoreInitial: true });
  let timer: NodeJS.Timeout | undefined;
  let work = Promise.resolve();
  const round = async () => {
    try {
      ({ locations } = await compileOnce());
      watcher.add(foldersOf(locations));
    } catch (error) {
      sayError(error, host);
    }
  };
  watcher.on("all", (_event, changed) => {
    if (!/\.(dot|gv)$/i.test(changed) && !locations.includes(changed)) return;
    clearTimeout(timer);
    timer = setTimeout(() => { work = work.then(round); }, settleMilliseconds);
  });
  watcher.on("ready", () => host.stderr.write("watching; end with Ctrl+C\n"));
  await new Promise<void>((resolve) => (host.signal.aborted ? resolve() : host.signal.addEventListener("abort", () => resolve(), { once: true })));
  clearTimeout(timer);
  await watcher.close();
  await work;
  return exitCodes.done;
}

/** Neighbours are used as blocks, so the whole folder of a file counts. */
function foldersOf(locations: Round["locations"]): string[] {
  return [...new Set(locations.map((location) => path.dirname(location)))];
}
