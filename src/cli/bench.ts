/** `dot2model bench`: compiles a diagram, imports the module that it becomes, and measures how fast it runs. */
import { type Command, Option } from "commander";
import { describeProgram } from "../5-emit/describe-program.ts";
import { peakActivationBytes, weightBytes } from "../5-emit/summarize-graph.ts";
import type { Program } from "../ir/program.ts";
import type { Model } from "../runtime/model.ts";
import { benchJson, type BenchResult, benchText } from "./bench-report.ts";
import { compileOne } from "./compile-inputs.ts";
import { createWithWeights } from "./create-with-weights.ts";
import { refuseOpenSizes } from "./emit-files.ts";
import { exitCodes, type ExitCode } from "./exit-code.ts";
import { hasColor, type Host } from "./host.ts";
import { importProgram } from "./import-program.ts";
import { memoryOption, type MemoryOption } from "./memory.ts";
import { precisionOption, type PrecisionOption } from "./precision.ts";
import { Progress } from "./progress.ts";
import { addRunDimensions, boundDimensions, runDimensions, type RunDimensionOptions } from "./run-dimensions.ts";
import { completeInputs } from "./run-inputs.ts";
import { addSharedOptions, type SharedOptions, wholeNumber } from "./shared-options.ts";
import { threadsOption, type ThreadsOption } from "./threads.ts";
import { requireMemory } from "./weight-file.ts";

interface BenchOptions extends SharedOptions, RunDimensionOptions, PrecisionOption, MemoryOption, ThreadsOption {
  readonly runs: number;
  readonly weights?: string;
  readonly json?: true;
}

const examples = `
Weights and inputs are drawn. The load is everything from the module's create to the first result: weights are drawn or read,
and the run is planned. The runs come after it, one behind the other.

Examples:
  $ dot2model bench resnet18.dot
  $ dot2model bench resnet18.dot --threads 1 --batch 8 --runs 50
  $ dot2model bench sequence_tagger.dot --set NTag=9 --dim SeqLen=100
  $ dot2model bench vgg16.dot --weights vgg16.safetensors --json
`;

/** Of weights and inputs: the numbers do not change how long a run takes. */
const seed = 0;

export function addBenchCommand(program: Command, host: Host, end: (code: ExitCode) => void): void {
  const command = program.command("bench")
    .description("measure how fast the model in the input runs")
    .argument("<input...>", "files, folders, globs, or - for standard input; one model in all")
    .addOption(threadsOption())
    .addOption(new Option("--runs <N>", "how many runs are measured").argParser(wholeNumber(1)).default(20))
    .option("--weights <FILE>", "a safetensors file with the weights; drawn where left out")
    .addOption(precisionOption())
    .addOption(memoryOption())
    .option("--json", "print the figures as JSON");
  addRunDimensions(command);
  addSharedOptions(command, host).addHelpText("after", examples).action(async (inputs: readonly string[], options: BenchOptions) => {
    const result = await bench(await compileOne(inputs, options, host), options, host);
    host.stdout.write(options.json ? benchJson(result) : benchText(result, hasColor(host, host.stdout)));
    end(exitCodes.done);
  });
}

async function bench(program: Program, options: BenchOptions, host: Host): Promise<BenchResult> {
  refuseOpenSizes(program, "a run needs every size", "commandLine");
  const graph = describeProgram(program, {});
  const create = await importProgram(program, host);
  const { wasm } = await import(/* @vite-ignore */ host.runtime) as typeof import("../runtime/index.ts");
  const progress = new Progress(host);
  let model: Model<string, string> | undefined;
  try {
    const start = performance.now();
    model = await createWithWeights(create, graph, { backend: wasm(), threads: options.threads }, { ...options, seed }, progress, host);
    const created = performance.now();
    const inputs = completeInputs(model, new Map(), runDimensions(options), seed, host);
    requireMemory(weightBytes(graph) + peakActivationBytes(graph, inputs.map(({ shape }) => shape)), `a run of ${graph.name}`, host);
    const dimensions = boundDimensions(model, inputs);
    const given = Object.fromEntries(inputs.map(({ name, shape, data }) => [name, { shape, data }]));
    progress.show(`running ${graph.name}`);
    const drawn = performance.now();
    const outputs = await model.run(given, { signal: host.signal });
    const loadMs = created - start + performance.now() - drawn;
    const milliseconds: number[] = [];
    for (let run = 0; run < options.runs; run++) {
      const before = performance.now();
      await model.runInto(given, outputs, { signal: host.signal });
      milliseconds.push(performance.now() - before);
      progress.show(`running ${graph.name}`, run, options.runs);
    }
    const explanation = await model.explain(dimensions);
    const stepMs = options.json ? [] : await model.profile(given);
    return { model: graph.name, dimensions, milliseconds, loadMs, peakMemoryBytes: process.resourceUsage().maxRSS * 1024, explanation, stepMs };
  } finally {
    progress.clear();
    await model?.dispose();
  }
}
