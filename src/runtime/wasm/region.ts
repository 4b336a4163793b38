/** Stretches of a plan's memory, before their addresses are known; each is known by its identity. */

/** Room for activations, which lives from the first step that names it to the last. */
export interface Region {
  readonly byteLength: number;
}

/** Parameters, or a table, that stay where they are. Written when the plan is made, and again when a source has changed. */
export interface FilledRegion extends Region {
  /** Full names of the parameters that it is made from. */
  readonly sources: readonly string[];
  /** Writes all of it; what stood there before may be anything. */
  readonly write: (buffer: ArrayBufferLike, address: number) => void;
  /** It holds its source as that is stored, and so may be the place where the model keeps it. */
  readonly isStored?: true;
}

/** Weights that a kernel packs, in panels of 8 output channels; a panel ends where its group ends. */
export interface PackedRegion extends Region {
  readonly sources: readonly string[];
  /** Rows of output channels, as they are stored. */
  readonly weight: () => Float32Array;
  /** Numbers in a row. */
  readonly rowLength: number;
  readonly rows: number;
  /** Rows of one group. */
  readonly groupRows: number;
  /** A factor for each row. */
  readonly scale?: FilledRegion;
  /** Fills `into` with the numbers from `first` on, where packing changes their order alone. */
  readonly unpack?: (packed: Uint32Array, first: number, into: Uint32Array) => void;
  /** The words of the record that packs some panels. */
  readonly words: (job: PackJob) => readonly number[];
}

/** Where kernels keep, from run to run, what they make of parameters. It begins with the number of runs that the parameters have been as they are, 2 for more. */
export interface KeptRegion extends Region {
  readonly keeps: true;
}

interface PackJob {
  /** Address of the rows from `firstRow` on. */
  readonly from: number;
  readonly to: number;
  /** 0 where there is none. */
  readonly scale: number;
  readonly firstRow: number;
  readonly firstPanel: number;
  readonly endPanel: number;
  /** Room for each thread's own use. */
  readonly scratch: number;
}

/** Bytes of that room for one thread, as the kernels that pack have it. */
export const packScratch = 18_432;

export const panelRows = 8;

/** One step's part of a sequence, of which each round of a loop sees the next. */
export interface SliceRegion extends Region {
  readonly whole: Region;
  /** Bytes from its begin to the first part, and from a part to the next. */
  readonly offset: number;
  readonly stride: number;
}

export function isSlice(region: Region): region is SliceRegion {
  return "stride" in region;
}

/** The room that a region has a part of, or is. */
export function roomOf(region: Region): Region {
  return isSlice(region) ? region.whole : region;
}

export function isFilled(region: Region): region is FilledRegion {
  return "write" in region;
}

export function isPacked(region: Region): region is PackedRegion {
  return "weight" in region;
}

export function isKept(region: Region): region is KeptRegion {
  return "keeps" in region;
}

/** Of numbers of four bytes, with room for whole vectors of four. */
export function vectorBytes(elements: number): number {
  return Math.ceil(elements / 4) * 16;
}

/** Numbers that the parameters named give, in a region of whole vectors of four; the rest is zero. */
export function filled(length: number, sources: readonly string[], values: () => ArrayLike<number>): FilledRegion {
  const byteLength = vectorBytes(length);
  return {
    byteLength,
    sources,
    write(buffer, address) {
      const target = new Float32Array(buffer, address, byteLength / 4).fill(0);
      target.set(values());
    },
  };
}
