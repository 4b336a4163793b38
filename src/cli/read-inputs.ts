/**
 * What the command line names -> texts: files, folders (their .dot and .gv files), globs, and `-` for standard input.
 * Paths stay as the user gave them; a file that is named twice is read once.
 */
import path from "node:path";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { reportFile } from "../diagnostics/rules/files.ts";
import type { SourceFile } from "../ir/source.ts";
import { nearestName } from "../runtime/nearest-name.ts";
import { CommandError } from "./exit-code.ts";
import { readBytes, resolvePath, shownPath, withFile } from "./files.ts";
import type { Host } from "./host.ts";

export interface InputFiles {
  readonly files: readonly SourceFile[];
  /** Where each stands, symbolic links followed; standard input stands nowhere. */
  readonly locations: readonly string[];
  /** Of files that hold no text; they are not among `files`. */
  readonly diagnostics: readonly Diagnostic[];
}

/** How what is named becomes files. */
export interface InputRules {
  /** The files of a folder that count, as paths. */
  readonly listFolder: (folder: string, host: Host) => Promise<readonly string[]>;
  /** Whether a file that a folder or a glob gives is taken. */
  readonly takes: (path: string) => boolean;
  /** The path under which standard input is read. */
  readonly standardInput: string;
}

const standardInput = "<stdin>";

const usualRules: InputRules = { listFolder, takes: () => true, standardInput };

export async function readInputs(named: readonly string[], host: Host, rules: InputRules = usualRules): Promise<InputFiles> {
  const files: SourceFile[] = [];
  const locations = new Set<string>();
  const diagnostics: Diagnostic[] = [];
  const add = (name: string, bytes: Uint8Array) => {
    const { file, diagnostic } = decode(name, bytes);
    if (diagnostic === undefined) files.push(file);
    else diagnostics.push(diagnostic);
  };
  for (const given of new Set(named)) {
    if (given === "-") {
      if (rules.standardInput !== standardInput) locations.add(await locationOf(rules.standardInput, host));
      add(rules.standardInput, await readAll(host.stdin));
      continue;
    }
    for (const found of await expand(given, host, rules)) {
      const location = await withFile(found, "read", (file) => host.fs.promises.realpath(file), host);
      if (locations.has(location)) continue;
      locations.add(location);
      add(shownPath(found), await readBytes(found, host));
    }
  }
  return { files, locations: [...locations], diagnostics };
}

/** Links followed, where there is such a file. */
function locationOf(given: string, host: Host): Promise<string> {
  const resolved = resolvePath(given, host);
  return host.fs.promises.realpath(resolved).catch(() => resolved);
}

/** The diagrams that lie beside a file: those of its folder that are no inputs. Each folder is read once, when it is asked for. */
export function folderReader({ locations }: InputFiles, host: Host): (file: SourceFile) => readonly SourceFile[] {
  const folders = new Map<string, readonly SourceFile[]>();
  return (file) => {
    if (file.path === standardInput) return [];
    const folder = path.dirname(file.path);
    const before = folders.get(folder);
    if (before !== undefined) return before;
    const beside = readFolder(folder, locations, host);
    folders.set(folder, beside);
    return beside;
  };
}

/** What cannot be read is passed over: the user did not ask for it. */
function readFolder(folder: string, inputs: readonly string[], { fs, cwd }: Host): readonly SourceFile[] {
  return orElse(() => fs.readdirSync(path.resolve(cwd, folder)), []).filter(isDiagram).sort().flatMap((name) => orElse(() => {
    const given = joinGiven(folder, name);
    const location = fs.realpathSync(path.resolve(cwd, given));
    if (inputs.includes(location) || !fs.statSync(location).isFile()) return [];
    const { file, diagnostic } = decode(given, fs.readFileSync(location));
    return diagnostic === undefined ? [file] : [];
  }, []));
}

function orElse<T>(task: () => T, otherwise: T): T {
  try {
    return task();
  } catch {
    return otherwise;
  }
}

async function expand(given: string, host: Host, { listFolder, takes }: InputRules): Promise<readonly string[]> {
  const found = await host.fs.promises.stat(resolvePath(given, host)).catch(() => undefined);
  if (found?.isDirectory() === true) return (await listFolder(given, host)).filter(takes);
  if (found !== undefined) return [given];
  const pattern = shownPath(given);
  // Read where it is needed: most commands name files and folders.
  const { glob, isDynamicPattern } = await import("tinyglobby");
  if (!isDynamicPattern(pattern)) throw await missing(given, host);
  const matches = await glob([pattern], { cwd: host.cwd, fs: host.fs, expandDirectories: false, absolute: path.isAbsolute(given) });
  if (matches.length === 0) throw new CommandError("commandLine", `${pattern} fits no file.`);
  return matches.filter(takes).sort();
}

async function listFolder(folder: string, host: Host): Promise<readonly string[]> {
  const names = await withFile(folder, "read", (file) => host.fs.promises.readdir(file, { withFileTypes: true }), host);
  const diagrams = names.filter((entry) => isDiagram(entry.name) && !entry.isDirectory()).map(({ name }) => name).sort();
  if (diagrams.length === 0) throw new CommandError("commandLine", `The folder ${shownPath(folder)} holds no .dot or .gv file.`);
  return diagrams.map((name) => joinGiven(folder, name));
}

async function missing(given: string, { fs, cwd }: Host): Promise<CommandError> {
  const names = await fs.promises.readdir(path.resolve(cwd, path.dirname(given))).catch(() => []);
  const nearest = nearestName(path.basename(given), names);
  const hint = nearest === undefined ? "" : ` Is ${joinGiven(path.dirname(given), nearest)} meant?`;
  return new CommandError("machine", `${shownPath(given)} cannot be read: there is no such file or folder.${hint}`);
}

export function isDiagram(name: string): boolean {
  return /\.(dot|gv)$/i.test(name);
}

/** `./` in front is the user's to write, not ours. */
export function joinGiven(folder: string, name: string): string {
  return folder === "." ? name : `${shownPath(folder).replace(/\/+$/, "")}/${name}`;
}

async function readAll(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Bytes that are no text are told of, and the file is not to be read. */
export function decode(name: string, bytes: Uint8Array): { readonly file: SourceFile; readonly diagnostic?: Diagnostic } {
  // Invalid bytes become replacement characters, and a byte order mark goes.
  const file = { path: name, text: new TextDecoder().decode(bytes) };
  const again = Buffer.from(file.text);
  const start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  if (again.equals(bytes.subarray(start))) return { file };
  const byteOffset = again.findIndex((byte, index) => byte !== bytes[start + index]) + start;
  const offset = new TextDecoder().decode(bytes.subarray(0, byteOffset)).length;
  return { file, diagnostic: reportFile("not-utf8", { file, start: offset, end: offset + 1 }, { byteOffset }) };
}
