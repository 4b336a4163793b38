/** What `run` gives a model: the arrays of the user's files, and for the other inputs numbers drawn from the seed. */
import type { Program, SizeExpression } from "../ir/program.ts";
import { elementCount } from "../ops/shapes.ts";
import { batchDimension, isRunDimension } from "../2-interpret/vocabulary.ts";
import type { TensorData } from "../runtime/backend.ts";
import type { Model } from "../runtime/model.ts";
import { shapeText } from "../runtime/model-error.ts";
import { nearestName } from "../runtime/nearest-name.ts";
import { fillIntegers, fillNormal, randomStream, type RandomStream } from "../runtime/random/random.ts";
import { CommandError } from "./exit-code.ts";
import { readBytes } from "./files.ts";
import type { Host } from "./host.ts";
import { namedFiles } from "./named-files.ts";
import { NpyError, readNpy, type NpyArray } from "./npy.ts";
import { requireMemory } from "./weight-file.ts";

export interface RunInput extends NpyArray {
  readonly name: string;
  /** Where it came from; drawn from the seed where there is none. */
  readonly file: string | undefined;
}

/** The size of a run dimension other than the batch that neither an input nor the command line tells. */
export const usualLength = 8;

/** The arrays that the command line gives, by the inputs' names. */
export async function readGivenInputs(program: Program, given: readonly string[], host: Host): Promise<ReadonlyMap<string, RunInput>> {
  const inputs = new Map(inputsOf(program).map((input) => [input.id, input]));
  const arrays = new Map<string, RunInput>();
  for (const [name, file] of namedFiles("--input", given, [...inputs.keys()])) {
    const bytes = await readBytes(file, host);
    try {
      arrays.set(name, { name, file, ...readNpy(bytes, inputs.get(name)!.element) });
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

/** All inputs of the model; those that are not given are drawn, each from the stream of its name. */
export function completeInputs(model: Model<string, string>, given: ReadonlyMap<string, RunInput>, wanted: ReadonlyMap<string, number>, seed: number, host: Pick<Host, "memoryBytes">): readonly RunInput[] {
  const sizes = runSizes(model, given, wanted);
  return model.inputs.map(({ name, shape, below }) => {
    const array = given.get(name);
    if (array !== undefined) return array;
    const drawn = shape.map((size) => (typeof size === "string" ? sizes.get(size)! : Math.max(size, 1)));
    requireMemory(4 * elementCount(drawn), `the input ${name} of shape ${shapeText(drawn)}`, host);
    return { name, file: undefined, shape: drawn, data: drawNumbers(elementCount(drawn), below, randomStream(seed, name)) };
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
    throw new CommandError("commandLine", `${model} has no size "${name}" that a run binds${nearest === undefined ? "" : `; is "${nearest}" meant?`} ${isRunDimension(name) ? "" : "Sizes of the diagram are given with --set."}`.trim());
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
