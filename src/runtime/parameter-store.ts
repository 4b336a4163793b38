/**
 * The numbers of a model's parameters. A plan may keep weights for the model, in an order of its own; then they are in memory once, until
 * somebody asks for their array. Filled and shown in pieces, so that no second copy of the whole is needed.
 */
import type { KeptWeight } from "./backend.ts";

/** Numbers that are filled or shown at once, but for what the keeper wants together: 2 MiB. */
const pieceLength = 1 << 19;

/** What a parameter is filled with: `produce` fills `part` with its numbers from `first` on. */
export type Content = readonly [name: string, produce: (part: Float32Array, first: number) => Promise<void> | void];

export class ParameterStore {
  readonly #lengths: ReadonlyMap<string, number>;
  readonly #kept: ReadonlyMap<string, KeptWeight>;
  /** Arrays that are the model's own. */
  readonly #own = new Map<string, Float32Array>();

  /** `allocate` gives an array for a parameter that nobody keeps. */
  constructor(lengths: ReadonlyMap<string, number>, kept: ReadonlyMap<string, KeptWeight>, allocate: (name: string, length: number) => Float32Array) {
    this.#lengths = lengths;
    this.#kept = kept;
    for (const [name, length] of lengths) {
      if (!kept.has(name)) this.#own.set(name, allocate(name, length));
    }
  }

  get names(): readonly string[] {
    return [...this.#lengths.keys()];
  }

  /** In bytes. */
  get size(): number {
    return [...this.#lengths.values()].reduce((sum, length) => sum + length * Float32Array.BYTES_PER_ELEMENT, 0);
  }

  /** The parameter's array: what is written to it counts. From the first time on it is the model's own where the keeper has none. */
  get(name: string): Float32Array | undefined {
    const own = this.#own.get(name);
    const kept = this.#kept.get(name);
    if (own !== undefined || kept === undefined) return own;
    const length = this.#lengths.get(name)!;
    if (kept.array !== undefined) return kept.array.subarray(0, length);
    const array = new Float32Array(length);
    kept.read(0, array);
    this.#own.set(name, array);
    return array;
  }

  has(name: string): boolean {
    return this.#lengths.has(name);
  }

  /** Fills parameters, one after the other, with one buffer for all that are kept. Rejects, and leaves what is filled so far, where one cannot be. */
  async fill(contents: Iterable<Content> | AsyncIterable<Content>): Promise<void> {
    let buffer: Float32Array | undefined;
    try {
      for await (const [name, produce] of contents) {
        const length = this.#lengths.get(name)!;
        const own = this.#own.get(name);
        const step = this.#pieceOf(name);
        if (own === undefined) buffer ??= new Float32Array(Math.max(...[...this.#kept.keys()].map((each) => this.#pieceOf(each))));
        for (let first = 0; first < length; first += step) {
          const count = Math.min(step, length - first);
          const part = own?.subarray(first, first + count) ?? buffer!.subarray(0, count);
          await produce(part, first);
          if (own === undefined) await this.#kept.get(name)!.write(first, part);
        }
      }
    } finally {
      const [kept] = this.#kept.values();
      await kept?.settled();
    }
  }

  /** As many numbers of the parameter as are filled at once. */
  #pieceOf(name: string): number {
    const unit = this.#own.has(name) ? 1 : this.#kept.get(name)!.unit;
    return Math.min(this.#lengths.get(name)!, Math.max(1, Math.floor(pieceLength / unit)) * unit);
  }

  /** The numbers in pieces of arrays that no threads share; some show the model's memory. */
  *pieces(name: string): Generator<Float32Array> {
    const length = this.#lengths.get(name)!;
    const own = this.#own.get(name);
    for (let first = 0; first < length; first += pieceLength) {
      const count = Math.min(pieceLength, length - first);
      if (own !== undefined) {
        yield own.subarray(first, first + count);
        continue;
      }
      const part = new Float32Array(count);
      this.#kept.get(name)!.read(first, part);
      yield part;
    }
  }
}
