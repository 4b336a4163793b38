/** `dot2model run`: compiles a diagram, imports the module that it becomes, and runs it. */
import { type Command, Option } from "commander";
import { describeProgram } from "../5-emit/describe-program.ts";
import { peakActivationBytes, weightBytes } from "../5-emit/summarize-graph.ts";
import type { Program } from "../ir/program.ts";
import type { Graph } from "../runtime/graph.ts";
import type { Model } from "../runtime/model.ts";
import type { Tensor } from "../runtime/tensor.ts";
import { compileOne } from "./compile-inputs.ts";
import { createWithWeights } from "./create-with-weights.ts";
import { refuseOpenSizes } from "./emit-files.ts";
import { CommandError, exitCodes, type ExitCode } from "./exit-code.ts";
import { shownPath, writeFile } from "./files.ts";
import { hasColor, type Host } from "./host.ts";
import { type CreateModel, importProgram } from "./import-program.ts";
import { namedFiles } from "./named-files.ts";
import { npyHeader, type NpyArray } from "./npy.ts";
import { memoryOption, type MemoryOption } from "./memory.ts";
import { outputError, precisionOption, type PrecisionOption } from "./precision.ts";
import { Progress } from "./progress.ts";
import { addRunDimensions, boundDimensions, runDimensions, type RunDimensionOptions } from "./run-dimensions.ts";
import { completeInputs, namesOf, readGivenInputs, readOptionalInputs, type RunInput, sizesOf } from "./run-inputs.ts";
import { runJson, runText, type RunResult } from "./run-report.ts";
import { addSharedOptions, collect, wholeNumber, type SharedOptions } from "./shared-options.ts";
import { threadsOption, type ThreadsOption } from "./threads.ts";
import { requireMemory } from "./weight-file.ts";

interface RunOptions extends SharedOptions, RunDimensionOptions, PrecisionOption, MemoryOption, ThreadsOption {
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly saveInput: readonly string[];
  readonly weights?: string;
  readonly saveWeights?: string;
  readonly seed: number;
  readonly json?: true;
}

const examples = `
Without --input the inputs are drawn from the seed, standard normal; without --weights the weights are, as PyTorch
starts them. An .npy file also tells the sizes that the diagram leaves open.

Examples:
  $ dot2model run resnet18.dot --seed 1
  $ dot2model run resnet18.dot --weights resnet18.safetensors --input cat.npy --output scores.npy
  $ dot2model run mlp.dot --batch 4 --save-input x.npy --save-weights mlp.safetensors   for another program to repeat
  $ dot2model run alexnet.dot --precision int8 --json   also says how far the results are from float32's
  $ dot2model run article.md --main ResNet18ConvBlock --set BlockW=56 --set BlockH=56 --set BlockC=64 --json
`;

export function addRunCommand(program: Command, host: Host, end: (code: ExitCode) => void): void {
  const command = program.command("run")
    .description("run the model in the input, on given or drawn data")
    .argument("<input...>", "files, folders, globs, or - for standard input; one model in all")
    .addOption(repeated("--input <[NAME=]FILE.npy>", "what an input of the model is given; may be repeated"))
    .addOption(repeated("--output <[NAME=]FILE.npy>", "write an output instead of printing it; may be repeated"))
    .option("--weights <FILE>", "a safetensors file with the weights; drawn from the seed where left out")
    .addOption(threadsOption())
    .addOption(precisionOption())
    .addOption(memoryOption())
    .option("--save-weights <FILE>", "write the weights as safetensors, under PyTorch's names")
    .addOption(repeated("--save-input <[NAME=]FILE.npy>", "write what an input was given; may be repeated"))
    .addOption(new Option("--seed <N>", "of weights and inputs that are drawn").argParser(wholeNumber(Number.MIN_SAFE_INTEGER)).default(0));
  addRunDimensions(command).option("--json", "print the results as JSON");
  addSharedOptions(command, host).addHelpText("after", examples).action(async (inputs: readonly string[], options: RunOptions) => {
    await run(await compileOne(inputs, options, host), options, host);
    end(exitCodes.done);
  });
}

function repeated(flags: string, description: string): Option {
  return new Option(flags, description).argParser(collect).default([], "none");
}

async function run(program: Program, options: RunOptions, host: Host): Promise<void> {
  if (options.saveWeights !== undefined && options.precision !== "float32") {
    throw new CommandError("commandLine", `--save-weights writes weights as they were loaded or drawn, and --precision ${options.precision} rounds them: leave one of the two out.`);
  }
  const forInputs = await readGivenInputs(program, options.input, host);
  const sizes = sizesOf(program, forInputs);
  refuseOpenSizes({ ...program, options: program.options.filter((name) => !sizes.has(name)) }, "a run needs every size", "commandLine");
  const dims = Object.fromEntries(program.options.map((name) => [name, sizes.get(name)!]));
  const graph = describeProgram(program, dims);
  const given = await readOptionalInputs(graph, options.input, forInputs, host);
  const outputFiles = namedFiles("--output", options.output, graph.outputs.map(({ name }) => name), graph.outputs.filter(({ state }) => !state).map(({ name }) => name));
  const savedInputs = namedFiles("--save-input", options.saveInput, ...namesOf(graph.inputs));
  const progress = new Progress(host);
  const create = await importProgram(program, host);
  const settings = { ...dims, threads: options.threads };
  let model: Model<string, string> | undefined;
  try {
    model = await createWithWeights(create, graph, settings, options, progress, host);
    progress.clear();
    const inputs = completeInputs(model, given, runDimensions(options), options.seed, host);
    // Given arrays are in memory already, and it is the model that checks their shapes.
    if (given.size === 0) requireMemory(weightBytes(graph) + peakActivationBytes(graph, inputs.map(({ shape }) => shape)), `a run of ${graph.name}`, host);
    for (const input of inputs) await saveArray(savedInputs.get(input.name), input, host);
    if (options.saveWeights !== undefined) await saveWeights(model, graph, options.saveWeights, progress, host);
    progress.show(`running ${graph.name}`);
    const results = await runModel(model, inputs, host);
    const { threads } = await model.explain(boundDimensions(model, inputs));
    await model.dispose();
    const exact = options.precision === "float32" ? undefined : await runInFloat32(create, graph, settings, options, inputs, progress, host);
    progress.clear();
    const outputs = graph.outputs.map(({ name }) => ({ name, ...results[name]!, ...exact && { error: outputError(results[name]!, exact[name]!) } }));
    for (const output of outputs) await saveArray(outputFiles.get(output.name), output, host);
    print({ graph, seed: options.seed, weights: options.weights, precision: options.precision, threads, inputs, outputs }, outputFiles, options, host);
  } finally {
    progress.clear();
    await model?.dispose();
  }
}

function runModel(model: Model<string, string>, inputs: readonly RunInput[], { signal }: Pick<Host, "signal">): Promise<Record<string, Tensor>> {
  return model.run(Object.fromEntries(inputs.map(({ name, shape, data }) => [name, { shape, data }])), { signal });
}

/** The results that those with rounded weights are compared with. */
async function runInFloat32(create: CreateModel, graph: Graph, settings: Readonly<Record<string, unknown>>, options: RunOptions, inputs: readonly RunInput[], progress: Progress, host: Host): Promise<Record<string, Tensor>> {
  const model = await createWithWeights(create, graph, settings, { ...options, precision: "float32" }, progress, host);
  try {
    progress.show(`running ${graph.name} in float32`);
    return await runModel(model, inputs, host);
  } finally {
    await model.dispose();
  }
}

async function saveWeights(model: Model<string, string>, graph: Graph, file: string, progress: Progress, host: Host): Promise<void> {
  const total = weightBytes(graph);
  let written = 0;
  await writeFile(file, (write) => model.saveWeightsTo({
    async write(chunk) {
      progress.show(`writing ${file}`, written, total);
      await write(chunk);
      written += chunk.byteLength;
    },
  }), host);
  progress.clear();
  host.stderr.write(`wrote ${shownPath(file)}\n`);
}

async function saveArray(file: string | undefined, { shape, data }: NpyArray, host: Host): Promise<void> {
  if (file === undefined) return;
  await writeFile(file, async (write) => {
    await write(npyHeader(data instanceof Float32Array ? "float32" : "int32", shape));
    await write(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }, host);
  host.stderr.write(`wrote ${shownPath(file)}\n`);
}

/** What was written to a file is not printed as well, except in JSON, which tells of everything. */
function print(result: RunResult, files: ReadonlyMap<string, string>, { json }: RunOptions, host: Host): void {
  if (json) host.stdout.write(runJson(result));
  else host.stdout.write(runText({ ...result, outputs: result.outputs.filter(({ name }) => !files.has(name)) }, hasColor(host, host.stdout)));
}
