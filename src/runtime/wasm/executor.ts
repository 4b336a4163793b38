/**
 * Runs the steps of a plan that stands in memory: on workers, which the caller waits for without being blocked, or on
 * the calling thread alone. Knows nothing of what the steps compute.
 */
import { type Kernels } from "./kernel-module.ts";
import { type Layout, headerWord } from "./plan-layout.ts";
import type { StepRange, ThreadReply, ThreadTask } from "./serve-thread.ts";
import { type ThreadWorker, startWorker } from "./start-worker.ts";

export interface Executor {
  readonly threads: number;
  /**
   * The records of a range once. Rejects with the signal's reason where that aborts it, after all threads have stopped, so that the
   * next run may start. Where a thread is lost or the plan disposed of, it rejects at once, and so do later runs.
   */
  run(range: StepRange, signal?: AbortSignal): Promise<void>;
  /** Ends a run that is under way; later runs reject. */
  dispose(): void;
}

const disposed = () => new Error("The plan has been disposed of.");

/** How long the event loop waits for its turn, as far as single steps allow. */
const millisecondsPerTurn = 50;

/** On the calling thread. Between steps the event loop gets its turn, since nothing could abort or dispose otherwise. */
export function soloExecutor(kernels: Kernels, { plan }: Layout): Executor {
  let isDisposed = false;
  const check = (signal?: AbortSignal): void => {
    if (isDisposed) throw disposed();
    signal?.throwIfAborted();
  };
  return {
    threads: 1,
    async run({ first, end }, signal) {
      check(signal);
      let turn = performance.now();
      for (let step = first; step < end; step++) {
        kernels.run(plan, step, step + 1, 0, 1);
        if (performance.now() - turn < millisecondsPerTurn) continue;
        await new Promise((resolve) => setTimeout(resolve));
        check(signal);
        turn = performance.now();
      }
    },
    dispose() {
      isDisposed = true;
    },
  };
}

/** On `threads` workers over one shared memory. Rejects where they cannot start, and leaves none behind then. */
export async function workerExecutor(module: WebAssembly.Module, memory: WebAssembly.Memory, layout: Layout, threads: number): Promise<Executor> {
  const team = new WorkerTeam(threads, new Int32Array(memory.buffer, layout.plan, 3));
  try {
    await team.ask((thread) => ({ module, memory, plan: layout.plan, thread, threads }));
  } catch (error) {
    team.dispose();
    throw error;
  }
  return team;
}

class WorkerTeam implements Executor {
  readonly threads: number;
  readonly #workers: ThreadWorker[] = [];
  /** The plan's header. */
  readonly #header: Int32Array;
  /** Why this team runs no more. */
  #failure: Error | undefined;
  #waiting: { replies: number; readonly resolve: () => void; readonly reject: (error: Error) => void } | undefined;

  constructor(threads: number, header: Int32Array) {
    this.threads = threads;
    this.#header = header;
  }

  async run(range: StepRange, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    Atomics.store(this.#header, headerWord.arrived, 0);
    Atomics.store(this.#header, headerWord.aborted, 0);
    const abort = (): void => this.#abort();
    signal?.addEventListener("abort", abort);
    try {
      await this.ask(() => range);
    } finally {
      signal?.removeEventListener("abort", abort);
    }
    signal?.throwIfAborted();
  }

  dispose(): void {
    this.#end(disposed());
  }

  /** Posts to every thread and waits for the answers of all. Starts the workers where there are none. */
  async ask(message: (thread: number) => ThreadTask | StepRange): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const answered = new Promise<void>((resolve, reject) => {
      this.#waiting = { replies: 0, resolve, reject };
    });
    try {
      for (let thread = this.#workers.length; thread < this.threads; thread++) this.#workers.push(this.#start(thread));
      this.#workers.forEach((worker, thread) => {
        worker.hold();
        worker.post(message(thread));
      });
      await answered;
    } finally {
      this.#waiting = undefined;
      for (const worker of this.#workers) worker.release();
    }
  }

  #start(thread: number): ThreadWorker {
    const name = `thread ${thread} of ${this.threads}`;
    return startWorker(`dot2model ${name}`, {
      reply: (reply) => this.#reply(name, reply),
      end: (reason) => this.#end(new Error(`The worker that was ${name} ended: ${reason}.`)),
    });
  }

  #reply(name: string, { failure }: ThreadReply): void {
    if (failure !== undefined) this.#end(new Error(`The worker that was ${name} failed: ${failure}.`));
    else if (this.#waiting !== undefined && ++this.#waiting.replies === this.threads) this.#waiting.resolve();
  }

  /** For good: the first failure is the one that is told. */
  #end(failure: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = failure;
    this.#abort();
    for (const worker of this.#workers) worker.terminate();
    this.#waiting?.reject(failure);
  }

  /** Threads that wait for others, or come to their next step, end the run. */
  #abort(): void {
    Atomics.store(this.#header, headerWord.aborted, 1);
    Atomics.notify(this.#header, headerWord.generation);
  }
}
