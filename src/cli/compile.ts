/** `dot2model compile`: writes one module, or ONNX model, for each model of the input; or says how they differ. */
import type { Command } from "commander";
import { Option } from "commander";
import { compileInputs } from "./compile-inputs.ts";
import { emitFiles, standaloneFiles, standaloneName, type EmitRequest } from "./emit-files.ts";
import { CommandError, exitCodes, type ExitCode } from "./exit-code.ts";
import { shownPath, withFile } from "./files.ts";
import type { Host } from "./host.ts";
import { compareOutput, refuseToClobber, writeOutput, type OutputFile } from "./output-file.ts";
import { OutputNames } from "./output-name.ts";
import { sayError } from "./say-error.ts";
import { addSharedOptions, wholeNumber, type SharedOptions } from "./shared-options.ts";
import { watchInputs } from "./watch-inputs.ts";

interface CompileOptions extends SharedOptions, EmitRequest {
  readonly all?: true;
  readonly verify?: true;
  readonly watch?: true;
  readonly force?: true;
}

const examples = `
Examples:
  $ dot2model compile resnet18.dot                         writes resnet18.ts
  $ dot2model compile diagrams/ "more/**/*.dot" -o models  folders and globs, into models/
  $ dot2model compile article.md --target js --standalone  digraphs in any text; modules that need no package
  $ dot2model compile vgg16.dot --target onnx --weights vgg16.safetensors
  $ cat net.dot | dot2model compile -                      from standard input
  $ dot2model compile diagrams/ -o models --verify         for CI: exits 1 where a module is out of date
`;

export function addCompileCommand(program: Command, host: Host, end: (code: ExitCode) => void): void {
  const command = program.command("compile")
    .description("write a module for each model in the input")
    .argument("<input...>", "files, folders, globs, or - for standard input")
    .option("-o, --out-dir <DIR>", "the folder to write into", ".")
    .addOption(new Option("--target <TARGET>", "TypeScript; JavaScript with declarations; an ONNX model with weights").choices(["ts", "js", "onnx"]).default("ts"))
    .option("--standalone", "modules that need no package: the runtime stands beside them in one file")
    .option("--all", "a module for every digraph, also for those that others use as blocks")
    .option("--verify", "write nothing; print how the files on the disk differ from what would be written")
    .option("--watch", "compile again whenever a diagram changes, until interrupted")
    .option("--force", "replace files that dot2model has not made")
    .option("--weights <FILE>", "a safetensors file for the ONNX model; drawn from the seed where left out")
    .addOption(new Option("--seed <N>", "of the ONNX model's weights (default: 0)").argParser(wholeNumber(Number.MIN_SAFE_INTEGER)));
  addSharedOptions(command, host).addHelpText("after", examples).action(async (inputs: readonly string[], options: CompileOptions) => {
    checkOptions(inputs, options);
    if (options.watch !== true) return end((await compileOnce(inputs, options, host)).exitCode);
    end(await watchInputs(() => compileOnce(inputs, options, host), host));
  });
}

function checkOptions(inputs: readonly string[], { target, standalone, verify, watch, weights, seed }: CompileOptions): void {
  const refuse = (message: string) => { throw new CommandError("commandLine", message); };
  if (target !== "onnx" && (weights !== undefined || seed !== undefined)) refuse("--weights and --seed are for --target onnx: a module gets its weights where it runs.");
  if (target === "onnx" && standalone) refuse("--standalone is for modules: an ONNX model needs no runtime of ours.");
  if (verify && watch) refuse("--verify and --watch exclude each other.");
  if (watch && inputs.includes("-")) refuse("--watch needs files: standard input ends.");
}

async function compileOnce(inputs: readonly string[], options: CompileOptions, host: Host): Promise<{ readonly exitCode: ExitCode; readonly locations: readonly string[] }> {
  const { models, hasErrors, locations } = await compileInputs(inputs, options, host);
  const names = new OutputNames(options.standalone ? [standaloneName] : []);
  const codes: ExitCode[] = [hasErrors ? exitCodes.diagram : exitCodes.done];
  // One that fails does not keep the others from being written.
  const attempt = async (emit: () => Promise<readonly OutputFile[]>) => {
    try {
      codes.push(await deliver(await emit(), options, host));
    } catch (error) {
      codes.push(sayError(error, host));
    }
  };
  for (const { name, program } of models) {
    const file = names.take(name);
    if (program !== undefined) await attempt(() => emitFiles(program, file, options, host));
  }
  if (options.standalone && models.some(({ program }) => program !== undefined)) await attempt(() => standaloneFiles(options.outDir, host));
  return { exitCode: codes.reduce((worst, code) => (code > worst ? code : worst)), locations };
}

async function deliver(files: readonly OutputFile[], { outDir, verify, force }: CompileOptions, host: Host): Promise<ExitCode> {
  if (verify) return verifyFiles(files, host);
  if (!force) await refuseToClobber(files, host);
  await withFile(outDir, "written", (folder) => host.fs.promises.mkdir(folder, { recursive: true }), host);
  for (const file of files) {
    await writeOutput(file, host);
    host.stderr.write(`wrote ${shownPath(file.path)}\n`);
  }
  return exitCodes.done;
}

async function verifyFiles(files: readonly OutputFile[], host: Host): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.done;
  for (const file of files) {
    const difference = await compareOutput(file, host);
    if (difference === undefined) continue;
    host.stdout.write(difference);
    exitCode = exitCodes.diagram;
  }
  return exitCode;
}
