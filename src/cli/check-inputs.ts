/**
 * What `check` is to look at: files that are named, whatever they are called; of folders and all below them, .dot, .gv and
 * Markdown; globs. Texts that have not changed since the last time are the same objects, so that they need not be read again.
 */
import path from "node:path";
import { matcher } from "../check/file-settings.ts";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "../ir/source.ts";
import type { CheckCommandOptions } from "./check-options.ts";
import { CommandError } from "./exit-code.ts";
import { resolvePath, shownPath, withFile } from "./files.ts";
import type { Host } from "./host.ts";
import { pathFromConfig, type LoadedConfig } from "./load-config.ts";
import { folderReader, isDiagram, joinGiven, readInputs } from "./read-inputs.ts";

export interface CheckInputs {
  readonly files: readonly SourceFile[];
  readonly library: readonly SourceFile[];
  readonly neighbours: (file: SourceFile) => readonly SourceFile[];
  /** Of files that hold no text. */
  readonly diagnostics: readonly Diagnostic[];
  /** Paths of texts that a folder or a glob gave and that need hold no diagram. */
  readonly maybeEmpty: ReadonlySet<string>;
  /** Where all of these stand, links followed. */
  readonly locations: readonly string[];
  /** Those that were searched. */
  readonly folders: readonly string[];
}

export class CheckInputReader {
  private readonly named: readonly string[];
  private readonly options: CheckCommandOptions;
  private readonly host: Host;
  private known = new Map<string, SourceFile>();

  constructor(named: readonly string[], options: CheckCommandOptions, host: Host) {
    this.named = named;
    this.options = options;
    this.host = host;
  }

  async read(loaded: LoadedConfig): Promise<CheckInputs> {
    const { host } = this;
    const isIgnored = matcher(loaded.config.ignore);
    const given = new Set<string>();
    const folders: string[] = [];
    const takes = (file: string) => {
      if (isIgnored(configPath(file, loaded, host))) return false;
      given.add(shownPath(file));
      return true;
    };
    const listFolder = (folder: string) => searchFolder(folder, (each) => isIgnored(configPath(each, loaded, host)), folders, host);
    const inputs = await readInputs(this.named, host, { listFolder, takes, standardInput: this.options.stdinFilePath ?? "<stdin>" });
    const library = await readInputs([...loaded.config.library.map((each) => pathFromConfig(loaded, each, host)), ...this.options.blocks], host);
    const beside = folderReader(inputs, host);
    const [last, seen] = [this.known, new Map<string, SourceFile>()];
    const same = (file: SourceFile) => {
      const before = last.get(file.path);
      const kept = before?.text === file.text ? before : file;
      seen.set(file.path, kept);
      return kept;
    };
    this.known = seen;
    return {
      files: inputs.files.map(same),
      library: library.files.map(same),
      neighbours: (file) => beside(file).map(same),
      diagnostics: [...inputs.diagnostics, ...library.diagnostics],
      maybeEmpty: new Set([...given].filter((file) => !isDiagram(file))),
      locations: [...inputs.locations, ...library.locations, ...(loaded.location === undefined ? [] : [loaded.location])],
      folders: folders.map((folder) => resolvePath(folder, host)),
    };
  }
}

/** A path as the globs of the config see it. */
export function configPath(given: string, { folder }: LoadedConfig, host: Host): string {
  return shownPath(path.relative(folder, resolvePath(given, host)));
}

function isText(name: string): boolean {
  return isDiagram(name) || /\.(md|markdown)$/i.test(name);
}

/** Installed packages, and what tools keep for themselves. */
function isHidden(name: string): boolean {
  return name.startsWith(".") || name === "node_modules";
}

/** Without recursion: folders may be nested as deep as a disk allows. Links to folders are not followed, so there is an end. */
async function searchFolder(top: string, isIgnored: (path: string) => boolean, searched: string[], host: Host): Promise<readonly string[]> {
  const found: string[] = [];
  const pending = [top];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    const at = folder;
    searched.push(at);
    const entries = await withFile(at, "read", (target) => host.fs.promises.readdir(target, { withFileTypes: true }), host);
    for (const entry of entries) {
      const given = joinGiven(at, entry.name);
      if (entry.isDirectory() && !isHidden(entry.name) && !isIgnored(given)) pending.push(given);
      if (!entry.isDirectory() && isText(entry.name)) found.push(given);
    }
  }
  if (found.length === 0) throw new CommandError("commandLine", `The folder ${shownPath(top)} holds no .dot, .gv or .md file.`);
  return found.sort();
}
