/**
 * `git:REV:path` -> the diagrams that stood there. git is asked for bytes and runs nothing of the repository's: no
 * filters, no hooks. The path counts from the current folder, as all paths of the command line do; a folder stands
 * for its diagrams.
 */
import { spawnSync } from "node:child_process";
import path from "node:path";
import type { SourceFile } from "../ir/source.ts";
import type { ReadInputs } from "./compile-inputs.ts";
import { CommandError, isSystemError, systemReason } from "./exit-code.ts";
import { shownPath } from "./files.ts";
import type { Host } from "./host.ts";
import { decode, isDiagram } from "./read-inputs.ts";

const mark = "git:";
const mostBytes = 2 ** 30;

export function isGitPlace(given: string): boolean {
  return given.startsWith(mark);
}

export function readGitPlace(given: string, host: Host): ReadInputs {
  const { revision, wanted } = parsePlace(given);
  const repository = new Repository(given, revision, host);
  const isFolder = repository.typeOf(wanted) === "tree";
  const named = isFolder ? repository.diagramsIn(wanted) : [{ name: placeName(revision, wanted), bytes: repository.read(wanted) }];
  if (named.length === 0) throw new CommandError("commandLine", `The folder ${given} holds no .dot or .gv file.`);
  const decoded = named.map(({ name, bytes }) => decode(name, bytes));
  const files = decoded.flatMap(({ file, diagnostic }) => (diagnostic === undefined ? [file] : []));
  const diagnostics = decoded.flatMap(({ diagnostic }) => diagnostic ?? []);
  let beside: readonly SourceFile[] | undefined;
  const neighbours = () => {
    const folder = isFolder ? wanted : path.posix.dirname(wanted);
    beside ??= repository.diagramsIn(folder).filter(({ name }) => !named.some((own) => own.name === name)).flatMap(({ name, bytes }) => {
      const { file, diagnostic } = decode(name, bytes);
      return diagnostic === undefined ? [file] : [];
    });
    return beside;
  };
  return { files, locations: [], diagnostics, neighbours };
}

/** The first colon ends the revision, so that nothing of the path is part of it; neither can be an option of git's. */
function parsePlace(given: string): { readonly revision: string; readonly wanted: string } {
  const rest = given.slice(mark.length);
  const at = rest.indexOf(":");
  const refuse = (message: string) => new CommandError("commandLine", `${given}: ${message}`);
  if (at < 0) throw refuse("write it as git:REV:path, such as git:HEAD~1:net.dot.");
  const revision = rest.slice(0, at);
  const wanted = shownPath(rest.slice(at + 1));
  if (revision === "") throw refuse("a revision is missing, such as HEAD or main.");
  if (revision.startsWith("-")) throw refuse("a revision does not start with a dash.");
  if (path.posix.isAbsolute(wanted) || path.win32.isAbsolute(wanted)) throw refuse("the path must be one of the current folder, not an absolute one.");
  return { revision, wanted: path.posix.normalize(wanted).replace(/(?<=.)\/$/, "") };
}

/** How messages speak of a file: as the user would write it, always with a folder that ends before its name. */
function placeName(revision: string, file: string): string {
  return `${mark}${revision}:${file.includes("/") ? file : `./${file}`}`;
}

interface StoredFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

class Repository {
  private readonly given: string;
  private readonly revision: string;
  private readonly host: Host;
  private readonly tree: string;

  constructor(given: string, revision: string, host: Host) {
    this.given = given;
    this.revision = revision;
    this.host = host;
    this.tree = this.git(["rev-parse", "--verify", `${revision}^{tree}`], "", `git finds no revision ${revision}`).toString().trim();
  }

  typeOf(wanted: string): string {
    return this.git(["cat-file", "-t", this.at(wanted)]).toString().trim();
  }

  read(wanted: string): Uint8Array {
    return this.git(["cat-file", "blob", this.at(wanted)]);
  }

  /** In order of their names; links are passed over. */
  diagramsIn(folder: string): readonly StoredFile[] {
    const listed = this.git(["ls-tree", "--full-tree", "-z", this.at(folder === "." ? "" : folder)]).toString().split("\0").flatMap((entry) => {
      const [, hash, name] = /^100\d{3} blob (\w+)\t([^]*)$/.exec(entry) ?? [];
      return hash !== undefined && name !== undefined && isDiagram(name) ? [{ hash, name: placeName(this.revision, path.posix.join(folder, name)) }] : [];
    });
    const objects = listed.length === 0 ? Buffer.alloc(0) : this.git(["cat-file", "--batch"], `${listed.map(({ hash }) => hash).join("\n")}\n`);
    let start = 0;
    return listed.flatMap(({ name }) => {
      const lineEnd = objects.indexOf("\n", start);
      const [, type, size] = objects.toString("latin1", start, lineEnd).split(" ");
      if (type !== "blob") {
        start = lineEnd + 1;
        return [];
      }
      const end = lineEnd + 1 + Number(size);
      start = end + 1;
      return [{ name, bytes: objects.subarray(lineEnd + 1, end) }];
    });
  }

  /** `./` makes it a path of the current folder. */
  private at(wanted: string): string {
    return `${this.tree}:./${wanted}`;
  }

  private git(args: readonly string[], input = "", why = ""): Buffer {
    const { cwd, env } = this.host;
    const { error, status, stdout, stderr } = spawnSync("git", args, { cwd, env, input, maxBuffer: mostBytes, shell: false, windowsHide: true });
    if (error !== undefined) throw new CommandError("machine", `${this.given} cannot be read: git cannot be run: ${isSystemError(error) ? reasonOf(error) : error.message}.`);
    if (status === 0) return stdout;
    const reason = stderr.toString().trim().split("\n", 1)[0]!.replace(/^(fatal|error): /, "").replaceAll(this.tree, this.revision);
    throw new CommandError("machine", `${this.given} cannot be read: ${[why, reason].filter((part) => part !== "").join(": ")}.`);
  }
}

function reasonOf(error: Parameters<typeof systemReason>[0]): string {
  return error.code === "ENOENT" ? "there is no such program (ENOENT)" : systemReason(error);
}
