/**
 * Runs the steps of a plan that stands in memory: on workers, which the caller waits for without being blocked, or on
 * the calling thread alone. Knows nothing of what the steps compute.
 */
import { type Kernels } from "./kernel-module.ts";
import { type Layout, headerWord } from "./plan-layout.ts";
import type { StepRange, ThreadTask } from "./serve-thread.ts";
import { type ThreadWorker, startWorker } from "./start-worker.ts";
import type { StepLoop } from "./step.ts";

export interface Executor {
  readonly threads: number;
  /**
   * The records of a range once. Rejects with the signal's reason where that aborts it, after all threads have stopped, so that the
   * next run may start. Where a thread is lost or the plan disposed of, it rejects at once, and so do later runs.
   */
  run(range: StepRange, signal?: AbortSignal): Promise<void>;
  /** Ends a run that is under way; later runs reject. Calls `left`, at least once, when no thread will touch the memory any more. */
  dispose(left: () => void): void;
}

const disposed = () => new Error("The plan has been disposed of.");

/** How long the event loop waits for its turn, as far as single steps allow. */
const millisecondsPerTurn = 50;

/** A worker that runs another script than ours would never answer. */
const millisecondsToStart = 10_000;

const headerWords = Object.keys(headerWord).length;

/** On the calling thread. Between steps the event loop gets its turn where runs are not brief, since nothing could abort or dispose otherwise. */
export function soloExecutor(kernels: Kernels, { plan, loops }: Layout, isBrief: boolean): Executor {
  let isDisposed = false;
  const check = (signal?: AbortSignal): void => {
    if (isDisposed) throw disposed();
    signal?.throwIfAborted();
  };
  return {
    threads: 1,
    async run({ first, end }, signal) {
      check(signal);
      if (isBrief) return void kernels.run(plan, first, end, 0, 1);
      let turn = performance.now();
      const isOver = () => performance.now() - turn >= millisecondsPerTurn;
      const giveTurn = async (): Promise<void> => {
        await new Promise((resolve) => setTimeout(resolve));
        check(signal);
        turn = performance.now();
      };
      /** More and more rounds at once, until the turn is over. */
      const goRound = async ({ first: step, times }: StepLoop): Promise<void> => {
        for (let from = 0, rounds = 1; from < times; from += rounds, rounds *= 2) {
          if (isOver()) {
            await giveTurn();
            rounds = 1;
          }
          kernels.runLoop(plan, step, from, Math.min(from + rounds, times), 0, 1);
        }
      };
      for (let step = first; step < end; step++) {
        const loop = loops.find((each) => each.first === step && each.end <= end);
        if (loop === undefined) {
          kernels.run(plan, step, step + 1, 0, 1);
        } else {
          await goRound(loop);
          step = loop.end - 1;
        }
        if (isOver()) await giveTurn();
      }
    },
    dispose(left) {
      isDisposed = true;
      left();
    },
  };
}

/** Workers that wait for a plan. To be joined to one, or disposed of. */
export interface ThreadTeam extends Executor {
  /** Gives them a plan in one shared memory. Rejects where they could not start, and leaves none behind then. */
  join(module: WebAssembly.Module, memory: WebAssembly.Memory, layout: Layout): Promise<void>;
}

export function startThreads(threads: number): ThreadTeam {
  return new WorkerTeam(threads);
}

class WorkerTeam implements ThreadTeam {
  readonly threads: number;
  readonly #workers: ThreadWorker[] = [];
  /** The plan's header, where there is one. */
  #header = new Int32Array(headerWords);
  /** Why this team runs no more. */
  #failure: Error | undefined;
  /** The threads that owe an answer. */
  readonly #owing = new Set<number>();
  #waiting: { readonly resolve: () => void; readonly reject: (error: Error) => void } | undefined;
  #left: (() => void) | undefined;

  constructor(threads: number) {
    this.threads = threads;
    try {
      for (let thread = 0; thread < threads; thread++) this.#workers.push(this.#start(thread));
    } catch (error) {
      this.fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  async join(module: WebAssembly.Module, memory: WebAssembly.Memory, { plan }: Layout): Promise<void> {
    this.#header = new Int32Array(memory.buffer, plan, headerWords);
    const tooLate = setTimeout(() => this.fail(new Error(`the workers did not start within ${millisecondsToStart / 1000} seconds.`)), millisecondsToStart);
    try {
      await this.ask((thread) => ({ module, memory, plan, thread, threads: this.threads }));
    } catch (error) {
      this.dispose(() => undefined);
      throw error;
    } finally {
      clearTimeout(tooLate);
    }
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

  dispose(left: () => void): void {
    this.#left = left;
    this.fail(disposed());
  }

  /** For good: the first failure is the one that is told. Threads at work go when they come to their next step. */
  fail(failure: Error): void {
    if (this.#failure === undefined) {
      this.#failure = failure;
      this.#abort();
      this.#waiting?.reject(failure);
    }
    this.#leaveWhenIdle();
  }

  /** Posts to every thread and waits for the answers of all. */
  async ask(message: (thread: number) => ThreadTask | StepRange): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const answered = new Promise<void>((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
    try {
      this.#workers.forEach((worker, thread) => {
        worker.post(message(thread));
        worker.hold();
        this.#owing.add(thread);
      });
      await answered;
    } finally {
      this.#waiting = undefined;
    }
  }

  #start(thread: number): ThreadWorker {
    const name = `thread ${thread} of ${this.threads}`;
    return startWorker(`dot2model ${name}`, {
      reply: ({ failure }) => this.#answer(thread, failure === undefined ? undefined : new Error(`The worker that was ${name} failed: ${failure}.`)),
      end: (reason) => this.#answer(thread, new Error(`The worker that was ${name} ended: ${reason}.`)),
    });
  }

  #answer(thread: number, failure: Error | undefined): void {
    if (this.#owing.delete(thread)) this.#workers[thread]!.release();
    if (failure !== undefined) return this.fail(failure);
    if (this.#owing.size === 0) this.#waiting?.resolve();
    this.#leaveWhenIdle();
  }

  #leaveWhenIdle(): void {
    if (this.#failure === undefined || this.#owing.size > 0) return;
    for (const worker of this.#workers) worker.terminate();
    // Workers that are not gone yet know this team, and by it would keep the memory from being collected.
    this.#header = new Int32Array(headerWords);
    this.#left?.();
  }

  /** Threads that wait for others, or come to their next step, end the run. */
  #abort(): void {
    Atomics.store(this.#header, headerWord.aborted, 1);
    Atomics.notify(this.#header, headerWord.generation);
  }
}
