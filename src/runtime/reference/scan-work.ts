/** Runs a scan: its step's works as often as its sequences have elements, over memory that was planned once. */
import type { TensorData } from "../backend.ts";
import type { ScanBody } from "../graph.ts";
import { STEP_AXIS } from "../scan-types.ts";
import type { KernelCall, KernelTensor } from "./kernel.ts";
import type { Turn, Work } from "./turn.ts";

export interface ScanRun {
  /** The scan's value. */
  readonly value: number;
  readonly body: ScanBody;
  readonly step: readonly Work[];
  /** By value. Those that share memory share its array. */
  readonly tensors: readonly KernelTensor[];
  readonly scratch: KernelCall["scratch"];
  /** Told the number of each step. */
  readonly clock: { step: number };
}

export function scanWork({ value, body, step, tensors, scratch, clock }: ScanRun): Work {
  const data = (index: number) => tensors[index]!.data;
  const [y, output] = [tensors[value]!, data(body.output)];
  const sequences = body.sequences.map(({ all, each }) => ({ all: tensors[all]!, each: data(each) }));
  const moveStates = mover(body.states.map(({ before, after }) => ({ from: data(after), to: data(before) })), scratch);
  const steps = y.shape[STEP_AXIS]!;
  return async (turn: Turn) => {
    for (const { first, before } of body.states) data(before).set(data(first));
    for (clock.step = 0; clock.step < steps; clock.step++) {
      for (const { all, each } of sequences) takeStep(all, each, clock.step);
      await turn.doAll(step);
      putStep(y, output, clock.step);
      moveStates();
    }
  };
}

/** Of (batch, steps, …), the elements (batch, …) of one step. */
function takeStep({ data, shape }: KernelTensor, into: TensorData, step: number): void {
  const length = into.length / shape[0]!;
  for (let i = 0; i < into.length; i++) into[i] = data[place(i, length, shape[STEP_AXIS]!, step)]!;
}

function putStep({ data, shape }: KernelTensor, from: TensorData, step: number): void {
  const length = from.length / shape[0]!;
  for (let i = 0; i < from.length; i++) data[place(i, length, shape[STEP_AXIS]!, step)] = from[i]!;
}

function place(i: number, length: number, steps: number, step: number): number {
  return (Math.floor(i / length) * steps + step) * length + (i % length);
}

/** Hands each state's next value on, all at once: one state may be what another was before. */
function mover(states: readonly { readonly from: TensorData; readonly to: TensorData }[], scratch: KernelCall["scratch"]): () => void {
  const moves = states.filter(({ from, to }) => from !== to);
  if (!moves.some(({ from }) => moves.some(({ to }) => to === from))) return () => moves.forEach(({ from, to }) => to.set(from));
  const length = moves.reduce((sum, { from }) => sum + from.length, 0);
  return () => {
    const room = scratch(length);
    let offset = 0;
    for (const { from } of moves) {
      room.set(from, offset);
      offset += from.length;
    }
    offset = 0;
    for (const { to } of moves) {
      for (let i = 0; i < to.length; i++) to[i] = room[offset + i]!;
      offset += to.length;
    }
  };
}
