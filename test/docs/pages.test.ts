/** All pages of documentation: links lead somewhere, commands are commands, and cli.md tells every option. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import type { Host } from "../../src/cli/host.ts";
import { main } from "../../src/cli/main.ts";
import { nodeHost } from "../../src/cli/node-host.ts";
import { examplesOf } from "./examples.ts";

const root = new URL("../../", import.meta.url);
const pages = ["README.md", "README.zh.md", "CHANGELOG.md", "kernels/README.md", ...readdirSync(new URL("docs/", root)).filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`)];
const textOf = (page: string) => readFileSync(new URL(page, root), "utf8");
const commands = ["compile", "run", "bench", "summary", "check", "diff", "explain", "init"];
/** Those that read no diagram have only the options that their own section tells. */
const withoutInput = ["explain", "init"];
/** Options that commands with a model have, and no other. */
const ofModels = ["--main", "--fix"];

/** The options of each command, as its `--help` prints them. */
const optionsOf = new Map<string, ReadonlySet<string>>();

beforeAll(async () => {
  let text = "";
  const host: Host = { ...nodeHost(), stdout: { write: (part) => { text += part; } } };
  for (const command of commands) {
    text = "";
    expect(await main([command, "--help"], host)).toBe(0);
    const options = text.split("\n").flatMap((line) => /^ {2}(-.*?)(?: {2}|$)/.exec(line)?.[1] ?? []).flatMap(optionsIn);
    optionsOf.set(command, new Set(options));
  }
});

function optionsIn(text: string): readonly string[] {
  return [...text.matchAll(/(?<![\w-])--?[a-z][a-z-]*/gi)].map(([option]) => option);
}

/** The lines of a page's shell blocks that call the command, without what follows a `#`. */
function callsIn(page: string): readonly string[] {
  const lines = examplesOf(textOf(page)).filter(({ language }) => language === "sh").flatMap(({ source }) => source.split("\n"));
  return lines.map((line) => line.replace(/ #.*$/, "")).flatMap((line) => line.split("|").at(-1)!.match(/(?:^|\s)(?:npx )?(?:dot2model|node dist\/bin\/dot2model\.js) (.*)$/)?.[1] ?? []);
}

/** As GitHub makes them of headings. */
function anchorsOf(page: string): readonly string[] {
  return examplesOutside(textOf(page)).flatMap((line) => /^#+ (.*)$/.exec(line)?.[1] ?? []).map((heading) => heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-"));
}

/** The lines of a page that stand in no fence. */
function examplesOutside(text: string): readonly string[] {
  let inside = false;
  return text.split("\n").filter((line) => {
    const fence = line.trimStart().startsWith("```");
    if (fence) inside = !inside;
    return !inside && !fence;
  });
}

describe.each(pages)("%s", (page) => {
  const outside = examplesOutside(textOf(page)).join("\n");

  test("links lead to files and headings that are there", () => {
    const links = [...outside.matchAll(/\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"/g)].map(([, link, source]) => link ?? source!).filter((link) => !/^https?:/.test(link));
    const broken = links.filter((link) => {
      const [path, anchor] = link.split("#") as [string, string?];
      const target = path === "" ? page : new URL(path, new URL(page, root)).pathname.slice(root.pathname.length);
      return !existsSync(new URL(target, root)) || (anchor !== undefined && !anchorsOf(target).includes(anchor));
    });
    expect(broken).toEqual([]);
  });

  test("scripts of package.json that it names are there", () => {
    const { scripts } = JSON.parse(textOf("package.json")) as { readonly scripts: Readonly<Record<string, string>> };
    const named = [...textOf(page).matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name!);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });

  test("calls of the command use commands and options that there are", () => {
    for (const call of callsIn(page)) {
      const command = call.split(" ")[0]!;
      expect(commands).toContain(command);
      expect(optionsIn(call).filter((option) => !optionsOf.get(command)!.has(option)), call).toEqual([]);
    }
  });

  test("diagrams of graphs/ that it names are there", () => {
    const named = [...textOf(page).matchAll(/\bgraphs\/[\w-]+\.dot\b/g)].map(([path]) => path);
    expect(named.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
  });
});

function optionRows(section: string): readonly string[] {
  return [...section.matchAll(/^\| `([^`]+)`/gm)].flatMap(([, option]) => optionsIn(option!));
}

test.each(commands)("docs/cli.md tells every option of %s, and no other", (command) => {
  const sections = textOf("docs/cli.md").split(/^## /m);
  const sectionOf = (title: string) => sections.find((section) => section.startsWith(title))!;
  const told = new Set([sectionOf(command), ...(withoutInput.includes(command) ? [] : [sectionOf("Options of all")])].flatMap(optionRows).filter((option) => command !== "check" || optionRows(sectionOf(command)).includes(option) || !ofModels.includes(option)));
  expect([...told].toSorted()).toEqual([...optionsOf.get(command)!].filter((option) => option !== "-h" && option !== "--help").toSorted());
});
