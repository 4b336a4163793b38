/**
 * Parameters on their way into a plan's memory: tables and vectors are written, weights are copied in stretches to where
 * activations will be, and packed from there by kernels, on all threads, while the next stretch is made. Only what may have changed since the last time.
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
  /** The half of room and slots that is being filled; kernels may be at work on the other. */
  #half: 0 | 1 = 0;
  /** Records there that wait to be run, and the bytes that they read. */
  #jobs = 0;
  #staged = 0;
  /** What kernels do meanwhile. */
  #packing: Promise<void> = Promise.resolve();

  constructor(layout: Layout, buffer: ArrayBufferLike, run: RunSteps, version: PlanRequest["version"]) {
    this.#layout = layout;
    this.#buffer = buffer;
    this.#run = run;
    this.#version = version ?? (() => undefined);
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
    await this.#packing;
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
      settled: () => this.#packing,
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
      settled: () => this.#packing,
      read: (first, into) => into.set(array.subarray(first, first + into.length)),
    };
  }

  /** On all threads, each of which so takes the pages of its part from the system. */
  async #copy(numbers: Float32Array, to: number): Promise<void> {
    const most = this.#layout.stagingBytes / 4;
    for (let first = 0; first < numbers.length; first += most) {
      const part = numbers.subarray(first, first + most);
      const from = this.#stage(part);
      const copyRows = (at: number, rows: number, bytes: number) => this.#addJob([stepKind.copyRows, 1, from + at, bytes, to + first * 4 + at, bytes, rows, bytes, rows, 0]);
      const rows = Math.floor(part.byteLength / copiedBytes);
      copyRows(0, rows, copiedBytes);
      copyRows(rows * copiedBytes, 1, part.byteLength - rows * copiedBytes);
      await this.#flush();
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
    const { address, packScratch, stagingBytes } = this.#layout;
    for (let panel = panelOf(firstRow); panel < panels;) {
      const first = rowOf(panel);
      const fits = (end: number) => this.#staged + (rowOf(end) - first) * rowLength * 4 <= stagingBytes;
      if (this.#jobs === packSlots || !fits(panel + 1)) await this.#flush();
      let end = panel + 1;
      while (end < panels && fits(end + 1)) end++;
      const from = this.#stage(weight.subarray((first - firstRow) * rowLength, (rowOf(end) - firstRow) * rowLength));
      this.#addJob(region.words({ from, to: address(region), scale: scale === undefined ? 0 : address(scale), firstRow: first, firstPanel: panel, endPanel: end, scratch: packScratch }));
      panel = end;
    }
  }

  /** Puts numbers where kernels find them; gives the address. */
  #stage(numbers: Float32Array): number {
    const { activationsBegin, stagingBytes } = this.#layout;
    const address = activationsBegin + this.#half * stagingBytes + this.#staged;
    new Float32Array(this.#buffer, address, numbers.length).set(numbers);
    this.#staged += numbers.byteLength;
    return address;
  }

  #addJob(words: readonly number[]): void {
    const { plan, stepCount } = this.#layout;
    writeRecord(this.#buffer, plan, stepCount + this.#half * packSlots + this.#jobs++, words);
  }

  /** Has kernels pack what is staged, as soon as they have done the same with what was before; its place is free then. */
  async #flush(): Promise<void> {
    if (this.#jobs === 0) return;
    const first = this.#layout.stepCount + this.#half * packSlots;
    const end = first + this.#jobs;
    this.#half = this.#half === 0 ? 1 : 0;
    this.#jobs = this.#staged = 0;
    await this.#packing;
    this.#packing = this.#run(first, end);
    // Told where it is awaited.
    this.#packing.catch(() => undefined);
  }
}
