/** README.zh.md says what README.md says: the same parts in the same order, code and links alike. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { examplesOf } from "./examples.ts";

const [english, chinese] = ["README.md", "README.zh.md"].map((page) => readFileSync(new URL(`../../${page}`, import.meta.url), "utf8")) as [string, string];

test("the code is the same", () => {
  const codeOf = (page: string) => examplesOf(page).map(({ language, source }) => ({ language, source }));
  expect(codeOf(english).length).toBeGreaterThan(15);
  expect(codeOf(chinese)).toEqual(codeOf(english));
});

test("each heading has its own in the other language, of the same depth", () => {
  const depthsOf = (page: string) => textOf(page).flatMap((line) => /^#+(?= )/.exec(line)?.[0] ?? []);
  expect(depthsOf(chinese)).toEqual(depthsOf(english));
});

test("what a part links to, shows and lists is the same", () => {
  expect(partsOf(chinese)).toEqual(partsOf(english));
});

test("each links to the other at its top", () => {
  expect(english.split("\n")[2]).toBe("English | [中文](README.zh.md)");
  expect(chinese.split("\n")[2]).toBe("[English](README.md) | 中文");
});

/** The links, sorted, and the number of list items under each heading; those at the top to the other page apart. */
function partsOf(page: string) {
  return textOf(page).join("\n").split(/^#+ .*$/m).map((part) => ({
    links: [...part.matchAll(/\]\(([^)]+)\)|src="([^"]+)"/g)].map(([, link, source]) => link ?? source!).filter((link) => !link.startsWith("README")).toSorted(),
    items: part.match(/^- /gm)?.length ?? 0,
  }));
}

/** The lines that stand in no fence. */
function textOf(page: string): readonly string[] {
  const inFences = new Set(examplesOf(page).flatMap(({ line, source }) => Array.from({ length: source.split("\n").length + 2 }, (_, index) => line + index)));
  return page.split("\n").filter((_, index) => !inFences.has(index + 1));
}
