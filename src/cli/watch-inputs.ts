/** `--watch`: does the work again whenever a file changes in the folders that were read, until interrupted. */
import path from "node:path";
import { exitCodes, type ExitCode } from "./exit-code.ts";
import type { Host } from "./host.ts";
import { sayError } from "./say-error.ts";

interface Round {
  /** The files that were read, links followed. */
  readonly locations: readonly string[];
  /** Folders beside theirs, in which a new file counts. */
  readonly folders?: readonly string[];
}

interface WatchRules {
  /** How long after the last change to work. Editors save in several steps, and people several files at once. */
  readonly settleMilliseconds: readonly number[];
  /** Whether a file counts that was not read before. `event` is chokidar's. */
  readonly isRelevant: (event: string, file: string) => boolean;
}

const usualRules: WatchRules = { settleMilliseconds: [80], isRelevant: (_event, file) => /\.(dot|gv)$/i.test(file) };

/** The first round must find its files; later ones may meet a folder in the middle of a change. */
export async function watchInputs(workOnce: () => Promise<Round>, host: Host, { settleMilliseconds, isRelevant }: WatchRules = usualRules): Promise<ExitCode> {
  let last = await workOnce();
  const { watch } = await import("chokidar");
  const watcher = watch(foldersOf(last), { depth: 0, ignoreInitial: true });
  let timers: readonly NodeJS.Timeout[] = [];
  let work = Promise.resolve();
  const round = async () => {
    try {
      last = await workOnce();
      watcher.add(foldersOf(last));
    } catch (error) {
      sayError(error, host);
    }
  };
  watcher.on("all", (event, changed) => {
    if (!isRelevant(event, changed) && !last.locations.includes(changed)) return;
    timers.forEach(clearTimeout);
    timers = settleMilliseconds.map((delay) => setTimeout(() => { work = work.then(round); }, delay));
  });
  watcher.on("ready", () => host.stderr.write("watching; end with Ctrl+C\n"));
  await new Promise<void>((resolve) => (host.signal.aborted ? resolve() : host.signal.addEventListener("abort", () => resolve(), { once: true })));
  timers.forEach(clearTimeout);
  // A watcher that is given more to watch opens again, so the work ends first.
  await work;
  await watcher.close();
  return exitCodes.done;
}

/** Neighbours are used as blocks, so the whole folder of a file counts. */
function foldersOf({ locations, folders = [] }: Round): string[] {
  return [...new Set([...locations.map((location) => path.dirname(location)), ...folders])];
}
