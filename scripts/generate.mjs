// Writes the files that are made from the list of operations, the table of rules and the schema of configs. Reads all of
// it from dist/: build first.
import { readFileSync, writeFileSync } from "node:fs";
import { configSchemaText } from "../dist/src/check/config-schema.js";
import { explainRule, ruleNames } from "../dist/src/cli/explain-rule.js";
import { showExample } from "../dist/src/cli/show-example.js";
import { operations } from "../dist/src/ops/index.js";
import { fileOf, generatedFiles } from "./generated-files.mjs";
import { rulesPage } from "./rules-page.mjs";

const root = new URL("../", import.meta.url);
const sourceOf = (name) => readFileSync(new URL(`src/ops/${fileOf(name)}`, root), "utf8");
const rules = ruleNames().map((rule) => explainRule(rule, { language: "en", color: false }));
const files = [...generatedFiles(operations, sourceOf), ["docs/rules.md", rulesPage(rules, showExample)], ["schema/dot2model.config.schema.json", configSchemaText()]];
for (const [path, text] of files) writeFileSync(new URL(path, root), text);
