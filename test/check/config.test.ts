/** The config: what its file may hold, what is wrong with one, the schema for editors, and what counts for which file. */
import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { parse, type ParseError } from "jsonc-parser";
import { describe, expect, test } from "vitest";
import { configSchema, configSchemaText } from "../../src/check/config-schema.ts";
import { matcher, settingsReader } from "../../src/check/file-settings.ts";
import { initialConfig } from "../../src/check/initial-config.ts";
import { readConfig } from "../../src/check/read-config.ts";
import { ruleSeverities } from "../../src/diagnostics/rules/index.ts";

const read = (text: string, section?: "dot2model") => readConfig({ path: "c.json", text }, section);

/** The lines of the error. */
function faults(text: string, section?: "dot2model"): readonly string[] {
  try {
    read(text, section);
    return [];
  } catch (error) {
    expect(error).toMatchObject({ name: "ConfigError" });
    return (error as Error).message.split("\n");
  }
}

const whole = `{
  // a comment
  "$schema": "x",
  "rules": { "loop": "off", "missing-activation": "note" },
  "design": true,
  "budgets": ["params<=12M"],
  "overrides": [{ "files": ["old/**"], "rules": { "loop": "warning" }, "design": false, "budgets": ["params<=20M"] }],
  "ignore": ["tmp"],
  "blocks": { "ConvBlock": "VGG16ConvBlock" },
  "library": ["blocks"],
  "dimensions": { "BlockW": 56 },
  "synonyms": { "Downsample": "maxpool2d" },
  "baseline": "known.json",
}`;

test("every key is read, comments and trailing commas are allowed", () => {
  expect(read(whole)).toMatchObject({
    rules: new Map([["loop", "off"], ["missing-activation", "note"]]),
    design: true,
    budgets: [{ figure: "params", bound: "most", limit: 12e6 }],
    overrides: [{ files: ["old/**"], rules: new Map([["loop", "warning"]]), design: false, budgets: [{ limit: 20e6 }] }],
    ignore: ["tmp"],
    blocks: new Map([["ConvBlock", "VGG16ConvBlock"]]),
    library: ["blocks"],
    dimensions: new Map([["BlockW", 56]]),
    synonyms: new Map([["Downsample", "maxpool2d"]]),
    baseline: "known.json",
  });
  expect(Object.keys(configSchema.properties).filter((key) => !whole.includes(`"${key}"`))).toEqual([]);
});

test("package.json may have no section, and all else in it is its own", () => {
  expect(read(`{ "name": "x", "rulez": 1 }`, "dot2model")).toBeUndefined();
  expect(read(`{ "name": "x", "dot2model": { "design": true } }`, "dot2model")).toMatchObject({ design: true });
  expect(faults(`{ "dot2model": { "desing": true } }`, "dot2model")).toEqual(["c.json:1:18: There is no key `desing`. Is `design` meant?"]);
});

describe("is refused with its place", () => {
  test.each([
    [`{\n  "rulez": {}\n}`, "c.json:2:3: There is no key `rulez`. Is `rules` meant?"],
    [`{ "zzzzzzzzz": 1 }`, "c.json:1:3: There is no key `zzzzzzzzz`. The keys are $schema, rules,"],
    [`{ "rules": { "lop": "off" } }`, "c.json:1:14: There is no key `lop`. Is `loop` meant?"],
    [`{ "rules": { "loop": "eror" } }`, "c.json:1:22: `eror` is not one of off, note, warning, error. Is `error` meant?"],
    [`{ "rules": { "loop": 2 } }`, "c.json:1:22: This is a number, and a string is wanted."],
    [`{ "rules": { "loop": "off", "loop": "off" } }`, "c.json:1:29: `loop` is given twice."],
    [`{ "rules": null }`, "c.json:1:12: This is null, and an object is wanted."],
    [`{ "design": "yes" }`, "c.json:1:13: This is a string, and a boolean is wanted."],
    [`{ "budgets": ["parms<=1"] }`, "c.json:1:15: `parms` is no figure that can be limited. Is `params` meant?"],
    [`{ "ignore": "x" }`, "c.json:1:13: This is a string, and an array is wanted."],
    [`{ "overrides": [{ "rules": {} }] }`, "c.json:1:17: `files` is missing."],
    [`{ "overrides": [{ "files": [], "ignore": [] }] }`, "c.json:1:32: There is no key `ignore`."],
    [`{ "dimensions": { "BatchSize": 2 } }`, "c.json:1:19: `BatchSize` is bound by the data of each run"],
    [`{ "synonyms": { "Down": "MaxPol2D" } }`, "c.json:1:25: There is no layer `MaxPol2D`. Is `MaxPool2D` meant?"],
    [`{ "__proto__": {} }`, "c.json:1:3: There is no key `__proto__`."],
    [`[]`, "c.json:1:1: This is an array, and an object is wanted."],
    [`{ "rules": `, "c.json:1:12: This is no JSON: value expected."],
    [``, "c.json:1:1: This is no JSON: value expected."],
    ["[".repeat(200_000), "c.json"],
  ])("%.60s", (text, message) => {
    expect(faults(text)[0]).toContain(message);
  });

  test("all that is wrong at once", () => {
    expect(faults(`{ "rulez": 1,\n "ignroe": [] }`)).toHaveLength(2);
  });
});

describe("the schema", () => {
  const { allowTrailingCommas: _, ...schema } = JSON.parse(configSchemaText()) as Record<string, unknown>;
  const validate = new Ajv().compile(schema);

  test("is what `npm run generate` writes", () => {
    expect(readFileSync(new URL("../../schema/dot2model.config.schema.json", import.meta.url), "utf8")).toBe(configSchemaText());
  });

  test("judges as the reader does", () => {
    for (const text of [whole, initialConfig, `{ "rulez": 1 }`, `{ "rules": { "loop": "eror" } }`, `{ "design": 1 }`, `{ "overrides": [{}] }`, `{ "ignore": [1] }`]) {
      expect([text, validate(parse(text, [], { allowTrailingComma: true }))]).toEqual([text, faults(text).length === 0]);
    }
  });

  test("names every rule", () => {
    expect(Object.keys(configSchema.properties.rules.properties!)).toEqual(Object.keys(ruleSeverities).sort());
  });
});

describe("the config that `init` writes", () => {
  test("changes nothing", () => {
    expect(read(initialConfig)).toMatchObject({ rules: new Map(), design: false, budgets: [], overrides: [], ignore: [], library: [] });
  });

  test("holds what is in its comments", () => {
    const errors: ParseError[] = [];
    const shown = initialConfig.replace(/^( +)\/\/ (?=["{])/gm, "$1");
    expect(parse(shown, errors, { allowTrailingComma: true })).toMatchObject({ baseline: "dot2model.baseline.json", synonyms: { Downsample: "MaxPool2D" } });
    expect(errors).toEqual([]);
    expect(faults(shown)).toEqual([]);
  });

  test("shows every key", () => {
    expect(Object.keys(configSchema.properties).filter((key) => !initialConfig.includes(`"${key}"`))).toEqual([]);
  });
});

describe("settings of a file", () => {
  const config = read(whole)!;
  const at = settingsReader(config, { rules: new Map([["rank", "note"]]), budgets: [{ text: "macs<=1", figure: "macs", bound: "most", limit: 1 }] });

  test("later layers come first: config, overrides, command line", () => {
    expect(at("a.dot").isChecked("loop")).toBe(false);
    expect(at("old/a.dot").isChecked("loop")).toBe(true);
    expect(at("a.dot").budgets.map(({ text }) => text)).toEqual(["params<=12M", "macs<=1"]);
    expect(at("old/a.dot").budgets.map(({ text }) => text)).toEqual(["params<=20M", "macs<=1"]);
  });

  test("rules of design count where they are asked for, by name or all", () => {
    expect(at("a.dot").isChecked("useless-bias")).toBe(true);
    expect(at("old/a.dot").isChecked("useless-bias")).toBe(false);
    expect(at("old/a.dot").isChecked("missing-activation")).toBe(true);
    expect(settingsReader(read("{}")!, { rules: new Map() })("a.dot").checksDesign).toBe(false);
  });
});

test.each([
  ["*.dot", "a.dot", true], ["*.dot", "deep/a.dot", true], ["a/*.dot", "a/b/c.dot", false], ["a/**", "a/b/c.dot", true],
  ["a", "a/b/c.dot", true], ["a/", "a/b.dot", true], ["./a", "a/b.dot", true], ["b", "a/b/c.dot", true], ["a/b", "x/a/b.dot", false],
  ["{x,y}.gv", "y.gv", true], [".hidden/**", ".hidden/a.dot", true], ["../x.dot", "x.dot", false],
  ["a/b/**", "a/b/c.dot", true], ["a/b", "a/b/c.dot", true], ["a/*.dot", "a/c.dot", true], ["a/**/*.dot", "a/b/c/d.dot", true], ["a/b/**", "a/c/b/d.dot", false], ["./a", "x/a/b.dot", false],
])("the glob %s and %s: %s", (glob, path, fits) => {
  expect(matcher([glob])(path)).toBe(fits);
});
