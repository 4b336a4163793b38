/** The command line -> an exit code. Everything of the machine comes in with the host, so tests run it in their process. */
import { Command, CommanderError, Help, type Option } from "commander";
import { exitCodes, type ExitCode } from "./exit-code.ts";
import { hasColor, widthOf, type Host } from "./host.ts";
import { sayError } from "./say-error.ts";

type AddCommand = (program: Command, host: Host, end: (code: ExitCode) => void) => void;

/** In the order of the help. Each is loaded where it is asked for: a check must not wait for what runs models. */
const commands: Readonly<Record<string, () => Promise<AddCommand>>> = {
  compile: async () => (await import("./compile.ts")).addCompileCommand,
  run: async () => (await import("./run.ts")).addRunCommand,
  bench: async () => (await import("./bench.ts")).addBenchCommand,
  summary: async () => (await import("./summary.ts")).addSummaryCommand,
  check: async () => (await import("./check.ts")).addCheckCommand,
  explain: async () => (await import("./explain.ts")).addExplainCommand,
  diff: async () => (await import("./diff.ts")).addDiffCommand,
  init: async () => (await import("./init.ts")).addInitCommand,
};

const codes = `
Results go to standard output, everything else to standard error. Exit codes: 0 done, 1 a diagram is at fault, 2 the
command line is, 3 the machine (a file that cannot be read, no memory).

Examples:
  $ dot2model compile resnet18.dot        writes resnet18.ts
  $ dot2model run resnet18.dot --seed 1   runs it on drawn weights and input
  $ dot2model summary resnet18.dot        its layers, shapes, parameters and costs
  $ dot2model check docs                  reports what is wrong with the diagrams in it
`;

/** `argv` is what stands behind the program's name. */
export async function main(argv: readonly string[], host: Host): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.done;
  const program = makeProgram(host);
  try {
    for (const add of await loadCommands(argv)) add(program, host, (code) => { exitCode = code; });
    await program.parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.commandLine;
    return sayError(error, host);
  }
}

/** The one that is called; all of them where it is the help or a typing error that is asked for, none for the version. */
function loadCommands([name = ""]: readonly string[]): Promise<readonly AddCommand[]> {
  if (name === "--version" || name === "-V") return Promise.resolve([]);
  const called = Object.hasOwn(commands, name) ? commands[name] : undefined;
  return Promise.all(called === undefined ? Object.values(commands).map((load) => load()) : [called()]);
}

function makeProgram(host: Host): Command {
  const { stdout, stderr } = host;
  return new Command("dot2model")
    .description("Compiles Graphviz DOT diagrams of neural networks into TypeScript modules that run.")
    .version(host.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      getOutHelpWidth: () => widthOf(stdout) ?? 100,
      getErrHelpWidth: () => widthOf(stderr) ?? 100,
      getOutHasColors: () => hasColor(host, stdout),
      getErrHasColors: () => hasColor(host, stderr),
    })
    .configureHelp({ optionDescription: describeOption })
    .addHelpText("after", codes);
}

/** That an option is absent where nobody gives it needs no words. */
function describeOption(option: Option): string {
  return option.defaultValueDescription === "none" ? option.description : new Help().optionDescription(option);
}
