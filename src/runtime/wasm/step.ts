/**
 * What a graph becomes before addresses are known: steps that read and write regions of memory. The kernels' record
 * layouts stand in kernels/src, beside each kernel, as classes whose fields have the order of the words given here.
 */
import type { PlanStep } from "../backend.ts";

/** The first word of a record, as kernels/src/run.ts has it. */
export const stepKind = { pad2d: 1, conv2d: 2, relu: 3 } as const;

/** A stretch of memory that holds a tensor, with room for whole vectors. */
export interface Region {
  readonly byteLength: number;
}

/** A region with content of its own: a table, or packed parameters. */
export interface Filled extends Region {
  /** Writes into `buffer` from `address` on, at most up to the region's end; what it leaves out stays zero. */
  readonly write: (buffer: ArrayBufferLike, address: number) => void;
}

export interface Step {
  readonly input: Region;
  /** Written when the plan is made. */
  readonly tables: readonly Filled[];
  /** Written before every run, since parameters may have changed. */
  readonly parameters: readonly Filled[];
  readonly output: Region;
  /** The record's words. */
  readonly record: (address: (region: Region) => number) => readonly number[];
  readonly report: PlanStep;
}

export interface StepList {
  readonly steps: readonly Step[];
  /** Where the graph's inputs and outputs stand, in the graph's order. */
  readonly inputs: readonly Region[];
  readonly outputs: readonly Region[];
}

/** A region for `elements` numbers of four bytes. */
export function regionOf(elements: number): Region {
  return { byteLength: wholeVectors(elements) };
}

export function wholeVectors(elements: number): number {
  return Math.ceil(elements / 4) * 16;
}
