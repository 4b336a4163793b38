/**
 * Where everything of a plan stands in its one memory: a header, the steps' records, the tables and packed parameters,
 * and then the activations, which share places where their lives do not meet. And what is written there before runs.
 * The header's and the records' sizes are those of kernels/src/run.ts.
 */
import type { Region, StepList } from "./step.ts";

const headerBytes = 64;
const recordBytes = 128;
const alignment = 64;
const pageBytes = 65_536;
const maximumPages = 65_536;

/** Words of the header, as kernels/src/barrier.ts has them. */
export const headerWord = { generation: 0, arrived: 1, aborted: 2 } as const;

export interface Layout {
  /** The address of the header. */
  readonly plan: number;
  readonly stepCount: number;
  readonly address: (region: Region) => number;
  readonly activationsBegin: number;
  readonly activationBytes: number;
  readonly pages: number;
}

/** Throws where 4 GB do not hold the plan. */
export function layOut(list: StepList): Layout {
  const addresses = new Map<Region, number>();
  let top = headerBytes + list.steps.length * recordBytes;
  for (const region of list.steps.flatMap(({ tables, parameters }) => [...tables, ...parameters])) {
    addresses.set(region, top);
    top = aligned(top + region.byteLength);
  }
  const activationBytes = placeActivations(list, top, addresses);
  const pages = Math.max(1, Math.ceil((top + activationBytes) / pageBytes));
  if (pages > maximumPages) {
    const gigabytes = ((pages * pageBytes) / 2 ** 30).toFixed(1);
    throw new Error(`The plan needs ${gigabytes} GB of memory, and WASM has 4 GB at most: take a smaller batch, or the reference backend.`);
  }
  return { plan: 0, stepCount: list.steps.length, address: (region) => addresses.get(region)!, activationsBegin: top, activationBytes, pages };
}

/** Writes the header, the records and the tables. The rest of the memory must hold zeros. */
export function writePlan({ steps }: StepList, { plan, address }: Layout, buffer: ArrayBufferLike): void {
  new Uint8Array(buffer, plan, headerBytes).fill(0);
  steps.forEach(({ record, tables }, index) => {
    new Int32Array(buffer, plan + headerBytes + index * recordBytes, recordBytes / 4).set(record(address));
    for (const table of tables) table.write(buffer, address(table));
  });
}

/** Writes the parameters as they are now. */
export function writeParameters({ steps }: StepList, { address }: Layout, buffer: ArrayBufferLike): void {
  for (const { parameters } of steps) {
    for (const parameter of parameters) parameter.write(buffer, address(parameter));
  }
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
function placeActivations(list: StepList, base: number, addresses: Map<Region, number>): number {
  const lastUse = new Map<Region, number>();
  list.steps.forEach(({ input }, index) => lastUse.set(input, index));
  for (const region of list.outputs) lastUse.set(region, list.steps.length);
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
  for (const region of list.inputs) place(region, 0);
  list.steps.forEach(({ output }, index) => place(output, index));
  return top - base;
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}
