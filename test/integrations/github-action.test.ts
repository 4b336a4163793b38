/** action.yml: GitHub's own parser takes it, and its scripts do with inputs what docs/ci.md says. Needs `npm run build`. */
import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { broken, small, Workspace } from "../cli/command.ts";
import { checkGithub, checkSarif } from "../diagnostics/formats/schemas.ts";
import { faultsOfAction } from "./github-schema.ts";

interface Step {
  readonly run: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly runs: { readonly steps: readonly [Step, Step] };
}

const root = fileURLToPath(new URL("../../", import.meta.url));
const text = readFileSync(path.join(root, "action.yml"), "utf8");
const { inputs, runs } = parse(text) as Action;
const [build, check] = runs.steps;

/** As a runner does it: inputs are put into the step's variables, and bash runs the script as a file of its own. */
function runStep({ run, env = {} }: Step, folder: string, given: Readonly<Record<string, string>> = {}, more: Readonly<Record<string, string>> = {}) {
  const valueOf = (name: string) => given[name] ?? inputs[name]!.default;
  const variables = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value.replace(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, input: string) => valueOf(input))]));
  const script = new Workspace({ "step.sh": run });
  const { status, stdout, stderr } = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", path.join(script.folder, "step.sh")], {
    cwd: folder, encoding: "utf8", env: { PATH: process.env["PATH"], GITHUB_ACTION_PATH: root, GITHUB_ACTIONS: "true", CI: "true", LANG: "C.UTF-8", ...variables, ...more },
  });
  return { status, stdout, stderr };
}

test("GitHub's parser finds nothing wrong with it, and would", () => {
  expect(faultsOfAction(text)).toEqual([]);
  expect(faultsOfAction(text.replaceAll("shell: bash", "shel: bash"))).toEqual(expect.arrayContaining([expect.stringContaining("Unexpected value 'shel'")]));
});

test("every input has a default and is used, in variables and never in a script", () => {
  expect(runs.steps.map(({ run }) => run).join("\n")).not.toContain("${{");
  const used = Object.values(check.env ?? {}).map((value) => /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(value)?.[1]);
  expect(used.toSorted()).toEqual(Object.keys(inputs).toSorted());
  expect(Object.values(inputs).filter((input) => input.description === "" || typeof input.default !== "string")).toEqual([]);
});

test("without inputs it annotates every diagram from the workspace down, and fails where there is an error", () => {
  const workspace = new Workspace({ "net.dot": small, "docs/page.md": `# Title\n\n\`\`\`dot\n${broken}\`\`\`\n`, "README.md": "No diagram.\n" });
  const { status, stdout } = runStep(check, workspace.folder);
  expect(status).toBe(1);
  expect(checkGithub(stdout)).toEqual([]);
  expect(stdout).toMatch(/^::error file=docs\/page\.md,line=5,endLine=5,col=47,endColumn=53,title=dot2model unknown-layer::.*Linear/);
  workspace.write("docs/page.md", "# Title\n");
  expect(runStep(check, workspace.folder)).toMatchObject({ status: 0, stdout: "" });
});

test("files and options stand one on each line, blanks and all", () => {
  const noted = small.replace("x -> fc -> soft -> y", "x -> fc -> soft -> y z");
  const workspace = new Workspace({ "my nets/a b.dot": noted, "-c.dot": small, "broken.dot": broken });
  const files = "  my nets/a b.dot\n\n-c.dot\n";
  expect(runStep(check, workspace.folder, { files })).toMatchObject({ status: 0 });
  expect(runStep(check, workspace.folder, { files, args: "--budget=params<=1\n--set\nNFeature=4\n" })).toMatchObject({ status: 1, stdout: expect.stringMatching(/^::error file=my nets\/a b\.dot,.*budget/m) as string });
  expect(runStep(check, workspace.folder, { files: "my nets", "fail-on": "note" })).toMatchObject({ status: 1 });
  expect(runStep(check, workspace.folder, { files: "*.dot" })).toMatchObject({ status: 1, stdout: expect.stringContaining("file=broken.dot") as string });
});

test("a config is taken where it is named", () => {
  const workspace = new Workspace({ "broken.dot": broken, "tools/my config.json": '{ "rules": { "unknown-layer": "off" } }' });
  expect(runStep(check, workspace.folder, { config: "tools/my config.json" })).toMatchObject({ status: 0, stdout: "" });
  expect(runStep(check, workspace.folder, { config: "tools/none.json" })).toMatchObject({ status: 3, stdout: "" });
});

test("a report goes into the file that is named, and the step still fails", () => {
  const workspace = new Workspace({ "broken.dot": broken });
  expect(runStep(check, workspace.folder, { format: "sarif", output: "my report.sarif" })).toMatchObject({ status: 1, stdout: "" });
  expect(checkSarif(workspace.read("my report.sarif"))).toEqual([]);
});

test("the report for people comes with the problem matcher", () => {
  const workspace = new Workspace({ "broken.dot": broken });
  const { status, stdout } = runStep(check, workspace.folder, { format: "pretty" });
  const [command, head] = stdout.split("\n") as [string, string];
  expect(status).toBe(1);
  expect(readFileSync(/^::add-matcher::(.*)$/.exec(command)![1]!, "utf8")).toBe(readFileSync(path.join(root, "problem-matcher.json"), "utf8"));
  expect(head).toMatch(/^broken\.dot:2:47: error\[unknown-layer\]: /);
});

test("an input is never run as a command", () => {
  const hostile = '$(touch pwned) `touch pwned`"; touch pwned; \'; touch pwned #';
  const all = Object.fromEntries(Object.keys(inputs).map((name) => [name, hostile]));
  for (const given of [all, { ...all, format: "pretty", output: "" }]) {
    const workspace = new Workspace();
    expect(runStep(check, workspace.folder, given).stderr).toContain(hostile);
    expect(workspace.list().filter((name) => name !== hostile)).toEqual([]);
  }
});

test("it builds once, in its own folder, whatever the workflow's environment is for", () => {
  const action = new Workspace();
  const tools = new Workspace({ npm: '#!/bin/sh\necho "npm $* in $PWD"\n' });
  chmodSync(path.join(tools.folder, "npm"), 0o755);
  const variables = { GITHUB_ACTION_PATH: action.folder, NODE_ENV: "production", PATH: `${tools.folder}:${process.env["PATH"]}` };
  expect(runStep(build, tools.folder, {}, variables)).toEqual({ status: 0, stdout: `npm ci --include=dev --ignore-scripts in ${action.folder}\nnpm run build in ${action.folder}\n`, stderr: "" });
  action.write("dist/bin/dot2model.js", "");
  expect(runStep(build, tools.folder, {}, variables)).toEqual({ status: 0, stdout: "", stderr: "" });
});
