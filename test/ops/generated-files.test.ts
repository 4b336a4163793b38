import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { fileOf, generatedFiles } from "../../scripts/generated-files.mjs";
import { operations } from "../../src/ops/index.ts";

const textOf = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const sourceOf = (name: string) => textOf(`src/ops/${fileOf(name)}`);
const files = generatedFiles(operations, sourceOf);

test.each([...files.keys()])("%s is what `npm run generate` writes", (path) => {
  expect(textOf(path)).toBe(files.get(path));
});

test("an operation's file must name its source", () => {
  expect(() => generatedFiles(operations, () => "/** relu: y = max(x, 0). */")).toThrow('must end in "Source: …"');
});
