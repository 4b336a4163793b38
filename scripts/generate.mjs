// Writes the files that are made from the list of operations. Reads the list from dist/: build first.
import { readFileSync, writeFileSync } from "node:fs";
import { operations } from "../dist/src/ops/index.js";
import { fileOf, generatedFiles } from "./generated-files.mjs";

const root = new URL("../", import.meta.url);
const sourceOf = (name) => readFileSync(new URL(`src/ops/${fileOf(name)}`, root), "utf8");
for (const [path, text] of generatedFiles(operations, sourceOf)) writeFileSync(new URL(path, root), text);
