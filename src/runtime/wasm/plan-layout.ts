/**
 * Where everything of a plan stands in its one memory: a header, the steps' records, tables, packed parameters and what is kept of them, and then
 * the activations, which share places where their lives do not meet. The header's and the records' sizes are those of
 * kernels/src/run.ts.
 */
import { pageBytes } from "./memory-pool.ts";
import { type FilledRegion, isFilled, isKept, isPacked, isSlice, type KeptRegion, type PackedRegion, packScratch, panelRows, type Region, roomOf } from "./region.ts";
import { type Step, stepKind, type StepList, type StepLoop } from "./step.ts";

const headerBytes = 64;
export const recordBytes = 256;
const alignment = 64;
/** Vectors may be read beyond a tensor's end, but not beyond the memory's. */
const slackBytes = 64;
/** Records that pack parameters at once. */
export const packSlots = 64;
/** Bytes of them that are packed at once, unless a panel has more. */
const mostStagingBytes = 2 * 1024 * 1024;

/** Words of the header, as kernels/src/barrier.ts and run.ts have them. */
export const headerWord = { generation: 0, arrived: 1, aborted: 2, tileRows: 3 } as const;

export interface Layout {
  /** The address of the header. */
  readonly plan: number;
  readonly stepCount: number;
  readonly loops: readonly StepLoop[];
  readonly address: (region: Region) => number;
  readonly filled: readonly FilledRegion[];
  readonly packed: readonly PackedRegion[];
  readonly kept: readonly KeptRegion[];
  /** Room for kernels that pack. */
  readonly packScratch: number;
  readonly activationsBegin: number;
  readonly activationBytes: number;
  /** Twice so many bytes from `activationsBegin` on are for rows that are to be packed: for those that kernels read, and for the next ones. */
  readonly stagingBytes: number;
  readonly pages: number;
}

export function layOut(list: StepList): Layout {
  const uses = regionsOf(list);
  const regions = [...new Set([...uses.flat(), ...list.inputs.map(({ region }) => region), ...list.outputs.map(({ region }) => region)])];
  const packed = regions.filter(isPacked);
  const kept = regions.filter(isKept);
  const filled = [...new Set([...regions.filter(isFilled), ...packed.flatMap(({ scale }) => scale ?? [])])];
  const addresses = new Map<Region, number>();
  const scratch = headerBytes + (list.steps.length + 2 * packSlots) * recordBytes;
  let top = aligned(scratch + list.threads * packScratch);
  for (const region of [...filled, ...packed, ...kept]) {
    addresses.set(region, top);
    top = aligned(top + region.byteLength);
  }
  const activationBytes = placeActivations(list, uses, top, addresses);
  const stagingBytes = aligned(neededStaging(filled, packed));
  const room = Math.max(activationBytes, 2 * stagingBytes);
  const pages = Math.ceil((top + room + slackBytes) / pageBytes);
  return {
    plan: 0, stepCount: list.steps.length, loops: list.loops, address: (region) => addressOf(region, addresses), filled, packed, kept, packScratch: scratch,
    activationsBegin: top, activationBytes, stagingBytes, pages,
  };
}

function addressOf(region: Region, addresses: ReadonlyMap<Region, number>): number {
  return isSlice(region) ? addresses.get(region.whole)! + region.offset : addresses.get(region)!;
}

/** Writes the header and the records. */
export function writePlan({ steps, tileRows }: StepList, { plan, address }: Layout, buffer: ArrayBufferLike): void {
  const header = new Int32Array(buffer, plan, headerBytes / 4).fill(0);
  header[headerWord.tileRows] = tileRows;
  steps.forEach((step, index) => writeRecord(buffer, plan, index, [stepKind[step.kind], step.early ? 1 : 0, ...step.words(address)]));
}

export function writeRecord(buffer: ArrayBufferLike, plan: number, index: number, words: readonly number[]): void {
  new Int32Array(buffer, plan + headerBytes + index * recordBytes, recordBytes / 4).set(words);
}

/**
 * The regions that each step names. The first and the last step of a loop name all of its regions: what one round leaves may be needed
 * by the next, and threads that do not wait for each other must find no other thing where they still read.
 */
function regionsOf({ steps, loops }: StepList): readonly (readonly Region[])[] {
  const uses = steps.map(({ words }: Step) => {
    const regions: Region[] = [];
    words((region) => {
      regions.push(roomOf(region));
      return 0;
    });
    return regions;
  });
  for (const { first, end } of loops) uses[first] = uses[end - 1] = [...new Set(uses.slice(first, end).flat())];
  return uses;
}

/** At least one panel's rows must have room, better more. */
function neededStaging(filled: readonly FilledRegion[], packed: readonly PackedRegion[]): number {
  const stored = filled.reduce((most, { isStored, byteLength }) => Math.max(most, isStored ? Math.min(byteLength, mostStagingBytes) : 0), 0);
  return packed.reduce((most, { rowLength, rows, groupRows }) => {
    const rowBytes = rowLength * 4;
    return Math.max(most, rowBytes * Math.min(panelRows, groupRows), Math.min(rowBytes * rows, mostStagingBytes));
  }, stored);
}

interface Placed {
  readonly begin: number;
  readonly end: number;
  /** The last step that needs it. */
  readonly last: number;
}

/**
 * Gives every activation the lowest place that is free for as long as it lives: inputs from the first step on, outputs
 * until the end. Adds to `addresses`; gives the bytes that this takes from `base`.
 */
function placeActivations(list: StepList, uses: readonly (readonly Region[])[], base: number, addresses: Map<Region, number>): number {
  const lastUse = new Map<Region, number>();
  uses.forEach((regions, index) => regions.forEach((region) => lastUse.set(region, index)));
  for (const { region } of list.outputs) lastUse.set(region, uses.length);
  let alive: Placed[] = [];
  let top = base;
  const place = (region: Region, step: number): void => {
    if (addresses.has(region)) return;
    alive = alive.filter(({ last }) => last >= step);
    let begin = base;
    let index = 0;
    for (; index < alive.length && alive[index]!.begin < begin + region.byteLength; index++) begin = alive[index]!.end;
    const end = aligned(begin + region.byteLength);
    alive.splice(index, 0, { begin, end, last: lastUse.get(region) ?? step });
    addresses.set(region, begin);
    top = Math.max(top, end);
  };
  for (const { region } of list.inputs) place(region, 0);
  uses.forEach((regions, index) => regions.forEach((region) => place(region, index)));
  for (const { region } of list.outputs) place(region, uses.length);
  return top - base;
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}
