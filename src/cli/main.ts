/** The command line -> an exit code. Everything of the machine comes in with the host, so tests run it in their process. */
import { Command, CommanderError, Help, type Option } from "commander";
import { addCompileCommand } from "./compile.ts";
import { addDiffCommand } from "./diff.ts";
import { exitCodes, type ExitCode } from "./exit-code.ts";
import { addExplainCommand } from "./explain.ts";
import { hasColor, type Host } from "./host.ts";
import { addRunCommand } from "./run.ts";
import { sayError } from "./say-error.ts";
import { addSummaryCommand } from "./summary.ts";

const codes = `
Results go to standard output, everything else to standard error. Exit codes: 0 done, 1 a diagram is at fault, 2 the
command line is, 3 the machine (a file that cannot be read, no memory).

Examples:
  $ dot2model compile resnet18.dot        writes resnet18.ts
  $ dot2model run resnet18.dot --seed 1   runs it on drawn weights and input
  $ dot2model summary resnet18.dot        its layers, shapes, parameters and costs
`;

/** `argv` is what stands behind the program's name. */
export async function main(argv: readonly string[], host: Host): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.done;
  const program = makeProgram(host, (code) => { exitCode = code; });
  try {
    await program.parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.commandLine;
    return sayError(error, host);
  }
}

function makeProgram(host: Host, end: (code: ExitCode) => void): Command {
  const { stdout, stderr } = host;
  const program = new Command("dot2model")
    .description("Compiles Graphviz DOT diagrams of neural networks into TypeScript modules that run.")
    .version(host.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      getOutHelpWidth: () => stdout.columns ?? 100,
      getErrHelpWidth: () => stderr.columns ?? 100,
      getOutHasColors: () => hasColor(host, stdout),
      getErrHasColors: () => hasColor(host, stderr),
    })
    .configureHelp({ optionDescription: describeOption })
    .addHelpText("after", codes);
  addCompileCommand(program, host, end);
  addRunCommand(program, host, end);
  addSummaryCommand(program, host, end);
  addDiffCommand(program, host, end);
  addExplainCommand(program, host, end);
  return program;
}

/** That an option is absent where nobody gives it needs no words. */
function describeOption(option: Option): string {
  return option.defaultValueDescription === "none" ? option.description : new Help().optionDescription(option);
}
