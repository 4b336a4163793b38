/** Workers under Node and in browsers behind one small interface. */
import { nodeModule } from "./node-module.ts";
import { type StepRange, type ThreadReply, type ThreadTask, serveThread } from "./serve-thread.ts";
import { newWebWorker } from "./web-worker.ts";

export interface WorkerEvents {
  reply(reply: ThreadReply): void;
  /** The worker is gone, or could not start. */
  end(reason: string): void;
}

export interface ThreadWorker {
  post(message: ThreadTask | StepRange): void;
  /** Keeps the process alive until `release`; a worker does not from the start. */
  hold(): void;
  release(): void;
  terminate(): void;
}

/** Throws where the platform has no workers or does not allow them. */
export function startWorker(name: string, events: WorkerEvents): ThreadWorker {
  const threads = nodeModule("node:worker_threads");
  return threads === undefined ? startWebWorker(name, events) : startNodeWorker(threads, name, events);
}

/** How many threads the machine runs at once. */
export function availableThreads(): number {
  return nodeModule("node:os")?.availableParallelism() ?? globalThis.navigator?.hardwareConcurrency ?? 1;
}

function startNodeWorker(threads: typeof import("node:worker_threads"), name: string, events: WorkerEvents): ThreadWorker {
  const program = `(${serveThread})(process.getBuiltinModule("node:worker_threads").parentPort)`;
  const worker = new threads.Worker(program, { eval: true, name, execArgv: [] });
  worker.unref();
  worker.on("message", (reply: ThreadReply) => events.reply(reply));
  worker.on("error", (error) => events.end(error.message));
  worker.on("exit", (code) => events.end(`it exited with code ${code}`));
  return {
    post: (message) => worker.postMessage(message),
    hold: () => worker.ref(),
    release: () => worker.unref(),
    terminate: () => void worker.terminate(),
  };
}

function startWebWorker(name: string, events: WorkerEvents): ThreadWorker {
  if (typeof Worker === "undefined") throw new Error("this platform has no workers");
  const worker = newWebWorker(name);
  worker.onmessage = ({ data }: MessageEvent<ThreadReply>) => events.reply(data);
  worker.onmessageerror = () => events.end("its message could not be read");
  worker.onerror = (event) => events.end(event.message || "its script could not be loaded");
  return {
    post: (message) => worker.postMessage(message),
    hold: () => undefined,
    release: () => undefined,
    terminate: () => worker.terminate(),
  };
}
