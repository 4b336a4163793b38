/** What docs/ci.md gives to paste: workflows that GitHub takes, inputs and hooks that there are, and commands that do what the page says. Needs `npm run build`. */
import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { broken, small, Workspace } from "../cli/command.ts";
import { checkGitlab, checkJson, checkJsonLines, checkJunit, checkRdjson, type Check } from "../diagnostics/formats/schemas.ts";
import { faultsOfWorkflow } from "../integrations/github-schema.ts";
import { examplesOf } from "./examples.ts";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string>>;
}

interface Pasted {
  readonly jobs?: Readonly<Record<string, { readonly steps: readonly Step[] }>>;
  readonly repos?: readonly { readonly repo: string; readonly hooks: readonly { readonly id: string; readonly args?: readonly string[]; readonly pass_filenames?: boolean }[] }[];
  readonly diagrams?: { readonly script: readonly string[]; readonly artifacts: { readonly reports: Readonly<Record<string, string>> } };
}

const textOf = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const page = textOf("docs/ci.md");
const examples = examplesOf(page);
const pasted = examples.filter(({ language }) => language === "yaml").map(({ line, source }) => ({ line, source, value: parse(source) as Pasted }));
const steps = pasted.flatMap(({ value }) => Object.values(value.jobs ?? {}).flatMap((job) => job.steps));
const inputs = Object.keys((parse(textOf("action.yml")) as { readonly inputs: object }).inputs);
const command = fileURLToPath(new URL("../../dist/bin/dot2model.js", import.meta.url));

test("every example is of a known kind, and there are some of each", () => {
  const kinds = pasted.map(({ value }) => Object.keys(value).filter((key) => ["jobs", "repos", "diagrams"].includes(key)).join());
  expect(kinds.toSorted()).toEqual(["diagrams", "diagrams", "jobs", "jobs", "jobs", "jobs", "jobs", "repos", "repos"]);
});

test.each(pasted.filter(({ value }) => value.jobs !== undefined))("GitHub takes the workflow at line $line", ({ source }) => {
  expect(faultsOfWorkflow(source)).toEqual([]);
});

test("the action is given inputs that it has, and the page tells all of them", () => {
  const given = steps.filter(({ uses }) => uses?.startsWith("OWNER/dot2model@") === true).flatMap((step) => Object.keys(step.with ?? {}));
  expect(given.filter((input) => !inputs.includes(input))).toEqual([]);
  expect([...page.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, input]) => input)).toEqual(inputs);
});

test("each use of dot2model is of the version that the page is about", () => {
  const { version } = JSON.parse(textOf("package.json")) as { readonly version: string };
  const revisions = [...page.matchAll(/OWNER\/dot2model(?:@|\n\s+rev: )(\S+)/g)].map(([, revision]) => revision);
  expect(revisions.length).toBeGreaterThan(3);
  expect(new Set(revisions)).toEqual(new Set([`v${version}`]));
});

test("hooks are those that there are", () => {
  const known = (parse(textOf(".pre-commit-hooks.yaml")) as readonly { readonly id: string }[]).map(({ id }) => id);
  const used = pasted.flatMap(({ value }) => value.repos ?? []).flatMap(({ hooks }) => hooks.map(({ id }) => id));
  expect(used.filter((id) => !known.includes(id))).toEqual([]);
});

test("the problem matcher that a workflow registers is in the package", () => {
  const [, path] = /::add-matcher::node_modules\/dot2model\/(\S+?)"/.exec(page)!;
  expect((JSON.parse(textOf("package.json")) as { readonly files: readonly string[] }).files).toContain(path);
});

describe("lines of scripts, in a folder with a diagram that is wrong", () => {
  const folder = { "net.dot": small, "broken.dot": broken, "README.md": "No diagram.\n" };

  /** What a runner's shell does: programs that are no part of this project only say that they were called. */
  function runScript(workspace: Workspace, script: string) {
    const tools = new Workspace({
      npx: `#!/bin/sh\nshift\nexec "${process.execPath}" "${command}" "$@"\n`,
      dot2model: `#!/bin/sh\nexec "${process.execPath}" "${command}" "$@"\n`,
      npm: "#!/bin/sh\n",
      reviewdog: "#!/bin/sh\ncat > reviewdog.txt\n",
    });
    for (const tool of tools.list()) chmodSync(`${tools.folder}/${tool}`, 0o755);
    return spawnSync("bash", ["-e", "-c", script], { cwd: workspace.folder, encoding: "utf8", env: { PATH: `${tools.folder}:${process.env["PATH"]}`, LANG: "C.UTF-8" } });
  }

  const reports: Readonly<Record<string, Check>> = { codequality: checkGitlab, junit: checkJunit };

  test.each(pasted.flatMap(({ line, value }) => (value.diagrams === undefined ? [] : [{ line, job: value.diagrams }])))("the job at line $line fails, with a report that its service reads", ({ job }) => {
    const workspace = new Workspace(folder);
    expect(runScript(workspace, job.script.join("\n")).status).toBe(1);
    const [[kind, file]] = Object.entries(job.artifacts.reports) as [[string, string]];
    expect(workspace.read(file)).toContain("unknown-layer");
    expect(reports[kind]!(workspace.read(file))).toEqual([]);
  });

  test("the report for people follows the problem matcher", () => {
    const { status, stdout } = runScript(new Workspace(folder), steps.find(({ run }) => run?.includes("add-matcher"))!.run!);
    expect([status, stdout.split("\n").slice(0, 2)]).toEqual([1, ["::add-matcher::node_modules/dot2model/problem-matcher.json", expect.stringMatching(/^broken\.dot:2:47: error\[unknown-layer\]: /)]]);
  });

  test("reviewdog is given what it reads, and decides", () => {
    const workspace = new Workspace(folder);
    expect(runScript(workspace, steps.find(({ run }) => run?.includes("reviewdog"))!.run!).status).toBe(0);
    expect(checkRdjson(workspace.read("reviewdog.txt"))).toEqual([]);
    expect(workspace.read("reviewdog.txt")).toContain("unknown-layer");
  });

  test("JSON is what its schema says", () => {
    const lines = linesWith("--format json");
    const outcomes = lines.map((line) => runScript(new Workspace(folder), line));
    expect(outcomes.map(({ status }) => status)).toEqual([1, 1]);
    expect(checkJson(outcomes[0]!.stdout)).toEqual([]);
    expect(checkJsonLines(outcomes[1]!.stdout)).toEqual([]);
  });

  test("a baseline knows what was there, and no more", () => {
    const workspace = new Workspace(folder);
    const [write, check] = linesWith("--baseline") as [string, string];
    expect(runScript(workspace, write).status).toBe(0);
    expect(runScript(workspace, check)).toMatchObject({ status: 0, stdout: "" });
    workspace.write("worse.dot", broken.replace("Broken", "Worse").replace("Linera", "Convv"));
    expect(runScript(workspace, check)).toMatchObject({ status: 1, stdout: expect.stringMatching(/^worse\.dot:2:47/) as string });
  });

  function linesWith(part: string): readonly string[] {
    return examples.filter(({ language }) => language === "sh").flatMap(({ source }) => source.split("\n")).filter((line) => line.includes(part));
  }
});
