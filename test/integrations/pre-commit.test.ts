/** .pre-commit-hooks.yaml: what pre-commit takes, and what its entry does with the files that it is given. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { broken, small, Workspace } from "../cli/command.ts";

interface Hook {
  readonly id: string;
  readonly name: string;
  readonly entry: string;
  readonly language: string;
  readonly files: string;
}

const textOf = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const hooks = parse(textOf(".pre-commit-hooks.yaml")) as readonly Hook[];
const hook = hooks[0]!;

/** pre-commit puts `args` and the names of files behind the entry. */
function runHook(workspace: Workspace, ...rest: readonly string[]) {
  const [command, ...argv] = hook.entry.split(" ");
  expect(command).toBe("dot2model");
  return workspace.run([...argv, ...rest]);
}

test("it is one hook, of keys that pre-commit knows, and of the command that the package installs", () => {
  expect(hooks).toHaveLength(1);
  const known = ["id", "name", "entry", "language", "description", "files", "exclude", "types", "types_or", "args", "require_serial", "pass_filenames", "stages", "minimum_pre_commit_version"];
  expect(Object.keys(hook).filter((key) => !known.includes(key))).toEqual([]);
  expect(hook).toMatchObject({ id: "dot2model", language: "node" });
  expect(JSON.parse(textOf("package.json"))).toHaveProperty(["bin", hook.entry.split(" ")[0]!]);
});

test("`npm pack` prints the name of the package alone, which pre-commit goes on to install", () => {
  const files = { "package.json": '{ "name": "made", "version": "1.0.0", "scripts": { "prepare": "echo built" } }', ".npmrc": textOf(".npmrc") };
  expect(execFileSync("npm", ["pack"], { cwd: new Workspace(files).folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })).toBe("made-1.0.0.tgz\n");
});

test("it is given diagrams and Markdown", () => {
  const names = ["net.dot", "docs/net.gv", "README.md", "a b.markdown", "net.dot.ts", "dot", "md", "net.dotx", "net.svg"];
  expect(names.filter((name) => new RegExp(hook.files).test(name))).toEqual(names.slice(0, 4));
});

test("it passes over Markdown without a diagram, and fails where a diagram is wrong", async () => {
  const workspace = new Workspace({ "net.dot": small, "README.md": "# No diagram\n", "docs/page.md": `\`\`\`dot\n${broken}\`\`\`\n` });
  expect(await runHook(workspace, "net.dot", "README.md")).toMatchObject({ code: 0, stdout: "" });
  expect(await runHook(workspace, "net.dot", "README.md", "docs/page.md")).toMatchObject({ code: 1, stdout: expect.stringMatching(/^docs\/page\.md:3:47: error\[unknown-layer\]/) as string });
});

test("args may ask for repairs, which are written", async () => {
  const workspace = new Workspace({ "net.dot": broken });
  expect(await runHook(workspace, "--fix", "net.dot")).toMatchObject({ code: 0 });
  expect(workspace.read("net.dot")).toBe(broken.replace("Linera", "Linear"));
});

test("blocks are found among the other files, and beside the file that uses them", async () => {
  const block = small.replace("Small", "Part");
  const user = 'digraph User { x [label="input [BatchSize, 4]"] p [label="Part"] y [label="output [BatchSize, 3]"] x -> p -> y }\n';
  const workspace = new Workspace({ "blocks/part.dot": block, "nets/user.dot": user, "beside/part.dot": block, "beside/user.dot": user });
  expect(await runHook(workspace, "blocks/part.dot", "nets/user.dot")).toMatchObject({ code: 0 });
  expect(await runHook(workspace, "beside/user.dot")).toMatchObject({ code: 0 });
});
