/** What a command reads of git is made here: a repository of its own, with settings of its own. */
import { execFileSync } from "node:child_process";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { broken, small, Workspace, type Files } from "./command.ts";

const wide = small.replace(", 3]", ", 5]").replace(", 3]", ", 5]");

/** Where git is; and nothing of the user's own settings. */
const env = { PATH: process.env["PATH"], GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };

function repository(files: Files): Workspace {
  const workspace = new Workspace(files);
  git(workspace, "init", "--quiet", "--initial-branch=main");
  commit(workspace);
  return workspace;
}

function git(workspace: Workspace, ...args: readonly string[]): string {
  return execFileSync("git", ["-c", "user.name=Test", "-c", "user.email=test@example.org", ...args], { cwd: workspace.folder, env, encoding: "utf8" });
}

function commit(workspace: Workspace): void {
  git(workspace, "add", "--all");
  git(workspace, "commit", "--quiet", "--message", "A version");
}

test("two files: changes go to standard output and are no failure", async () => {
  const { code, stdout, stderr } = await new Workspace({ "old.dot": small, "new.dot": wide }).run(["diff", "old.dot", "new.dot"]);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^Small\n {2}~ fc {7}linear: outFeatures 3 -> 5, shape \(BatchSize, 3\) -> \(BatchSize, 5\)\n/);
  expect(stdout).toContain("weights: breaking, those of the old model do not load into the new\n");
  expect(stdout).toContain("parameters  3*NFeature+3 -> 5*NFeature+5\n");
});

describe("--fail-on", () => {
  const files = { "old.dot": small, "new.dot": wide, "relu.dot": small.replace("Softmax", "Relu") };

  test.each([
    ["any", "old.dot", 0],
    ["breaking", "old.dot", 0],
    ["any", "relu.dot", 1],
    ["breaking", "relu.dot", 0],
    ["any", "new.dot", 1],
    ["breaking", "new.dot", 1],
  ])("%s, %s: %d", async (failOn, made, expected) => {
    const { code, stderr } = await new Workspace(files).run(["diff", "old.dot", made, "--fail-on", failOn]);
    expect([code, stderr]).toEqual([expected, ""]);
  });
});

describe("what is asked for", () => {
  const workspace = () => new Workspace({ "old.dot": small, "new.dot": wide });

  test("JSON, costs included where every size is given", async () => {
    const { stdout } = await workspace().run(["diff", "old.dot", "new.dot", "--format", "json", "--set", "NFeature=4"]);
    expect(JSON.parse(stdout)).toMatchObject({ breaking: true, models: [{ name: { old: "Small", new: "Small" }, weights: { verdict: "breaking" }, figures: { old: { parameters: 15, macs: 12, weightBytes: 60 }, new: { parameters: 25, macs: 20, weightBytes: 100 } } }] });
  });

  test("Markdown in Chinese", async () => {
    const { stdout } = await workspace().run(["diff", "old.dot", "new.dot", "--format", "markdown", "--lang", "zh"]);
    expect(stdout).toContain("| `~` | `fc` | `linear: outFeatures 3 -> 5, 形状 (BatchSize, 3) -> (BatchSize, 5)` |");
  });

  test("colour", async () => {
    const { stdout } = await workspace().run(["diff", "old.dot", "new.dot"], { env: { FORCE_COLOR: "1" } });
    expect(stdout).toContain("\u001b[33m~\u001b[39m");
  });

  test("standard input against a file", async () => {
    expect(await workspace().run(["diff", "-", "old.dot"], { input: small })).toEqual({ code: 0, stdout: "Small: no change\n", stderr: "" });
  });

  test("one model of several, and repairs on both sides", async () => {
    const files = { "old.dot": small + broken, "new.dot": wide + broken };
    const { code, stdout, stderr } = await new Workspace(files).run(["diff", "old.dot", "new.dot", "--main", "Broken", "--fix"]);
    expect([code, stdout]).toEqual([0, "Broken: no change\n"]);
    expect(stderr.match(/fixed\[unknown-layer\]/g)).toHaveLength(2);
  });
});

test("errors are told and end with 1; the other models are compared; warnings are not this command's", async () => {
  const files = { "old.dot": small + broken, "new.dot": (small + broken).replace("[BatchSize, 3]", "[BatchSize\\n3]") };
  const { code, stdout, stderr } = await new Workspace(files).run(["diff", "old.dot", "new.dot"]);
  expect([code, stdout]).toEqual([1, "Small: no change\n\nBroken: not compared: a side has errors\n"]);
  expect(stderr.match(/\w+\[[\w-]+\]/g)).toEqual(["error[unknown-layer]", "error[unknown-layer]"]);
});

describe("git:REV:path", () => {
  const block = (kernel: string) => `digraph NetConvBlock { x [label="input [BatchSize, W=BlockW, H=BlockH, C=BlockC]"] conv [label="Conv2D [${kernel}, In=BlockC, Out=BlockC]"] x -> conv }\n`;
  const net = `digraph Net { x [label="input [BatchSize, W=8, H=8, C=3]"] block [label=ConvBlock] x -> block }\n`;

  test("what stood in a revision, from a folder within the repository", async () => {
    const workspace = repository({ "models/net.dot": small, "models/other.dot": broken });
    workspace.write("models/net.dot", wide);
    commit(workspace);
    const cwd = path.join(workspace.folder, "models");
    const changed = await workspace.run(["diff", "git:HEAD~1:net.dot", "git:main:net.dot"], { env, cwd });
    expect([changed.code, changed.stderr]).toEqual([0, ""]);
    expect(changed.stdout).toContain("~ fc       linear: outFeatures 3 -> 5");
    expect(await workspace.run(["diff", "git:HEAD:../models/net.dot", "net.dot"], { env, cwd })).toEqual({ code: 0, stdout: "Small: no change\n", stderr: "" });
  });

  test("blocks are those of the same revision", async () => {
    const workspace = repository({ "net.dot": net, "block.dot": block("K=1"), "notes.txt": "" });
    workspace.write("block.dot", block("K=3, P=1"));
    const { code, stdout, stderr } = await workspace.run(["diff", "git:HEAD:net.dot", "net.dot"], { env });
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("  ~ block.conv  conv2d: kernel 1x1 -> 3x3, padding 0x0 -> 1x1\n");
  });

  test("a folder stands for its diagrams", async () => {
    const workspace = repository({ "models/net.dot": net, "models/block.gv": block("K=1"), "models/deeper/no.dot": broken, "models/text.md": broken });
    for (const folder of ["models", "models/", "./models"]) {
      expect(await workspace.run(["diff", `git:HEAD:${folder}`, "models"], { env })).toEqual({ code: 0, stdout: "Net: no change\n", stderr: "" });
    }
    expect((await workspace.run(["diff", "git:HEAD:", "models"], { env })).stderr).toContain("git:HEAD: holds no .dot or .gv file");
  });

  test("errors are placed in the revision's file", async () => {
    const { code, stderr } = await repository({ "net.dot": broken }).run(["diff", "git:HEAD:net.dot", "git:HEAD:net.dot"], { env });
    expect([code, stderr]).toEqual([1, expect.stringContaining("git:HEAD:./net.dot:2:")]);
  });

  test("names that git's options, globs and shells could take for theirs are names", async () => {
    const names = ["-net.dot", "--help.dot", "n e t.dot", "net$(touch x).dot", "[a]*.dot", ":!x.dot", "网络.dot", "a:b.dot"];
    const workspace = repository(Object.fromEntries(names.map((name) => [name, small])));
    for (const name of names) {
      expect(await workspace.run(["diff", `git:HEAD:${name}`, `./${name}`], { env }), name).toMatchObject({ code: 0, stdout: "Small: no change\n" });
    }
    expect(workspace.list().filter((name) => !name.startsWith(".git/"))).toEqual(names.toSorted());
  });

  test("nothing of the repository's is run", async () => {
    const workspace = repository({ "net.dot": small, ".gitattributes": "*.dot diff=spy filter=spy\n" });
    for (const key of ["diff.spy.textconv", "filter.spy.smudge", "filter.spy.clean"]) git(workspace, "config", key, "touch spied; cat");
    expect((await workspace.run(["diff", "git:HEAD:net.dot", "net.dot"], { env })).code).toBe(0);
    expect(workspace.list()).not.toContain("spied");
  });

  test.each([
    ["git:nope:net.dot", 3, /git:nope:net\.dot cannot be read: git finds no revision nope: Needed a single revision\./],
    ["git:HEAD:gone.dot", 3, /git:HEAD:gone\.dot cannot be read: path 'gone\.dot' does not exist in 'HEAD'\./],
    ["git:HEAD:../net.dot", 3, /git:HEAD:\.\.\/net\.dot cannot be read: .*outside/],
    ["git:HEAD", 2, /write it as git:REV:path/],
    ["git::net.dot", 2, /a revision is missing/],
    ["git:--output=x:net.dot", 2, /a revision does not start with a dash/],
    ["git:HEAD:/net.dot", 2, /not an absolute one/],
  ])("%s ends with %d", async (given, expected, message) => {
    const workspace = repository({ "net.dot": small });
    const { code, stdout, stderr } = await workspace.run(["diff", given, "net.dot"], { env });
    expect(stderr).toMatch(message);
    expect([code, stdout]).toEqual([expected, ""]);
    expect(workspace.list()).not.toContain("x");
  });

  test("no repository, and no git", async () => {
    const workspace = new Workspace({ "net.dot": small });
    const outside = await workspace.run(["diff", "git:HEAD:net.dot", "net.dot"], { env: { ...env, GIT_CEILING_DIRECTORIES: path.dirname(workspace.folder) } });
    expect([outside.code, outside.stderr]).toEqual([3, expect.stringContaining("not a git repository")]);
    const without = await workspace.run(["diff", "git:HEAD:net.dot", "net.dot"], { env: { PATH: workspace.folder } });
    expect([without.code, without.stderr]).toEqual([3, expect.stringContaining("git cannot be run: there is no such program (ENOENT)")]);
  });
});

describe("mistakes of the command line end with 2", () => {
  test.each([
    [["diff", "old.dot"], /missing required argument 'new'/],
    [["diff", "old.dot", "old.dot", "old.dot"], /too many arguments/],
    [["diff", "-", "-"], /not both/],
    [["diff", "old.dot", "old.dot", "--fail-on", "warnings"], /Allowed choices are breaking, any/],
    [["diff", "old.dot", "old.dot", "--format", "xml"], /Allowed choices are pretty, json, markdown/],
    [["diff", "old.dot", "old.dot", "--main", "Smal"], /is "Small" meant\?/],
  ])("%j", async (argv, message) => {
    const { code, stdout, stderr } = await new Workspace({ "old.dot": small }).run(argv);
    expect(stderr).toMatch(message);
    expect([code, stdout]).toEqual([2, ""]);
  });
});
