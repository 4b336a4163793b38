/**
 * Takes the steps in order, and closes those of a loop in one: there it finds out which steps threads may go on to without waiting for
 * each other, and what each round moves on to.
 */
import type { PlanStep } from "../backend.ts";
import type { AddressOf, PlacedTensor } from "./placed-tensor.ts";
import { recordBytes } from "./plan-layout.ts";
import { type FilledRegion, isSlice, type Region, roomOf, vectorBytes } from "./region.ts";
import type { Step, StepKind, StepList, StepLoop } from "./step.ts";

/** Of one step, all that others read or write as well. */
export interface Touched {
  readonly reads: readonly PlacedTensor[];
  readonly writes: readonly PlacedTensor[];
}

interface OpenLoop {
  readonly first: number;
  readonly times: number;
  readonly running: StepsTogether;
}

export class StepWriter implements Pick<StepList, "steps" | "loops" | "threads"> {
  readonly steps: Step[] = [];
  readonly loops: StepLoop[] = [];
  readonly threads: number;
  #loop: OpenLoop | undefined;

  constructor(threads: number) {
    this.threads = threads;
  }

  /** `early` is what is known of it outside of loops. */
  add(step: Step, touched: Touched): void {
    this.steps.push(this.#loop === undefined ? step : { ...step, early: this.#loop.running.add(step.kind, touched), report: { ...step.report, times: this.#loop.times } });
  }

  /** The last step is what the work of all before it is told with. */
  reportLast(report: PlanStep): void {
    const { times } = this.#loop ?? {};
    const step = this.steps.pop()!;
    this.steps.push({ ...step, report: times === undefined ? report : { ...report, macs: times * report.macs, times } });
  }

  beginLoop(times: number): void {
    this.#loop = { first: this.steps.length, times, running: new StepsTogether() };
  }

  /** Where `isAlone`, the first thread runs it without the others. */
  endLoop(report: PlanStep, isAlone: boolean): void {
    const { first, times } = this.#loop!;
    const body = this.steps.splice(first);
    const copies = { byteLength: this.threads * body.length * recordBytes };
    const moves = movesOf(body);
    this.steps.push({ kind: "loop", early: false, words: (at) => [body.length, times, at(copies), at(moves.region), moves.count, isAlone ? 1 : 0], report }, ...body);
    this.loops.push({ first, end: this.steps.length, times });
    this.#loop = undefined;
  }
}

/** The words of a body's records that change from round to round, as kernels/src/loop.ts reads them. */
function movesOf(body: readonly Step[]): { readonly region: FilledRegion; readonly count: number } {
  const firstAddress: AddressOf = () => 0;
  const moved: AddressOf = (region) => (isSlice(region) ? region.stride : 0);
  const moves = body.flatMap(({ words }, index) => {
    const first = words(firstAddress);
    // A record's words begin with its kind and `early`.
    return words(moved).flatMap((word, place) => (word === first[place] ? [] : [index * recordBytes + (place + 2) * 4, word - first[place]!]));
  });
  const byteLength = vectorBytes(moves.length);
  const write = (buffer: ArrayBufferLike, address: number) => new Int32Array(buffer, address, moves.length).set(moves);
  return { region: { byteLength, sources: [], write }, count: moves.length / 2 };
}

/** Of kernels that give each thread the same vectors of all tensors of one size. */
const byVectors: ReadonlySet<StepKind> = new Set(["elementwise", "map", "broadcastRow"]);

/**
 * Steps that threads run without waiting for each other in between: no thread reads or writes what another one writes. In
 * kernels that share out vectors, every thread finds what it has made itself.
 */
class StepsTogether {
  /** By whom each region was read and written: by the thread that the share of a vector names, or by any. */
  readonly #read = new Map<Region, Set<string>>();
  readonly #written = new Map<Region, Set<string>>();

  /** Whether the step joins those before it; otherwise it is the first of others. */
  add(kind: StepKind, { reads, writes }: Touched): boolean {
    const [y] = writes;
    const shareIn = (tensor: PlacedTensor) => (byVectors.has(kind) && y !== undefined && areAlike(tensor, y) ? `${tensor.origin} ${sizesOf(tensor)}` : anyThread);
    const isApart = (known: ReadonlySet<string> | undefined, share: string) => known === undefined || (share !== anyThread && known.size === 1 && known.has(share));
    const joins = [...reads, ...writes].every((tensor) => isApart(this.#written.get(roomOf(tensor.region)), shareIn(tensor)))
      && writes.every((tensor) => isApart(this.#read.get(roomOf(tensor.region)), shareIn(tensor)));
    if (!joins) {
      this.#read.clear();
      this.#written.clear();
    }
    for (const tensor of reads) note(this.#read, roomOf(tensor.region), shareIn(tensor));
    for (const tensor of writes) note(this.#written, roomOf(tensor.region), shareIn(tensor));
    return joins;
  }
}

const anyThread = "";

function sizesOf({ images, planes, height, width }: PlacedTensor): string {
  return `${images} ${planes} ${height} ${width}`;
}

function areAlike(a: PlacedTensor, b: PlacedTensor): boolean {
  return sizesOf(a) === sizesOf(b);
}

function note(map: Map<Region, Set<string>>, region: Region, share: string): void {
  const known = map.get(region);
  if (known === undefined) map.set(region, new Set([share]));
  else known.add(share);
}
