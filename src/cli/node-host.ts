/** The host that is this process. */
import fs from "node:fs";
import os from "node:os";
import { fileURLToPath } from "node:url";
import type { Host } from "./host.ts";

export function nodeHost(): Host {
  const runtime = import.meta.resolve("dot2model/runtime");
  const { version } = JSON.parse(fs.readFileSync(new URL(import.meta.resolve("dot2model/package.json")), "utf8")) as { version: string };
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    fs,
    temporaryFolder: os.tmpdir(),
    signal: interruption(),
    memoryBytes: os.totalmem(),
    version,
    runtime,
    standaloneFolder: fileURLToPath(new URL("../../standalone/", runtime)),
  };
}

/** The first signal asks the command to end; the second ends the process. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}
