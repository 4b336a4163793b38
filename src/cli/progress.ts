/** One line about long work, on a terminal only, erased when the work is done. */
import { widthOf, type Host } from "./host.ts";

/** Redrawing more often than this would cost more than it tells. */
const millisecondsBetween = 100;

/** Of a terminal that does not tell. */
const usualWidth = 80;

export class Progress {
  private readonly output: Host["stderr"];
  private readonly isShown: boolean;
  private last = -Infinity;

  constructor({ stderr, env }: Pick<Host, "stderr" | "env">) {
    this.output = stderr;
    this.isShown = stderr.isTTY === true && env["TERM"] !== "dumb";
  }

  /** `done` of `total`, in any unit. */
  show(work: string, done?: number, total?: number): void {
    if (!this.isShown || performance.now() - this.last < millisecondsBetween && done !== undefined) return;
    this.last = performance.now();
    const part = done === undefined || total === undefined || total === 0 ? "…" : ` ${Math.floor((100 * done) / total)} %`;
    // A line that wraps would not be erased whole.
    const room = (widthOf(this.output) ?? usualWidth) - part.length - 1;
    const shown = work.length > room ? `${work.slice(0, Math.max(0, room - 1))}…` : work;
    this.output.write(`\r\u001b[K${shown}${part}`);
  }

  clear(): void {
    if (this.isShown && this.last > -Infinity) this.output.write("\r\u001b[K");
    this.last = -Infinity;
  }
}
