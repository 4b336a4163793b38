/** One thing at a time, in the order of the calls. */
export class RunQueue {
  #last: Promise<void> = Promise.resolve();

  /** A task whose signal is aborted before its turn is never started, and is rejected at once. */
  add<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (signal !== undefined) return this.#addUnlessAborted(task, signal);
    const result = this.#last.then(task);
    this.#last = result.then(settled, settled);
    return result;
  }

  #addUnlessAborted<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const leave = () => reject(signal.reason);
      signal.addEventListener("abort", leave, { once: true });
      this.add(async () => {
        signal.removeEventListener("abort", leave);
        signal.throwIfAborted();
        return task();
      }).then(resolve, reject);
    });
  }

  /** Settles when all that has been added so far is over. */
  idle(): Promise<void> {
    return this.#last;
  }
}

function settled(): void {}
