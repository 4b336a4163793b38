/** A browser's worker for one thread: the module beside this one, by an address of a form that bundlers follow. */
export function newWebWorker(name: string): Worker {
  return new Worker(new URL("./worker.js", import.meta.url), { type: "module", name });
}
