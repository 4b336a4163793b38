import fs from "node:fs";
import { describe, expect, test } from "vitest";
import { broken, small, Workspace } from "./command.ts";

describe("mistakes of the command line end with 2 and a hint", () => {
  test.each([
    [[], /Usage: dot2model/],
    [["compil", "x.dot"], /unknown command 'compil'\n\(Did you mean compile\?\)/],
    [["compile"], /missing required argument 'input'/],
    [["compile", "small.dot", "--targe", "js"], /unknown option '--targe'\n\(Did you mean --target\?\)/],
    [["compile", "small.dot", "--target", "wasm"], /Allowed choices are ts, js, onnx/],
    [["compile", "small.dot", "--lang", "fr"], /Allowed choices are en, zh/],
    [["compile", "small.dot", "--set", "NFeature"], /Write it as NAME=VALUE/],
    [["compile", "small.dot", "--set", "NFeature=many"], /"many" is no number/],
    [["compile", "small.dot", "--set", "NFeature=1e999"], /is no number/],
    [["compile", "small.dot", "--set", "NFeatur=3"], /"NFeatur" to set; is "NFeature" meant\?/],
    [["compile", "small.dot", "--set", "BlockFeature=3"], /"BlockFeature" to set; is "NFeature" meant\?/],
    [["compile", "small.dot", "--block", "ConvBlock"], /Write it as WORD=DIGRAPH/],
    [["compile", "small.dot", "--main", "Smal"], /is "Small" meant\?/],
    [["compile", "small.dot", "--seed", "1"], /--target onnx/],
    [["compile", "small.dot", "--target", "onnx", "--standalone"], /--standalone is for modules/],
    [["compile", "small.dot", "--verify", "--watch"], /exclude each other/],
    [["compile", "-", "--watch"], /standard input ends/],
    [["compile", "no*.dot"], /no\*\.dot fits no file/],
    [["compile", "empty"], /The folder empty holds no \.dot or \.gv file/],
    [["run", "small.dot", "--seed", "1.5"], /It must be a whole number/],
    [["run", "small.dot", "--batch", "0"], /at least 1/],
    [["run", "small.dot"], /Small leaves a size open.*--set NFeature=…/],
    [["bench", "small.dot", "--runs", "0"], /at least 1/],
    [["bench", "small.dot", "--threads", "many"], /It must be "auto" or a whole number of at least 1/],
    [["bench", "small.dot"], /Small leaves a size open.*--set NFeature=…/],
    [["summary", "small.dot"], /Small leaves a size open.*--set NFeature=…/],
    [["run", "small.dot", "--set", "NFeature=4", "--dim", "BatchSiz=3"], /is "BatchSize" meant\?/],
    [["run", "small.dot", "--set", "NFeature=4", "--dim", "BatchSize=1.5"], /whole number/],
  ])("%j", async (argv, message) => {
    const workspace = new Workspace({ "small.dot": small, "empty/readme.txt": "" });
    const { code, stdout, stderr } = await workspace.run(argv);
    expect(stderr).toMatch(message);
    expect([code, stdout]).toEqual([2, ""]);
    expect(workspace.list()).toEqual(["empty/readme.txt", "small.dot"]);
  });
});

test("help and version are results", async () => {
  const workspace = new Workspace();
  expect(await workspace.run(["--version"])).toEqual({ code: 0, stdout: "1.2.3\n", stderr: "" });
  for (const argv of [["--help"], ["compile", "--help"], ["run", "-h"], ["help", "summary"]]) {
    const { code, stdout, stderr } = await workspace.run(argv);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/Examples:\n {2}\$ dot2model/);
    expect(stdout).not.toContain("default: none");
  }
});

test("what the machine refuses ends with 3, in one line that names the file as it was given", async () => {
  const workspace = new Workspace({ "small.dot": small, "file": "" });
  const message = async (argv: readonly string[], changes?: Parameters<Workspace["run"]>[1]) => {
    const { code, stderr } = await workspace.run(argv, changes);
    expect(code).toBe(3);
    expect(stderr.trimEnd().split("\n").at(-1)).not.toMatch(/^\s+at /);
    return stderr;
  };
  expect(await message(["compile", "./smal.dot"])).toBe("dot2model: ./smal.dot cannot be read: there is no such file or folder. Is small.dot meant?\n");
  expect(await message(["compile", "small.dot", "--blocks", "blocks"])).toMatch(/^dot2model: blocks cannot be read/);
  expect(await message(["compile", "small.dot", "-o", "file/models"])).toMatch(/^dot2model: file\/models cannot be written: .*\n$/);
  expect(await message(["run", "small.dot", "--set", "NFeature=4", "--weights", "none.safetensors"])).toMatch(/^dot2model: none\.safetensors cannot be read/);
  const full = { ...fs, promises: { ...fs.promises, rename: async () => { throw Object.assign(new Error("no space"), { code: "ENOSPC", syscall: "rename" }); } } };
  expect(await message(["compile", "small.dot"], { fs: full as unknown as typeof fs })).toBe("dot2model: small.ts cannot be written: the disk is full (ENOSPC).\n");
  expect(workspace.list()).toEqual(["file", "small.dot"]);
  const locked = { ...fs, promises: { ...fs.promises, readFile: async () => { throw Object.assign(new Error("denied"), { code: "EACCES", syscall: "open" }); } } };
  expect(await message(["compile", "small.dot"], { fs: locked as unknown as typeof fs })).toBe("dot2model: small.dot cannot be read: access is denied (EACCES).\n");
});

test("more memory than there is ends with 3 and says how much", async () => {
  const workspace = new Workspace({ "small.dot": small });
  const { code, stderr } = await workspace.run(["run", "small.dot", "--set", "NFeature=1000000"], { memoryBytes: 2 ** 20 });
  expect([code, stderr]).toEqual([3, "dot2model: There is no memory for the weights of Small: 12 MiB are needed, and this machine has 1 MiB.\n"]);
  const batch = await workspace.run(["run", "small.dot", "--set", "NFeature=4", "--batch", "1000000"], { memoryBytes: 2 ** 20 });
  expect(batch).toEqual({ code: 3, stdout: "", stderr: "dot2model: There is no memory for the input x of shape (1000000, 4): 16 MiB are needed, and this machine has 1 MiB.\n" });
  const huge = await workspace.run(["run", "small.dot", "--set", "NFeature=9007199254740991"], { memoryBytes: Infinity });
  expect([huge.code, huge.stderr]).toEqual([3, expect.stringMatching(/^dot2model: There is no memory for fc\.weight: \d+ MiB\.\n$/)]);
});

test("an unexpected error is one line that asks for a report, and DEBUG shows where it happened", async () => {
  const workspace = new Workspace({ "small.dot": small });
  const odd = { ...fs, promises: { ...fs.promises, readFile: async () => { throw new TypeError("odd\nstate"); } } } as unknown as typeof fs;
  expect(await workspace.run(["compile", "small.dot"], { fs: odd })).toEqual({
    code: 3, stdout: "", stderr: "dot2model: Internal error: odd (please report this; DEBUG=1 shows where it happened)\n",
  });
  expect((await workspace.run(["compile", "small.dot"], { fs: odd, env: { DEBUG: "1" } })).stderr).toMatch(/\n\s+at /);
});

test("an interrupted command ends with 130 and leaves nothing half written", async () => {
  const workspace = new Workspace({ "small.dot": small });
  const { code, stdout, stderr } = await workspace.run(["run", "small.dot", "--set", "NFeature=4", "--save-weights", "w.safetensors"], { signal: AbortSignal.abort() });
  expect([code, stdout, stderr]).toEqual([130, "", "dot2model: Interrupted.\n"]);
  expect(workspace.list()).toEqual(["small.dot"]);
});

describe("colours", () => {
  const terminal = (written: string[]) => ({ isTTY: true, columns: 80, write: (text: string) => { written.push(text); } });

  test.each([
    [{}, true, true], [{}, false, false], [{ NO_COLOR: "1" }, true, false], [{ NO_COLOR: "" }, true, true], [{ TERM: "dumb" }, true, false],
    [{ FORCE_COLOR: "1" }, false, true], [{ FORCE_COLOR: "" }, false, true], [{ FORCE_COLOR: "0" }, true, false], [{ FORCE_COLOR: "1", NO_COLOR: "1" }, false, true],
  ])("%j, terminal %s: %s", async (env, isTerminal, wanted) => {
    const workspace = new Workspace({ "broken.dot": broken });
    const written: string[] = [];
    const { code, stderr } = await workspace.run(["compile", "broken.dot"], { env, ...(isTerminal ? { stderr: terminal(written) } : {}) });
    expect(code).toBe(1);
    expect((stderr + written.join("")).includes("\u001b[")).toBe(wanted);
  });
});

test("a terminal that does not know its width gets whole lines", async () => {
  const workspace = new Workspace({ "broken.dot": broken });
  const written: string[] = [];
  await workspace.run(["compile", "broken.dot"], { env: { NO_COLOR: "1" }, stderr: { isTTY: true, columns: 0, write: (text) => { written.push(text); } } });
  expect(written.join("")).toBe((await workspace.run(["compile", "broken.dot"])).stderr);
});

test("reports speak the language of --lang, else that of the system", async () => {
  const workspace = new Workspace({ "broken.dot": broken });
  const language = async (argv: readonly string[], env: Record<string, string>) => ((await workspace.run(["compile", "broken.dot", ...argv], { env })).stderr.includes("错误[unknown-layer]") ? "zh" : "en");
  expect(await language([], {})).toBe("en");
  expect(await language(["--lang", "zh"], {})).toBe("zh");
  expect(await language([], { LANG: "zh_CN.UTF-8" })).toBe("zh");
  expect(await language([], { LANG: "zh_CN.UTF-8", LC_ALL: "C" })).toBe("en");
  expect(await language(["--lang", "en"], { LC_ALL: "zh_TW" })).toBe("en");
});

test("progress is shown on a terminal, is erased, and is nowhere else", async () => {
  const workspace = new Workspace({ "small.dot": small });
  const written: string[] = [];
  const argv = ["run", "small.dot", "--set", "NFeature=4", "--save-weights", "w.safetensors"];
  await workspace.run(argv, { stderr: { isTTY: true, write: (text) => { written.push(text); } } });
  expect(written.join("")).toContain("drawing 1 MiB of weights");
  expect(written.join("")).toMatch(/\r\u001b\[K$/);
  expect((await workspace.run(argv)).stderr).toBe("wrote w.safetensors\n");
  const narrow: string[] = [];
  await workspace.run(argv, { stderr: { isTTY: true, columns: 12, write: (text) => { narrow.push(text); } } });
  expect(narrow.join("")).toContain("\r\u001b[Kdrawing 1……\r");
});
