/** `dot2model diff`: what changed between two versions of diagrams, and whether weights of the old load into the new. */
import { type Command, Option } from "commander";
import type { CompiledModel } from "../compile.ts";
import { diffModels, type DiffedModel } from "../diff/diff-models.ts";
import type { DiffReport } from "../diff/diff-report.ts";
import { renderJson } from "../diff/render-json.ts";
import { renderMarkdown } from "../diff/render-markdown.ts";
import { renderPretty } from "../diff/render-pretty.ts";
import { describeProgram } from "../5-emit/describe-program.ts";
import { summarizeGraph } from "../5-emit/summarize-graph.ts";
import { compileRead, type ReadInputs } from "./compile-inputs.ts";
import { CommandError, exitCodes, type ExitCode } from "./exit-code.ts";
import { isGitPlace, readGitPlace } from "./git-revision.ts";
import { hasColor, type Host } from "./host.ts";
import { folderReader, readInputs } from "./read-inputs.ts";
import { addSharedOptions, type SharedOptions } from "./shared-options.ts";

interface DiffOptions extends SharedOptions {
  readonly format: "pretty" | "json" | "markdown";
  readonly failOn?: "breaking" | "any";
}

const examples = `
Examples:
  $ dot2model diff old.dot new.dot
  $ dot2model diff git:HEAD:net.dot net.dot                      what is not committed yet
  $ dot2model diff git:origin/main:models models --fail-on breaking
  $ dot2model diff git:v1.0:net.dot net.dot --format markdown    for a comment on a change
`;

export function addDiffCommand(program: Command, host: Host, end: (code: ExitCode) => void): void {
  const command = program.command("diff")
    .description("tell what changed between two versions, and whether weights of the old load into the new")
    .argument("<old>", "a file, folder, glob, - for standard input, or git:REV:path")
    .argument("<new>", "likewise")
    .addOption(new Option("--format <FORMAT>", "how the changes are told").choices(["pretty", "json", "markdown"]).default("pretty"))
    .addOption(new Option("--fail-on <CHANGES>", "exit with 1 where weights or interface break, or on any change").choices(["breaking", "any"]));
  addSharedOptions(command, host).addHelpText("after", examples).action(async (old: string, made: string, options: DiffOptions) => {
    end(await diff(old, made, options, host));
  });
}

async function diff(old: string, made: string, options: DiffOptions, host: Host): Promise<ExitCode> {
  if (old === "-" && made === "-") throw new CommandError("commandLine", "Standard input can be one of the two, not both.");
  // One after the other: both may ask standard input, and findings of the old come first.
  const sides = [await readSide(old, host), await readSide(made, host)] as const;
  const before = await compileSide(sides[0], options, host);
  const after = await compileSide(sides[1], options, host);
  const report = diffModels(before.models, after.models);
  host.stdout.write(render(report, options, host));
  const isFailure = options.failOn === "any" ? report.changed : options.failOn === "breaking" && report.breaking;
  return before.hasErrors || after.hasErrors || isFailure ? exitCodes.diagram : exitCodes.done;
}

async function readSide(given: string, host: Host): Promise<ReadInputs> {
  if (isGitPlace(given)) return readGitPlace(given, host);
  const inputs = await readInputs([given], host);
  return { ...inputs, neighbours: folderReader(inputs, host) };
}

/** Slips that do not keep a model from being compiled are not what this command is about. */
async function compileSide(inputs: ReadInputs, options: SharedOptions, host: Host): Promise<{ readonly models: readonly DiffedModel[]; readonly hasErrors: boolean }> {
  const { models, hasErrors } = await compileRead(inputs, options, host, "errors");
  return { models: models.map(withCosts), hasErrors };
}

function withCosts({ name, program }: CompiledModel): DiffedModel {
  if (program === undefined || program.options.length > 0) return { name, program };
  const { macs, weightBytes, peakActivationBytes } = summarizeGraph(describeProgram(program, {}), {});
  return { name, program, costs: { macs, weightBytes, peakActivationBytes } };
}

function render(report: DiffReport, { format, lang }: DiffOptions, host: Host): string {
  switch (format) {
    case "json": return renderJson(report);
    case "markdown": return renderMarkdown(report, lang);
    case "pretty": return renderPretty(report, { language: lang, color: hasColor(host, host.stdout) });
  }
}
