/**
 * Takes the place of web-worker.ts in the runtime of standalone modules, which is one file: that file is the worker's
 * module too, and serves a thread where it finds itself in such a worker.
 */
import { serveThread, type ThreadPort } from "./serve-thread.ts";

const fileName = "dot2model-runtime.js";
const workerNames = /^dot2model thread \d+ of \d+$/;

if (typeof document === "undefined" && workerNames.test(String((globalThis as { readonly name?: unknown }).name))) serveThread(globalThis as unknown as ThreadPort);

export function newWebWorker(name: string): Worker {
  if (!new URL(import.meta.url).pathname.endsWith(`/${fileName}`)) {
    throw new Error(`the standalone runtime is part of another file than ${fileName}, which cannot be its worker`);
  }
  return new Worker(import.meta.url, { type: "module", name });
}
