/** `dot2model summary`: the layers of each model, with shapes, parameters and costs. */
import { type Command, Option } from "commander";
import { batchDimension } from "../2-interpret/vocabulary.ts";
import { describeProgram } from "../5-emit/describe-program.ts";
import { summarizeGraph, type Summary } from "../5-emit/summarize-graph.ts";
import { compileInputs } from "./compile-inputs.ts";
import { refuseOpenSizes } from "./emit-files.ts";
import { exitCodes, type ExitCode } from "./exit-code.ts";
import { hasColor, type Host } from "./host.ts";
import { sayError } from "./say-error.ts";
import { addSharedOptions, wholeNumber, type SharedOptions } from "./shared-options.ts";
import { summaryTable } from "./summary-table.ts";

interface SummaryOptions extends SharedOptions {
  readonly batch: number;
  readonly json?: true;
}

const examples = `
Examples:
  $ dot2model summary resnet18.dot
  $ dot2model summary article.md --main ResNet18ConvBlock --set BlockW=56 --set BlockH=56 --set BlockC=64
  $ dot2model summary vgg16.dot --batch 32 --json
`;

export function addSummaryCommand(program: Command, host: Host, end: (code: ExitCode) => void): void {
  const command = program.command("summary")
    .description("print each model's layers with shapes, parameters and costs")
    .argument("<input...>", "files, folders, globs, or - for standard input")
    .addOption(new Option("--batch <N>", "the batch that costs are counted for").argParser(wholeNumber(1)).default(1))
    .option("--json", "print the tables as JSON");
  addSharedOptions(command, host).addHelpText("after", examples).action(async (inputs: readonly string[], options: SummaryOptions) => {
    end(await summary(inputs, options, host));
  });
}

async function summary(inputs: readonly string[], options: SummaryOptions, host: Host): Promise<ExitCode> {
  const { models, hasErrors } = await compileInputs(inputs, options, host);
  const summaries: Summary[] = [];
  const codes: ExitCode[] = [hasErrors ? exitCodes.diagram : exitCodes.done];
  for (const { program } of models) {
    if (program === undefined) continue;
    try {
      refuseOpenSizes(program, "a table of numbers needs every size", "commandLine");
      const graph = describeProgram(program, {});
      const hasBatch = graph.inputs.some(({ shape }) => shape.includes(batchDimension));
      summaries.push(summarizeGraph(graph, hasBatch ? { [batchDimension]: options.batch } : {}));
    } catch (error) {
      codes.push(sayError(error, host));
    }
  }
  const color = hasColor(host, host.stdout);
  host.stdout.write(options.json ? `${JSON.stringify({ models: summaries }, undefined, 2)}\n` : summaries.map((each) => summaryTable(each, color)).join("\n"));
  return codes.reduce((worst, code) => (code > worst ? code : worst));
}
