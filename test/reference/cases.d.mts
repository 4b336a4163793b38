export interface Case {
  /** The diagram's file in graphs/, without its ending. */
  readonly graph: string;
  /** Its digraph. */
  readonly model: string;
  readonly name: string;
  /** The free dimensions, as for `--set`. */
  readonly set: Readonly<Record<string, number>>;
  /** Whether it is compiled with `--fix`. */
  readonly fix: boolean;
  readonly seed: number;
  readonly batch: number;
  /** Other dimensions that each run binds, as for `--dim`. */
  readonly dim?: Readonly<Record<string, number>>;
  /** Those that are drawn from the seed, where there are several; states that are left out start at zeros. */
  readonly inputs?: readonly string[];
  /** The outputs that are compared, where there are several. */
  readonly outputs?: readonly string[];
  /** For varyWeights; weights stay as drawn where left out. */
  readonly gain?: number;
}

/** How far PyTorch's float32 is from float64 in what goes into the last softmax; weights as Kaiming He draws them. */
export const errorCase: Case & { readonly gain: number };

/** Ways to run each diagram of graphs/. */
export const cases: readonly Case[];
