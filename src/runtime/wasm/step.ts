/**
 * What a graph becomes before addresses are known: steps that name regions of memory. The kernels' record layouts stand in
 * kernels/src, beside each kernel, as classes whose fields have the order of the words given here.
 */
import type { PlanStep } from "../backend.ts";
import type { AddressOf, PlacedTensor } from "./placed-tensor.ts";

/** The first word of a record, as kernels/src/run.ts has it. */
export const stepKind = {
  pad2d: 1, conv2dDirect: 2, elementwise: 3, toBlocked: 4, toPlain: 5, zeroBorder: 6, copyRows: 7, packPanels: 8,
  conv2dGemm: 9, conv2dPatches: 10, conv2dPanels: 11, linearVector: 12, linearTiles: 13, linearPanels: 14, pool2d: 15, batchNorm: 16,
  winogradTiles: 17, winogradInputs: 18, winogradPanels: 19, packWinograd: 20,
  map: 21, broadcast: 22, softmax: 23, sum: 24, layerNorm: 25, matmulTiles: 26, matmulPanels: 27, transpose: 28, upsample: 29, gather: 30, linearRows: 31, prepareRows: 32, linearRounded: 33, packRounded: 34, broadcastRow: 35, loop: 36, phases: 37, conv2dDepthwise: 38,
} as const;

export type StepKind = keyof typeof stepKind;

export interface Step {
  readonly kind: StepKind;
  /** Needs nothing of the step before, and writes nothing that it reads: threads do not wait for each other between them. */
  readonly early: boolean;
  /** The record's words after kind and early; every region that the step reads or writes is asked for its address. */
  readonly words: (at: AddressOf) => readonly number[];
  readonly report: PlanStep;
}

export interface StepList {
  readonly steps: readonly Step[];
  /** Where the graph's inputs and outputs stand, plain, in the graph's order. */
  readonly inputs: readonly PlacedTensor[];
  readonly outputs: readonly PlacedTensor[];
  readonly loops: readonly StepLoop[];
  readonly threads: number;
  readonly tileRows: number;
}

/** Steps that are run again and again. */
export interface StepLoop {
  /** The step that is the loop's own; the body begins behind it. */
  readonly first: number;
  /** Behind the body. */
  readonly end: number;
  readonly times: number;
}

/** A float32 as the word that a record holds. */
export function floatWord(value: number): number {
  return new Int32Array(Float32Array.of(value).buffer)[0]!;
}
