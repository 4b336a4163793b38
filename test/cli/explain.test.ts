import { expect, test } from "vitest";
import { Workspace } from "./command.ts";

test("a rule is explained with a diagram that breaks it, its report, and the diagram mended", async () => {
  const { code, stdout, stderr } = await new Workspace().run(["explain", "reshape-size"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^error\[reshape-size\]: A reshape changes the number of elements\.\n\n/);
  const parts = stdout.split(/^(?:A diagram that breaks it|What is reported|The diagram mended):\n\n/m);
  expect(parts).toHaveLength(4);
  expect(parts[1]).toContain('reshape([4096])"]\n');
  expect(parts[2]).toMatch(/^ {2}\$ dot2model check broken\.dot\n {2}broken\.dot:3:27: error\[reshape-size\]: A tensor of 9216 elements /);
  expect(parts[3]).toContain('reshape([9216])"]\n');
});

test("in Chinese, from the option or the system's language", async () => {
  const workspace = new Workspace();
  const { stdout } = await workspace.run(["explain", "loop", "--lang", "zh"]);
  expect(stdout).toMatch(/^错误\[loop\]: 边构成了环。\n[^]*\n违反此规则的图：\n[^]*错误\[loop\]: 这些边构成环/);
  expect((await workspace.run(["explain", "loop"], { env: { LANG: "zh_CN.UTF-8" } })).stdout).toBe(stdout);
});

test("the options under which the diagram is reported are told", async () => {
  const { stdout } = await new Workspace().run(["explain", "set-overrides"]);
  expect(stdout).toContain("$ dot2model check broken.dot --set NFeature=784\n");
  expect((await new Workspace().run(["explain", "missing-activation"])).stdout).toContain("$ dot2model check broken.dot --design\n");
});

test("colours are for terminals", async () => {
  const { stdout } = await new Workspace().run(["explain", "loop"], { env: { FORCE_COLOR: "1" } });
  expect(stdout).toContain("\u001b[");
  expect(stdout.replace(/\u001b\[\d+m/g, "")).toBe((await new Workspace().run(["explain", "loop"])).stdout);
});

test("without a rule, all are listed with severity and summary", async () => {
  const { code, stdout } = await new Workspace().run(["explain"]);
  expect(code).toBe(0);
  const lines = stdout.trimEnd().split("\n");
  expect(lines.length).toBeGreaterThan(80);
  expect(lines.filter((line) => !/^(?:error  |warning|note   ) [a-z0-9-]+ +\S.*\.$/.test(line))).toEqual([]);
  expect(stdout).toMatch(/^warning repeated-instance +Two layers of a diagram have the same number\.$/m);
});

test("as JSON: the one rule whole, and the list", async () => {
  const workspace = new Workspace();
  const one = JSON.parse((await workspace.run(["explain", "duplicate-edge", "--json"], { env: { FORCE_COLOR: "1" } })).stdout) as Record<string, unknown>;
  expect(one).toMatchObject({ rule: "duplicate-edge", severity: "warning", summary: "An edge is drawn twice.", example: { options: [], report: expect.stringMatching(/^broken\.dot:6:7: warning\[duplicate-edge\]/) as string } });
  const { rules } = JSON.parse((await workspace.run(["explain", "--json", "--lang", "zh"])).stdout) as { readonly rules: readonly object[] };
  expect(rules).toContainEqual({ rule: "duplicate-edge", severity: "warning", summary: "一条边画了两次。" });
});

test("a name that no rule has is refused, with the nearest", async () => {
  expect(await new Workspace().run(["explain", "reshape-siez"])).toEqual({ code: 2, stdout: "", stderr: 'dot2model: No rule is called "reshape-siez"; is "reshape-size" meant? dot2model explain lists them all.\n' });
  expect(await new Workspace().run(["explain", "__proto__"])).toMatchObject({ code: 2, stderr: 'dot2model: No rule is called "__proto__". dot2model explain lists them all.\n' });
});
