/**
 * Parameters on their way into a plan's memory: tables and vectors are written, weights are copied in stretches to where
 * activations will be, and packed from there by kernels, on all threads. Only what may have changed since the last time.
 */
import type { KeptWeight, PlanRequest } from "../backend.ts";
import { type Layout, packSlots, writeRecord } from "./plan-layout.ts";
import { type FilledRegion, type PackedRegion, panelRows } from "./region.ts";
import { stepKind } from "./step.ts";

/** What a thread copies at once. */
const copiedBytes = 65_536;

/** More runs than these are the same to kernels that keep something. */
const mostRuns = 2;

/** Runs the records [first, end). */
export type RunSteps = (first: number, end: number) => Promise<void>;

export class ParameterPacker {
  readonly #layout: Layout;
  readonly #buffer: ArrayBufferLike;
  readonly #run: RunSteps;
  readonly #version: NonNullable<PlanRequest["version"]>;
  /** What each region holds: the versions of its sources. */
  readonly #held = new Map<FilledRegion | PackedRegion, readonly (number | undefined)[]>();
  /** Since anything was written, as far as kernels ask. */
  #runs = 0;
  /** Records that wait to be run, and the end of the rows that they read. */
  #jobs = 0;
  #top: number;

  constructor(layout: Layout, buffer: ArrayBufferLike, run: RunSteps, version: PlanRequest["version"]) {
    this.#layout = layout;
    this.#buffer = buffer;
    this.#run = run;
    this.#version = version ?? (() => undefined);
    this.#top = layout.activationsBegin;
    this.#countRuns(0);
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
    for (const region of stale) await this.#pack(region, 0, region.weight());
    await this.#flush();
    for (const region of stale) this.#hold(region);
  }

  /** A run has ended: what kernels keep of the parameters is as of one more. */
  countRun(): void {
    if (this.#runs < mostRuns) this.#countRuns(this.#runs + 1);
  }

  /** Weights that can be had again from where they are packed; of parameters that nothing else is made from. */
  kept(): ReadonlyMap<string, KeptWeight> {
    const { filled, packed } = this.#layout;
    const sources = [...filled, ...packed].flatMap((region) => [...region.sources]);
    const isAlone = ({ sources: [source] }: FilledRegion | PackedRegion) => sources.indexOf(source!) === sources.lastIndexOf(source!);
    return new Map([
      ...filled.filter((region) => region.isStored && isAlone(region)).map((region) => [region.sources[0]!, this.#keepStored(region)] as const),
      ...packed.filter((region) => region.unpack !== undefined && isAlone(region)).map((region) => [region.sources[0]!, this.#keepPacked(region)] as const),
    ]);
  }

  #keepPacked(region: PackedRegion): KeptWeight {
    const packed = new Uint32Array(this.#buffer, this.#layout.address(region), region.byteLength / 4);
    return {
      unit: panelRows * region.rowLength,
      write: async (first, numbers) => {
        await this.#pack(region, first / region.rowLength, numbers);
        await this.#flush();
        this.#hold(region);
      },
      read: (first, into) => region.unpack!(packed, first, new Uint32Array(into.buffer, into.byteOffset, into.length)),
    };
  }

  #keepStored(region: FilledRegion): KeptWeight {
    const array = new Float32Array(this.#buffer, this.#layout.address(region), region.byteLength / 4);
    return {
      unit: 1,
      array,
      write: async (first, numbers) => {
        await this.#copy(numbers, array.byteOffset + first * 4);
        this.#hold(region);
      },
      read: (first, into) => into.set(array.subarray(first, first + into.length)),
    };
  }

  /** On all threads, each of which so takes the pages of its part from the system. */
  async #copy(numbers: Float32Array, to: number): Promise<void> {
    const { activationsBegin, stagingEnd, plan, stepCount } = this.#layout;
    const most = (stagingEnd - activationsBegin) / 4;
    for (let first = 0; first < numbers.length; first += most) {
      const part = numbers.subarray(first, first + most);
      new Float32Array(this.#buffer, activationsBegin, part.length).set(part);
      const rows = Math.max(1, Math.floor(part.byteLength / copiedBytes));
      const rowBytes = Math.floor(part.length / rows) * 4;
      const rest = part.byteLength - rows * rowBytes;
      for (const [slot, [from, count, bytes]] of [[0, rows, rowBytes] as const, [rows * rowBytes, 1, rest] as const].entries()) {
        writeRecord(this.#buffer, plan, stepCount + slot, [stepKind.copyRows, 1, activationsBegin + from, bytes, to + first * 4 + from, bytes, count, bytes, count, 0]);
      }
      await this.#run(stepCount, stepCount + 2);
    }
  }

  #countRuns(runs: number): void {
    this.#runs = runs;
    for (const region of this.#layout.kept) new Int32Array(this.#buffer, this.#layout.address(region), 1)[0] = runs;
  }

  #isStale(region: FilledRegion | PackedRegion): boolean {
    const held = this.#held.get(region);
    return held === undefined || region.sources.some((source, index) => held[index] === undefined || held[index] !== this.#version(source));
  }

  #hold(region: FilledRegion | PackedRegion): void {
    this.#held.set(region, region.sources.map((source) => this.#version(source)));
    if (this.#runs > 0) this.#countRuns(0);
  }

  /** Some rows of a weight, from the first one of a panel to the end of one. */
  async #pack(region: PackedRegion, firstRow: number, weight: Float32Array): Promise<void> {
    const { rowLength, groupRows, scale } = region;
    const rows = firstRow + weight.length / rowLength;
    const groupPanels = Math.ceil(groupRows / panelRows);
    const panelOf = (row: number) => Math.floor(row / groupRows) * groupPanels + Math.ceil((row % groupRows) / panelRows);
    const panels = panelOf(rows);
    const rowOf = (panel: number) => Math.floor(panel / groupPanels) * groupRows + Math.min((panel % groupPanels) * panelRows, groupRows);
    const { address, stagingEnd } = this.#layout;
    for (let panel = panelOf(firstRow); panel < panels;) {
      const first = rowOf(panel);
      const fits = (end: number) => this.#top + (rowOf(end) - first) * rowLength * 4 <= stagingEnd;
      if (this.#jobs === packSlots || !fits(panel + 1)) await this.#flush();
      let end = panel + 1;
      while (end < panels && fits(end + 1)) end++;
      const values = weight.subarray((first - firstRow) * rowLength, (rowOf(end) - firstRow) * rowLength);
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
