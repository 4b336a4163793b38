/** `check` and `init` through the command's one door: inputs, reports, codes, config, repairs, baselines, watching. */
import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { broken, fixture, graph, small, Workspace } from "./command.ts";

const markdown = (text: string) => `# Title\n\n\`\`\`dot\n${text}\`\`\`\n`;
const usesBlock = `digraph Net { x [label="[BatchSize, 4]"] b [label="Block"] x -> b -> y y [label="Output"] }\n`;
const block = `digraph NetBlock { a [label="[BatchSize, N]"] r [label="Relu"] b [label="Output"] a -> r -> b }\n`;
/** A warning and its repair at line 3. */
const twice = `digraph Twice {
  x [label="[BatchSize, 8]"] // stays
  l1 [label="Linear1 [8, 8]"]   l2 [label="Linear1 [8, 8]"]
  x -> l1 -> l2 -> y
  y [label="Output"]
}
`;
/** A size that does not follow: its repair changes the network. */
const unsafe = `digraph Unsafe { x [label="[BatchSize, 8]"] l [label="Linear [9, 3]"] y [label="Output"] x -> l -> y }\n`;

describe("the report", () => {
  test("is the result, and what is right is passed over in silence", async () => {
    const fine = await new Workspace({ "small.dot": small }).run(["check", "small.dot"]);
    expect(fine).toEqual({ code: 0, stdout: "", stderr: "1 file checked, nothing found.\n" });
    const wrong = await new Workspace({ "broken.dot": broken, "small.dot": small }).run(["check", "."]);
    expect(wrong.code).toBe(1);
    expect(wrong.stdout).toMatch(/^broken\.dot:2:\d+: error\[unknown-layer\]/);
    expect(wrong.stderr).toBe("1 error in 1 file (2 checked); --fix repairs 1.\n");
  });

  test.each(["json", "jsonl", "sarif", "github", "gitlab", "junit", "rdjson"])("in the form %s stands alone", async (format) => {
    const workspace = new Workspace({ "broken.dot": broken });
    const { code, stdout, stderr } = await workspace.run(["check", "--format", format]);
    expect([code, stderr]).toEqual([1, ""]);
    expect(stdout).toContain("unknown-layer");
    expect((await workspace.run(["check", "--format", format])).stdout).toBe(stdout);
  });

  test("speaks Chinese", async () => {
    const { stdout, stderr } = await new Workspace({ "broken.dot": broken }).run(["check"], { env: { LANG: "zh_CN.UTF-8" } });
    expect(stdout).toContain("既不是层，也不是块");
    expect(stderr).toContain("--fix 可修复 1 个");
  });

  test("fails from the severity on that is told", async () => {
    const workspace = new Workspace({ "twice.dot": twice });
    const codes = await Promise.all(["error", "warning", "note"].map(async (severity) => (await workspace.run(["check", "--fail-on", severity])).code));
    expect(codes).toEqual([0, 1, 1]);
  });
});

describe("inputs", () => {
  test("a folder is searched with all below it, but for hidden ones and packages", async () => {
    const workspace = new Workspace({
      "a.dot": broken, "d/b.gv": broken, "d/deep/c.md": markdown(broken), "d/e.markdown": markdown(broken.replace("Broken", "Other")), "d/no.txt": markdown(broken),
      ".hidden/a.dot": broken, "node_modules/p/a.dot": broken,
    });
    const { stdout, stderr } = await workspace.run(["check"]);
    expect([...stdout.matchAll(/^(\S+?):\d/gm)].map(([, file]) => file)).toEqual(["a.dot", "d/b.gv", "d/deep/c.md", "d/e.markdown"]);
    expect(stderr).toContain("4 errors in 4 files (4 checked)");
  });

  test("a text without a digraph is no finding, unless it is named", async () => {
    const workspace = new Workspace({ "README.md": "# Words\n", "small.dot": small, "empty/a.dot": "", "none/a.txt": "" });
    expect(await workspace.run(["check", "README.md"])).toMatchObject({ code: 1, stdout: expect.stringContaining("README.md:1:1: error[no-diagram]") });
    expect(await workspace.run(["check", "*.md", "small.dot"])).toEqual({ code: 0, stdout: "", stderr: "1 file checked, nothing found.\n" });
    expect(await workspace.run(["check", "empty"])).toMatchObject({ code: 1, stdout: expect.stringContaining("empty/a.dot:1:1: error[no-diagram]") });
    expect(await workspace.run(["check", "none"])).toMatchObject({ code: 2, stderr: expect.stringContaining("The folder none holds no .dot, .gv or .md file.") });
    expect(await workspace.run(["check", "nowhere.dot"])).toMatchObject({ code: 3, stderr: expect.stringContaining("nowhere.dot cannot be read") });
  });

  test("other texts are read where they are named", async () => {
    expect(await new Workspace({ "article.txt": fixture("article.txt") }).run(["check", "article.txt"])).toMatchObject({ code: 0, stdout: "" });
  });

  test("blocks are found as by compile: beside, among the inputs, in the library", async () => {
    const workspace = new Workspace({ "a/net.dot": usesBlock, "b/block.dot": block });
    expect((await workspace.run(["check", "a"])).code).toBe(1);
    for (const argv of [["a", "b"], ["."], ["a", "--blocks", "b"]]) expect((await workspace.run(["check", ...argv])).code).toBe(0);
    workspace.write("a/block.dot", block);
    expect((await workspace.run(["check", "a/net.dot"])).code).toBe(0);
  });

  test("digraphs of one name are a mistake within a folder only, and each folder uses its own", async () => {
    const other = block.replace("Relu", "Nonsense");
    const apart = new Workspace({ "a/net.dot": usesBlock, "a/block.dot": block, "b/net.dot": usesBlock, "b/block.dot": other });
    const { stdout } = await apart.run(["check"]);
    expect([...stdout.matchAll(/^(\S+?):\d+:\d+: error\[(.*?)\]/gm)].map(([, file, rule]) => `${file} ${rule}`)).toEqual(["b/block.dot unknown-layer"]);
    const together = new Workspace({ "one.dot": small, "two.dot": small.replace("3]", "4]").replace("3]", "4]") });
    expect((await together.run(["check"])).stdout).toContain("error[duplicate-digraph]");
  });

  test("standard input is the text of a file, with the blocks beside it and the config that fits", async () => {
    const workspace = new Workspace({
      "d/net.dot": "saved before", "d/block.dot": block,
      "dot2model.config.json": `{ "overrides": [{ "files": ["d/net.dot"], "rules": { "unknown-layer": "note" } }] }`,
    });
    expect(await workspace.run(["check", "-", "--stdin-file-path", "d/net.dot"], { input: usesBlock })).toMatchObject({ code: 0, stdout: "" });
    expect(await workspace.run(["check", "-", "--stdin-file-path", "d/net.dot"], { input: broken })).toMatchObject({ code: 0, stdout: expect.stringMatching(/^d\/net\.dot:2:\d+: note\[unknown-layer\]/) });
    expect((await workspace.run(["check", "-"], { input: broken })).code).toBe(1);
    expect((await workspace.run(["check", "-", "--stdin-file-path", "page.md"], { input: markdown(broken) })).stdout).toMatch(/^page\.md:5:/);
  });

  test("what is no UTF-8 is a finding, and the other files are checked", async () => {
    const workspace = new Workspace({ "latin.dot": Uint8Array.of(0x64, 0xe9), "small.dot": small });
    expect(await workspace.run(["check"])).toMatchObject({ code: 1, stdout: expect.stringContaining("latin.dot:1:2: error[not-utf8]") });
  });
});

test.each([
  [["--fix", "--fix-dry-run"], "--fix and --fix-dry-run exclude each other."],
  [["--unsafe-fixes"], "--unsafe-fixes goes with --fix or --fix-dry-run."],
  [["--fix-dry-run", "--format", "json"], "--fix-dry-run prints a diff"],
  [["-", "--fix"], "standard input is none"],
  [["--stdin-file-path", "a.dot"], "give - as the input"],
  [["-", "--watch"], "standard input ends"],
  [["--watch", "--fix"], "--watch only reports"],
  [["--format", "xml"], "Allowed choices are pretty, json"],
  [["--rule", "lop"], `There is no rule "lop"; is "loop" meant?`],
  [["--rule", "loop=eror"], "A rule is set to off, note, warning, error."],
  [["--rule", "__proto__"], `There is no rule "__proto__"`],
  [["--budget", "parms<=1"], "Is `params` meant?"],
  [["--set", "NFeatur=3"], `is "NFeature" meant?`],
  [["--main", "Small"], "unknown option '--main'"],
])("%j is refused", async (argv, message) => {
  const { code, stdout, stderr } = await new Workspace({ "small.dot": small }).run(["check", ...argv]);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(message);
});

describe("rules that are asked for", () => {
  const linear = `digraph Two { x [label="[BatchSize, 8]"] a [label="Linear [8, 8]"] b [label="Linear [8, 8]"] y [label="Output"] x -> a -> b -> y }\n`;

  test.each([
    [[], 0, ""],
    [["--design"], 0, "warning[missing-activation]"],
    [["--rule", "missing-activation=error"], 1, "error[missing-activation]"],
    [["--rule", "missing-activation"], 0, "warning[missing-activation]"],
    [["--design", "--rule", "missing-activation=off"], 0, ""],
    [["--budget", "params<=100"], 1, "error[budget-exceeded]"],
    [["--budget", "params<=1k"], 0, ""],
  ])("%j", async (argv, code, found) => {
    const result = await new Workspace({ "linear.dot": linear }).run(["check", ...argv]);
    expect(result.code).toBe(code);
    if (found === "") expect(result.stdout).toBe("");
    else expect(result.stdout).toContain(found);
  });
});

describe("the config", () => {
  test("is the nearest one upward, and its paths are its own", async () => {
    const workspace = new Workspace({
      "dot2model.config.json": `{ "ignore": ["deep/old"], "rules": { "unknown-layer": "warning" }, "library": ["blocks"], "blocks": { "Block": "Other" } }`,
      "deep/down/net.dot": usesBlock, "deep/old/broken.dot": broken, "blocks/other.dot": block.replace("NetBlock", "Other"), "deep/broken.dot": broken,
    });
    const deep = { cwd: path.join(workspace.folder, "deep") };
    expect(await workspace.run(["check", "down"], deep)).toMatchObject({ code: 0, stdout: "" });
    const all = await workspace.run(["check"], deep);
    expect(all).toMatchObject({ code: 0, stderr: "1 warning in 1 file (2 checked); --fix repairs 1.\n" });
    workspace.write("deep/package.json", `{ "dot2model": {} }`);
    expect((await workspace.run(["check"], deep)).code).toBe(1);
    expect((await workspace.run(["check", "--config", "../dot2model.config.json"], deep)).code).toBe(0);
    expect((await workspace.run(["check", "old/broken.dot"], deep)).code).toBe(1);
  });

  test("says what is wrong with it, and ends with 2", async () => {
    const workspace = new Workspace({ "small.dot": small, "dot2model.config.json": `{\n  "rulez": {},\n  "ignore": 1\n}\n`, "package.json": "no json" });
    const { code, stdout, stderr } = await workspace.run(["check"]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toBe("dot2model: dot2model.config.json:2:3: There is no key `rulez`. Is `rules` meant?\ndot2model.config.json:3:13: This is a number, and an array is wanted.\n");
    fs.rmSync(path.join(workspace.folder, "dot2model.config.json"));
    expect((await workspace.run(["check"])).code).toBe(0);
    expect((await workspace.run(["check", "--config", "none.json"])).code).toBe(3);
  });

  test("gives words and sizes to the other commands too", async () => {
    const workspace = new Workspace({
      "net.dot": small.replace("Softmax", "Klassen"),
      "dot2model.config.json": `{ "synonyms": { "klassen": "Softmax" }, "dimensions": { "NFeature": 8, "Elsewhere": 3 } }`,
    });
    expect((await workspace.run(["check"])).code).toBe(0);
    expect(await workspace.run(["summary", "net.dot"])).toMatchObject({ code: 0, stdout: expect.stringContaining("27") });
    expect((await workspace.run(["summary", "net.dot", "--set", "NFeature=9"])).stdout).toContain("30");
    fs.rmSync(path.join(workspace.folder, "dot2model.config.json"));
    expect((await workspace.run(["check"])).code).toBe(1);
  });

  test("of `init` is accepted, and stays what its user makes of it", async () => {
    const workspace = new Workspace({ "small.dot": small });
    expect(await workspace.run(["init"])).toEqual({ code: 0, stdout: "", stderr: "wrote dot2model.config.json\n" });
    expect((await workspace.run(["check"])).code).toBe(0);
    workspace.write("dot2model.config.json", "{}");
    expect(await workspace.run(["init"])).toMatchObject({ code: 2, stderr: expect.stringContaining("is there already and stays as it is") });
    expect(workspace.read("dot2model.config.json")).toBe("{}");
    expect((await workspace.run(["init", "--force"])).code).toBe(0);
    expect(workspace.read("dot2model.config.json")).toContain(`"$schema"`);
  });
});

describe("--fix", () => {
  const fixed = twice.replace(`l2 [label="Linear1`, `l2 [label="Linear2`);

  test("writes what is safe, says so, and reports what is left", async () => {
    const workspace = new Workspace({ "twice.dot": twice, "page.md": markdown(unsafe), "small.dot": small });
    const before = fs.statSync(path.join(workspace.folder, "small.dot"));
    const { code, stdout, stderr } = await workspace.run(["check", "--fix"]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^page\.md:4:\d+: error\[size-mismatch\][^]*changes what the network computes; --fix --unsafe-fixes does this/);
    expect(stderr).toBe("twice.dot:3:44: fixed[repeated-instance]: Number it 2, as its node `l2` is\n1 error in 1 file (3 checked).\n");
    expect(workspace.read("twice.dot")).toBe(fixed);
    expect(workspace.read("page.md")).toBe(markdown(unsafe));
    expect(fs.statSync(path.join(workspace.folder, "small.dot")).ino).toBe(before.ino);
    expect((await workspace.run(["check", "--fix", "--unsafe-fixes"])).code).toBe(0);
    expect(workspace.read("page.md")).toBe(markdown(unsafe.replace("9", "8")));
  });

  test("keeps a byte order mark, line ends, permissions and links", async () => {
    const workspace = new Workspace({ "far/twice.dot": `\ufeff${twice.replaceAll("\n", "\r\n")}` });
    const file = path.join(workspace.folder, "far/twice.dot");
    fs.chmodSync(file, 0o640);
    fs.symlinkSync("far/twice.dot", path.join(workspace.folder, "twice.dot"));
    expect((await workspace.run(["check", "twice.dot", "--fix"])).code).toBe(0);
    expect(workspace.read("far/twice.dot")).toBe(`\ufeff${fixed.replaceAll("\n", "\r\n")}`);
    expect(fs.statSync(file).mode & 0o777).toBe(0o640);
    expect(fs.lstatSync(path.join(workspace.folder, "twice.dot")).isSymbolicLink()).toBe(true);
    expect(workspace.list()).toEqual(["far/twice.dot"]);
  });

  test("touches no file that is not checked, though a block in it is at fault", async () => {
    const workspace = new Workspace({ "net.dot": usesBlock, "block.dot": twice.replace("Twice", "NetBlock").replace("BatchSize, 8", "BatchSize, 4").replaceAll("8", "4") });
    expect((await workspace.run(["check", "net.dot", "--fix"])).stdout).toContain("block.dot:3:44: warning[repeated-instance]");
    expect(workspace.read("block.dot")).toContain(`l2 [label="Linear1`);
  });

  test("leaves alone what is off or ignored", async () => {
    const ignored = twice.replace("  l1", "  // dot2model-ignore repeated-instance: as in the article\n  l1");
    const workspace = new Workspace({ "ignored.dot": ignored, "twice.dot": twice.replace("Twice", "Other") });
    expect(await workspace.run(["check", "--fix", "--rule", "repeated-instance=off"])).toMatchObject({ code: 0, stdout: "" });
    expect(workspace.read("ignored.dot")).toBe(ignored);
    await workspace.run(["check", "--fix"]);
    expect(workspace.read("ignored.dot")).toBe(ignored);
    expect(workspace.read("twice.dot")).toBe(fixed.replace("Twice", "Other"));
  });

  test("a dry run prints a patch that makes the same, and changes nothing", async () => {
    const workspace = new Workspace({ "d/twice.dot": twice, "unsafe.dot": unsafe });
    const { code, stdout, stderr } = await workspace.run(["check", "--fix-dry-run"]);
    expect([code, stderr]).toEqual([1, ""]);
    expect(stdout).toMatch(/^--- a\/d\/twice\.dot\n\+\+\+ b\/d\/twice\.dot\n@@ /);
    expect(stdout.split("\n").filter((line) => /^[-+] /.test(line))).toEqual([`-  l1 [label="Linear1 [8, 8]"]   l2 [label="Linear1 [8, 8]"]`, `+  l1 [label="Linear1 [8, 8]"]   l2 [label="Linear2 [8, 8]"]`]);
    expect(workspace.read("d/twice.dot")).toBe(twice);
    expect((await workspace.run(["check", "--fix-dry-run", "--unsafe-fixes"])).stdout).toContain("+++ b/unsafe.dot");
  });

  test("every diagram of graphs/ is reported for no more afterwards", async () => {
    const names = fs.readdirSync(new URL("../../graphs/", import.meta.url)).filter((name) => name.endsWith(".dot"));
    const workspace = new Workspace(Object.fromEntries(names.map((name) => [name, graph(name)])));
    const { code, stderr } = await workspace.run(["check", "--fix", "--unsafe-fixes"]);
    expect(code).toBe(0);
    expect(stderr).not.toContain("left as it is");
    expect(await workspace.run(["check", "--fix", "--unsafe-fixes"])).toMatchObject({ code: 0, stderr: expect.not.stringContaining("fixed") });
  });
});

describe("a baseline", () => {
  const known = "dot2model.baseline.json";

  test("hides what is known, never grows, and shrinks where asked", async () => {
    const workspace = new Workspace({ "a.dot": broken, "b.dot": twice });
    expect(await workspace.run(["check", "--update-baseline", "--fail-on", "note"])).toEqual({ code: 0, stdout: "", stderr: `wrote ${known}: 2 findings known from now on; check with --baseline ${known}, or name it in the config\n2 files checked, nothing found.\n` });
    const written = workspace.read(known);
    expect((await workspace.run(["check", "--baseline", known, "--fail-on", "note"])).code).toBe(0);
    expect((await workspace.run(["check"])).code).toBe(1);

    workspace.write("c.dot", unsafe);
    expect(await workspace.run(["check", "--update-baseline"])).toMatchObject({ code: 1, stdout: expect.stringMatching(/^c\.dot:/) });
    expect(workspace.read(known)).toBe(written);

    workspace.write("a.dot", `// moved\n\n${broken}`);
    workspace.write("b.dot", small);
    fs.rmSync(path.join(workspace.folder, "c.dot"));
    expect((await workspace.run(["check", "a.dot", "--baseline", known])).stderr).toBe("1 file checked, nothing found.\n");
    expect((await workspace.run(["check", "--baseline", known])).stderr).toContain(`${known}: 1 finding fixed; take it out with --update-baseline\n`);
    expect(workspace.read(known)).toBe(written);
    expect((await workspace.run(["check", "--update-baseline"])).stderr).toContain(`${known}: 1 finding fixed, 1 left\n`);
    expect(workspace.read(known)).not.toContain("b.dot");

    fs.rmSync(path.join(workspace.folder, "a.dot"));
    expect((await workspace.run(["check", "--update-baseline"])).stderr).toContain("1 finding fixed, 0 left");
  });

  test("stands in the config, and is the same from every folder", async () => {
    const workspace = new Workspace({ "dot2model.config.json": `{ "baseline": "meta/known.json" }`, "d/a.dot": broken, "meta/x.txt": "" });
    expect((await workspace.run(["check"])).code).toBe(3);
    expect((await workspace.run(["check", "--update-baseline"])).code).toBe(0);
    expect(workspace.read("meta/known.json")).toContain(`"../d/a.dot"`);
    expect((await workspace.run(["check"], { cwd: path.join(workspace.folder, "d") })).code).toBe(0);
    workspace.write("meta/known.json", "{}");
    expect(await workspace.run(["check"])).toMatchObject({ code: 2, stderr: expect.stringContaining("meta/known.json is no baseline") });
  });
});

test("--watch reports again when a text says something else, and ends when it is told to", async () => {
  const workspace = new Workspace({ "d/net.dot": small });
  const controller = new AbortController();
  const { signal } = controller;
  let written = "";
  const until = async (pattern: RegExp) => {
    for (let tries = 0; tries < 500 && !pattern.test(written); tries++) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(written).toMatch(pattern);
    written = "";
  };
  const output = { write: (text: string) => { written += text; } };
  const done = workspace.run(["check", "--watch"], { signal, stdout: output, stderr: output });
  await until(/^1 file checked, nothing found\.\nwatching; end with Ctrl\+C\n$/);
  workspace.write("d/net.dot", small.replace("Linear", "Linera"));
  await until(/^d\/net\.dot:3:\d+: error\[unknown-layer\][^]*1 error in 1 file/);
  workspace.write("d/net.dot", small);
  await until(/^1 file checked, nothing found\.\n$/);
  workspace.write("d/net.dot", small);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(written).toBe("");
  workspace.write("e/new.dot", broken);
  await until(/^e\/new\.dot:2:\d+: error\[unknown-layer\]/);
  workspace.write("dot2model.config.json", `{ "ignore": ["e"] }`);
  await until(/1 file checked, nothing found\.\n$/);
  controller.abort();
  expect((await done).code).toBe(0);
});
