/** A run's turn on the thread: every now and then others get theirs, and what they ask for (aborting) is seen. */

/** How long the event loop waits for its turn, as far as single steps allow. */
const millisecondsPerTurn = 50;

/** One thing that a run does; a promise where it gives others their turn meanwhile. */
export type Work = (turn: Turn) => void | Promise<void>;

export class Turn {
  #began = performance.now();
  /** Throws where the run is to end. */
  readonly #check: () => void;

  constructor(check: () => void) {
    check();
    this.#check = check;
  }

  /** Waits in between where the turn is over. */
  async doAll(works: readonly Work[]): Promise<void> {
    for (const work of works) {
      const waiting = work(this);
      if (waiting !== undefined) await waiting;
      if (performance.now() - this.#began < millisecondsPerTurn) continue;
      await new Promise((resolve) => setTimeout(resolve));
      this.#check();
      this.#began = performance.now();
    }
  }
}
