/** What `create…` takes: the model's dimensions, which every model names itself, and the options that all share. */
import { type Algorithms, type Backend, type MemoryUse, memoryUses, type Precision, precisions, type Threads } from "./backend.ts";
import type { WeightSource } from "./weights/byte-source.ts";
import type { ModelDefinition } from "./describe.ts";
import { ModelError } from "./model-error.ts";
import { unknownName } from "./named-values.ts";

export interface CreateOptions {
  /** Any safe integer; 0 where left out. The same seed gives the same weights on every machine. */
  readonly seed?: number | undefined;
  /** A safetensors file; without it the weights are drawn from the seed. With a precision: how those of linear layers are stored. */
  readonly weights?: WeightSource | StoredWeights | undefined;
  /** What executes the model; the kernels in WASM where left out. */
  readonly backend?: Backend | undefined;
  /**
   * How many threads run the model; `auto`, also where left out, leaves it to the backend. Where they cannot be had, one
   * thread runs it, and the notes of `explain` say why. Results are the same bits for any number.
   */
  readonly threads?: Threads | undefined;
  /** Which algorithms a backend is to take that has a choice; `explain` shows what it took. */
  readonly algorithms?: Algorithms | undefined;
  /** `low` keeps large weights once, as they are stored, and works some forms of them out anew in each run, which takes longer. */
  readonly memory?: MemoryUse | undefined;
  /** Ends the creation, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export interface StoredWeights {
  /** `float16` and `int8` are faster where reading weights takes the time, and less exact; `saveWeights` is refused then. */
  readonly precision: Precision;
  /** Drawn from the seed where left out. */
  readonly source?: WeightSource | undefined;
}

const OPTION_NAMES: readonly string[] = ["seed", "weights", "backend", "threads", "algorithms", "memory", "signal"] satisfies (keyof CreateOptions)[];

/** The dimensions alone, in an object without a prototype; a ModelError names everything that is wrong with them. */
export function readDimensions<Dims extends object>({ name, dims: names = [] }: ModelDefinition<Dims>, options: Dims & CreateOptions): Dims {
  if (typeof options !== "object" || options === null) throw new ModelError(`${name} takes an object of options${names.length > 0 ? ` with ${names.join(", ")}` : ""}.`);
  const given = options as Readonly<Record<string, unknown>>;
  const dims = Object.create(null) as Record<string, unknown>;
  for (const dim of names) dims[dim] = Object.hasOwn(given, dim) ? given[dim] : undefined;
  const known = [...names, ...OPTION_NAMES];
  const problems = [
    ...names.filter((dim) => OPTION_NAMES.includes(dim)).map((dim) => `the dimension ${dim} has the name of an option`),
    ...names.flatMap((dim) => dimensionProblem(dim, dims[dim]) ?? []),
    ...Object.keys(given).filter((key) => !known.includes(key)).map((key) => unknownName("option", key, known)),
    ...(Number.isSafeInteger(given["seed"] ?? 0) ? [] : ["seed must be a safe integer"]),
    ...(areThreads(given["threads"] ?? "auto") ? [] : ['threads must be "auto" or a whole number of at least 1']),
    ...(memoryUses.includes((given["memory"] ?? "normal") as MemoryUse) ? [] : ['memory must be "low" or "normal"']),
  ];
  if (problems.length > 0) throw new ModelError(`${name}: ${problems.join("; ")}.`);
  return dims as Dims;
}

function areThreads(threads: unknown): boolean {
  return threads === "auto" || (Number.isSafeInteger(threads) && (threads as number) >= 1);
}

/** Where a dimension is used decides whether it must be whole (a size is, a compression rate is not) and may be 0. */
function dimensionProblem(name: string, value: unknown): string | undefined {
  if (value === undefined) return `the dimension ${name} is missing`;
  if (Number.isFinite(value) && (value as number) >= 0) return undefined;
  return `the dimension ${name} is ${typeof value === "number" ? value : typeof value}; it must be a number of at least 0`;
}

/** What the option `weights` says. A ModelError where its precision is none. */
export function readWeightOption(model: string, weights: CreateOptions["weights"]): { readonly source?: WeightSource | undefined; readonly precision: Precision } {
  if (typeof weights !== "object" || weights === null || !("precision" in weights)) return { source: weights, precision: "float32" };
  const { precision, source } = weights;
  if (!precisions.includes(precision)) throw new ModelError(`${model}: the precision of weights must be "float32", "float16" or "int8".`);
  return { source, precision };
}
