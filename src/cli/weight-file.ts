/** Weights from a safetensors file, read where they are needed, and how much memory they ask for. */
import type { ByteSource } from "../runtime/weights/byte-source.ts";
import { CommandError } from "./exit-code.ts";
import { withFile } from "./files.ts";
import type { Host } from "./host.ts";
import type { Progress } from "./progress.ts";

/** The file is open while the task is at work. */
export function withWeights<T>(given: string, progress: Progress, host: Host, task: (source: ByteSource) => Promise<T>): Promise<T> {
  return withFile(given, "read", async (target) => {
    const file = await host.fs.promises.open(target);
    try {
      const { size } = await file.stat();
      return await task({
        size,
        async read(offset, into) {
          progress.show(`reading ${given}`, offset, size);
          for (let done = 0; done < into.length;) {
            const { bytesRead } = await file.read(into, done, into.length - done, offset + done);
            if (bytesRead === 0) throw new CommandError("machine", `${given} cannot be read: it ends at byte ${offset + done}.`);
            done += bytesRead;
          }
        },
      });
    } finally {
      await file.close();
    }
  }, host);
}

/** Systems promise more memory than they have and end the process that uses it; this says so before. */
export function requireMemory(bytes: number, owner: string, { memoryBytes }: Pick<Host, "memoryBytes">): void {
  if (bytes <= memoryBytes) return;
  throw new CommandError("machine", `There is no memory for ${owner}: ${mebibytes(bytes)} are needed, and this machine has ${mebibytes(memoryBytes)}.`);
}

export function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20).toLocaleString("en-US")} MiB`;
}
