/** Reading and writing files for the commands: errors speak of paths as the user gave them, writes are whole or nothing. */
import type { FileHandle } from "node:fs/promises";
import path from "node:path";
import { CommandError, isSystemError, systemReason } from "./exit-code.ts";
import type { Host } from "./host.ts";

/** Paths in messages have forward slashes on every system. */
export function shownPath(given: string): string {
  return path.sep === "\\" ? given.replaceAll("\\", "/") : given;
}

export function resolvePath(given: string, host: Host): string {
  return path.resolve(host.cwd, given);
}

/** Where the machine fails, the error says which file it was about. */
export async function withFile<T>(given: string, action: "read" | "written", task: (file: string) => Promise<T>, host: Host): Promise<T> {
  try {
    return await task(resolvePath(given, host));
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new CommandError("machine", `${shownPath(given)} cannot be ${action}: ${systemReason(error)}.`);
  }
}

export function readBytes(given: string, host: Host): Promise<Uint8Array> {
  return withFile(given, "read", (file) => host.fs.promises.readFile(file), host);
}

export type WriteChunk = (chunk: Uint8Array) => Promise<void>;

/**
 * Writes a file in pieces into its folder and gives it its name when it is whole, so that nobody ever reads a part
 * and an error or an interruption leaves what was there. Permissions stay. What is no plain file (a pipe, a device) is written directly.
 */
export function writeFile(given: string, writeChunks: (write: WriteChunk) => Promise<void>, host: Host): Promise<void> {
  const { promises } = host.fs;
  return withFile(given, "written", async (wanted) => {
    const target = await promises.realpath(wanted).catch(() => wanted);
    const found = await promises.stat(target).catch(() => undefined);
    if (found !== undefined && !found.isFile() && !found.isDirectory()) return writeInto(await promises.open(target, "w"), writeChunks, host);
    const unfinished = path.join(path.dirname(target), `.dot2model-${process.pid}-${unfinishedCount++}.tmp`);
    try {
      await writeInto(await promises.open(unfinished, "wx"), writeChunks, host);
      if (found?.isFile() === true) await promises.chmod(unfinished, found.mode);
      await promises.rename(unfinished, target);
    } catch (error) {
      await promises.rm(unfinished, { force: true });
      throw error;
    }
  }, host);
}

let unfinishedCount = 0;

async function writeInto(file: FileHandle, writeChunks: (write: WriteChunk) => Promise<void>, { signal }: Host): Promise<void> {
  try {
    await writeChunks(async (chunk) => {
      signal.throwIfAborted();
      await file.writeFile(chunk);
    });
  } finally {
    await file.close();
  }
}
