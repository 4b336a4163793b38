/** What `run` gives a model: the arrays of the user's files, and for the other inputs numbers drawn from the seed. */
import { optionalNames } from "../5-emit/typescript/optional-names.ts";
import type { Program, SizeExpression } from "../ir/program.ts";
import type { ElementType } from "../ops/operation.ts";
import { elementCount } from "../ops/shapes.ts";
import { batchDimension, isRunDimension } from "../2-interpret/vocabulary.ts";
import type { TensorData } from "../runtime/backend.ts";
import type { Graph, GraphInput } from "../runtime/graph.ts";
import type { Model } from "../runtime/model.ts";
import { shapeText } from "../runtime/model-error.ts";
import { nearestName } from "../runtime/nearest-name.ts";
import { fillIntegers, fillNormal, randomStream, type RandomStream } from "../runtime/random/random.ts";
import { CommandError } from "./exit-code.ts";
import { readBytes } from "./files.ts";
import type { Host } from "./host.ts";
import { hasNameAmong, namedFiles } from "./named-files.ts";
import { NpyError, readNpy, type NpyArray } from "./npy.ts";
import { usualLength } from "./run-dimensions.ts";
import { requireMemory } from "./weight-file.ts";

export interface RunInput extends NpyArray {
  readonly name: string;
  /** Where it came from; drawn from the seed where there is none. */
  readonly file: string | undefined;
}

/** The arrays that the command line gives for the diagram's inputs, by their names. */
export async function readGivenInputs(program: Program, given: readonly string[], host: Host): Promise<ReadonlyMap<string, RunInput>> {
  const inputs = new Map(inputsOf(program).map(({ id, element }) => [id, element]));
  const names = [...inputs.keys()];
  const { noise, states } = optionalNames(program);
  const files = namedFiles("--input", noise.length + states.length === 0 ? given : given.filter((text) => names.length > 0 && hasNameAmong(text, names)), names);
  return readArrays(files, (name) => inputs.get(name)!, host);
}

/** Those for noise and states too, whose names are known once every size is. */
export async function readOptionalInputs({ inputs }: Graph, given: readonly string[], read: ReadonlyMap<string, RunInput>, host: Host): Promise<ReadonlyMap<string, RunInput>> {
  const files = namedFiles("--input", given, ...namesOf(inputs));
  const others = new Map([...files].filter(([name]) => !read.has(name)));
  return new Map([...read, ...await readArrays(others, (name) => inputs.find((input) => input.name === name)!.element, host)]);
}

/** All names, and those that files without a name may belong to. */
export function namesOf(inputs: readonly Pick<GraphInput, "name" | "default">[]): readonly [all: readonly string[], unnamed: readonly string[]] {
  return [inputs.map(({ name }) => name), inputs.filter((input) => input.default === undefined).map(({ name }) => name)];
}

async function readArrays(files: ReadonlyMap<string, string>, elementOf: (name: string) => ElementType, host: Host): Promise<ReadonlyMap<string, RunInput>> {
  const arrays = new Map<string, RunInput>();
  for (const [name, file] of files) {
    const bytes = await readBytes(file, host);
    try {
      arrays.set(name, { name, file, ...readNpy(bytes, elementOf(name)) });
    } catch (error) {
      if (error instanceof NpyError) throw new CommandError("diagram", `${file}: ${error.message}.`);
      throw error;
    }
  }
  return arrays;
}

/** Sizes that the diagram leaves open, where an axis of a given array is one: `[BatchSize, NFeature]` of (4, 30) says 30. */
export function sizesOf(program: Program, arrays: ReadonlyMap<string, RunInput>): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  for (const { id, shape } of inputsOf(program)) {
    const array = arrays.get(id);
    if (array?.shape.length !== shape.length) continue;
    for (const [axis, size] of shape.entries()) {
      if (size.kind === "name" && !sizes.has(size.name)) sizes.set(size.name, array.shape[axis]!);
    }
  }
  return sizes;
}

/** All inputs of the model; those that are not given are drawn, each from the stream of its name, but for states, which start at zeros. */
export function completeInputs(model: Model<string, string>, given: ReadonlyMap<string, RunInput>, wanted: ReadonlyMap<string, number>, seed: number, host: Pick<Host, "memoryBytes">): readonly RunInput[] {
  const sizes = runSizes(model, given, wanted);
  return model.inputs.map(({ name, shape, below, default: byDefault }) => {
    const array = given.get(name);
    if (array !== undefined) return array;
    const drawn = shape.map((size) => (typeof size === "string" ? sizes.get(size)! : Math.max(size, 1)));
    requireMemory(4 * elementCount(drawn), `the input ${name} of shape ${shapeText(drawn)}`, host);
    return { name, file: undefined, shape: drawn, data: byDefault === "zeros" ? new Float32Array(elementCount(drawn)) : drawNumbers(elementCount(drawn), below, randomStream(seed, name)) };
  });
}

/** Indices of a vocabulary of that size; from the standard normal distribution where there is none. */
function drawNumbers(count: number, vocabulary: number | undefined, stream: RandomStream): TensorData {
  if (vocabulary === undefined) {
    const numbers = new Float32Array(count);
    fillNormal(stream, numbers);
    return numbers;
  }
  const indices = new Int32Array(count);
  fillIntegers(stream, indices, vocabulary);
  return indices;
}

/** The dimensions that this run binds: by the arrays, by the command line, else the batch is 1. */
function runSizes({ name: model, inputs }: Model<string, string>, given: ReadonlyMap<string, RunInput>, wanted: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const names = new Set(inputs.flatMap(({ shape }) => shape.filter((size) => typeof size === "string")));
  for (const name of wanted.keys()) {
    if (names.has(name)) continue;
    const nearest = nearestName(name, names);
    throw new CommandError("commandLine", `${model} has no size "${name}" that a run binds${nearest === undefined ? "." : `; is "${nearest}" meant?`} ${isRunDimension(name) ? "" : "Sizes of the diagram are given with --set."}`.trim());
  }
  const sizes = new Map(Array.from(names, (name) => [name, wanted.get(name) ?? (name === batchDimension ? 1 : usualLength)]));
  for (const { name: input, shape } of inputs) {
    const array = given.get(input);
    if (array?.shape.length !== shape.length) continue;
    for (const [axis, size] of shape.entries()) {
      if (typeof size !== "string") continue;
      const found = array.shape[axis]!;
      if (wanted.has(size) && wanted.get(size) !== found) throw new CommandError("commandLine", `${size} is to be ${wanted.get(size)}, and ${array.file} has ${found}.`);
      sizes.set(size, found);
    }
  }
  return sizes;
}

function inputsOf({ functions }: Program): readonly { readonly id: string; readonly element: "float32" | "int32"; readonly shape: readonly SizeExpression[] }[] {
  return functions.at(-1)!.statements.filter((statement) => statement.kind === "input");
}
