/** `input.dot` of each folder, and the module of its first model; `vitest -u` writes it. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { emitModule } from "../../src/5-emit/typescript/emit-typescript.ts";
import { compile } from "../../src/compile.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));
const cases = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);

function moduleOf(name: string): string {
  const { models, diagnostics } = compile([{ path: "input.dot", text: readFileSync(`${folder}${name}/input.dot`, "utf8") }]);
  expect(diagnostics).toEqual([]);
  return emitModule(models[0]!.program!, { version: "0.0.0", runtime: "dot2model/runtime", types: true });
}

test.each(cases)("%s gives the module that is expected, each time", async (name) => {
  const text = moduleOf(name);
  expect(moduleOf(name)).toBe(text);
  await expect(text).toMatchFileSnapshot(`${name}/expected.ts`);
});
