/**
 * What a worker does: it takes the kernels and a plan once, and then runs its share whenever it is told. Under Node the
 * function's text is the worker's whole program, so it uses nothing from outside itself but what every engine has.
 */
export interface ThreadTask {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly plan: number;
  readonly thread: number;
  readonly threads: number;
}

/** Records of the plan that are to be run, from `first` on. */
export interface StepRange {
  readonly first: number;
  readonly end: number;
}

/** A run's end, also where it was aborted, or why there was none. */
export interface ThreadReply {
  readonly failure?: string;
}

export interface ThreadPort {
  onmessage: ((event: { readonly data: ThreadTask | StepRange }) => void) | null;
  onmessageerror: (() => void) | null;
  postMessage(reply: ThreadReply): void;
}

export function serveThread(port: ThreadPort): void {
  let task: ThreadTask;
  let run: (plan: number, first: number, end: number, thread: number, threads: number) => number;
  port.onmessageerror = () => port.postMessage({ failure: "memory cannot be shared with it" });
  port.onmessage = async ({ data }) => {
    try {
      if ("first" in data) {
        run(task.plan, data.first, data.end, task.thread, task.threads);
      } else {
        task = data;
        const { exports } = await WebAssembly.instantiate(task.module, { env: { memory: task.memory } });
        run = exports["run"] as typeof run;
      }
      port.postMessage({});
    } catch (error) {
      port.postMessage({ failure: String(error) });
    }
  };
}
