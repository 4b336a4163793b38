/**
 * A loop: the records behind its own are run again and again. What goes over a sequence has another address in each round,
 * so every thread runs a copy of the records of its own, in which it moves these addresses on.
 */
import { STEP_BYTES, Step } from "./record";

/** The kind of a loop's record. */
export const LOOP: i32 = 36;

@unmanaged
export class Loop extends Step {
  /** Records of the body, which stand behind this one. */
  count: i32;
  times: i32;
  /** Room for a copy of these for each thread. */
  copies: usize;
  /** What changes from round to round: the place of a word in the body, in bytes, and how much is added to it. */
  moves: usize;
  moveCount: i32;
  /** Whether the first thread runs it alone, since a round is over before others are met. */
  isAlone: i32;
}

/** How many threads go round. */
export function teamOf(loop: Loop, threads: i32): i32 {
  return loop.isAlone ? 1 : threads;
}

export function bodyOf(loop: Loop, thread: i32): usize {
  return loop.copies + <usize>thread * <usize>loop.count * STEP_BYTES;
}

/** Before the first round. */
export function begin(loop: Loop, thread: i32): void {
  memory.copy(bodyOf(loop, thread), changetype<usize>(loop) + STEP_BYTES, <usize>loop.count * STEP_BYTES);
}

/** After a round. */
export function advance(loop: Loop, thread: i32): void {
  const body = bodyOf(loop, thread), end = loop.moves + <usize>loop.moveCount * 8;
  for (let move = loop.moves; move < end; move += 8) {
    const word = body + <usize>load<i32>(move);
    store<i32>(word, load<i32>(word) + load<i32>(move, 4));
  }
}
