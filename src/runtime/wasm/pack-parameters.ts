/**
 * Parameters on their way into a plan's memory: tables and vectors are written, weights are copied in stretches to where
 * activations will be, and packed from there by kernels, on all threads. Only what may have changed since the last time.
 */
import type { PlanRequest } from "../backend.ts";
import { type Layout, packSlots, writeRecord } from "./plan-layout.ts";
import { type FilledRegion, type PackedRegion, panelRows } from "./region.ts";

/** Runs the records [first, end). */
export type RunSteps = (first: number, end: number) => Promise<void>;

export class ParameterPacker {
  readonly #layout: Layout;
  readonly #buffer: ArrayBufferLike;
  readonly #run: RunSteps;
  readonly #version: NonNullable<PlanRequest["version"]>;
  /** What each region holds: the versions of its sources. */
  readonly #held = new Map<FilledRegion | PackedRegion, readonly (number | undefined)[]>();
  /** Records that wait to be run, and the end of the rows that they read. */
  #jobs = 0;
  #top: number;

  constructor(layout: Layout, buffer: ArrayBufferLike, run: RunSteps, version: PlanRequest["version"]) {
    this.#layout = layout;
    this.#buffer = buffer;
    this.#run = run;
    this.#version = version ?? (() => undefined);
    this.#top = layout.activationsBegin;
  }

  /** Whether there is anything to update. */
  isStale(): boolean {
    const { filled, packed } = this.#layout;
    return filled.some((each) => this.#isStale(each)) || packed.some((each) => this.#isStale(each));
  }

  /** Overwrites activations. */
  async update(): Promise<void> {
    const { filled, packed, address } = this.#layout;
    for (const region of filled.filter((each) => this.#isStale(each))) {
      region.write(this.#buffer, address(region));
      this.#hold(region);
    }
    const stale = packed.filter((each) => this.#isStale(each));
    for (const region of stale) await this.#pack(region);
    await this.#flush();
    for (const region of stale) this.#hold(region);
  }

  #isStale(region: FilledRegion | PackedRegion): boolean {
    const held = this.#held.get(region);
    return held === undefined || region.sources.some((source, index) => held[index] === undefined || held[index] !== this.#version(source));
  }

  #hold(region: FilledRegion | PackedRegion): void {
    this.#held.set(region, region.sources.map((source) => this.#version(source)));
  }

  async #pack(region: PackedRegion): Promise<void> {
    const { rows, rowLength, groupRows, scale } = region;
    const weight = region.weight();
    const groupPanels = Math.ceil(groupRows / panelRows);
    const panels = (rows / groupRows) * groupPanels;
    const rowOf = (panel: number) => Math.floor(panel / groupPanels) * groupRows + Math.min((panel % groupPanels) * panelRows, groupRows);
    const { address, stagingEnd } = this.#layout;
    for (let panel = 0; panel < panels;) {
      const first = rowOf(panel);
      const fits = (end: number) => this.#top + (rowOf(end) - first) * rowLength * 4 <= stagingEnd;
      if (this.#jobs === packSlots || !fits(panel + 1)) await this.#flush();
      let end = panel + 1;
      while (end < panels && fits(end + 1)) end++;
      const values = weight.subarray(first * rowLength, rowOf(end) * rowLength);
      new Float32Array(this.#buffer, this.#top, values.length).set(values);
      writeRecord(this.#buffer, this.#layout.plan, this.#layout.stepCount + this.#jobs++, region.words({
        from: this.#top, to: address(region), scale: scale === undefined ? 0 : address(scale), firstRow: first, firstPanel: panel, endPanel: end, scratch: this.#layout.packScratch,
      }));
      this.#top += values.length * 4;
      panel = end;
    }
  }

  async #flush(): Promise<void> {
    if (this.#jobs > 0) await this.#run(this.#layout.stepCount, this.#layout.stepCount + this.#jobs);
    this.#jobs = 0;
    this.#top = this.#layout.activationsBegin;
  }
}
