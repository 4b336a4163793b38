/** The config that counts: the file that is named, or the nearest one from the current folder upward. */
import path from "node:path";
import { emptyConfig, type Config } from "../check/config.ts";
import type { SourceFile } from "../ir/source.ts";
import { CommandError } from "./exit-code.ts";
import { resolvePath, shownPath, withFile } from "./files.ts";
import type { Host } from "./host.ts";

export const configName = "dot2model.config.json";

export interface LoadedConfig {
  readonly config: Config;
  /** Absolute: what paths and globs in it are relative to. The current folder where there is no config. */
  readonly folder: string;
  /** Absolute; undefined where there is no config. */
  readonly location: string | undefined;
  readonly text: string;
}

export async function loadConfig(given: string | undefined, host: Host): Promise<LoadedConfig> {
  if (given !== undefined) return parse(resolvePath(given, host), shownPath(given), await withFile(given, "read", (file) => host.fs.promises.readFile(file, "utf8"), host), undefined);
  for (let folder = host.cwd; ; folder = path.dirname(folder)) {
    const loaded = await loadFrom(folder, host);
    if (loaded !== undefined) return loaded;
    if (path.dirname(folder) === folder) return { config: emptyConfig, folder: host.cwd, location: undefined, text: "" };
  }
}

/** A path of the config's, as the user would give it from the current folder. */
export function pathFromConfig({ folder }: LoadedConfig, written: string, { cwd }: Host): string {
  return shownPath(path.relative(cwd, path.resolve(folder, written))) || ".";
}

async function loadFrom(folder: string, host: Host): Promise<LoadedConfig | undefined> {
  const own = path.join(folder, configName);
  const text = await readIfThere(own, host);
  if (text !== undefined) return parse(own, shown(own, host), text, undefined);
  const shared = path.join(folder, "package.json");
  const manifest = await readIfThere(shared, host);
  return manifest === undefined || !hasSection(manifest) ? undefined : parse(shared, shown(shared, host), manifest, "dot2model");
}

/** A file in the way that cannot be read is an error: the user thinks that it counts. */
async function readIfThere(file: string, host: Host): Promise<string | undefined> {
  const found = await host.fs.promises.stat(file).catch(() => undefined);
  if (found?.isFile() !== true) return undefined;
  return withFile(shown(file, host), "read", () => host.fs.promises.readFile(file, "utf8"), host);
}

function shown(file: string, { cwd }: Host): string {
  return shownPath(path.relative(cwd, file));
}

/** What is wrong with a package.json elsewhere is for others to say. */
function hasSection(manifest: string): boolean {
  try {
    const value: unknown = JSON.parse(manifest);
    return typeof value === "object" && value !== null && Object.hasOwn(value, "dot2model");
  } catch {
    return false;
  }
}

async function parse(location: string, name: string, text: string, section: "dot2model" | undefined): Promise<LoadedConfig> {
  // Most folders have no config, and what reads one takes time to load.
  const { ConfigError, readConfig } = await import("../check/read-config.ts");
  const file: SourceFile = { path: name, text: text.replace(/^\ufeff/, "") };
  try {
    return { config: readConfig(file, section) ?? emptyConfig, folder: path.dirname(location), location, text };
  } catch (error) {
    if (error instanceof ConfigError) throw new CommandError("commandLine", error.message);
    throw error;
  }
}
