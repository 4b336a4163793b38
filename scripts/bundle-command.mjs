/**
 * The compiled command -> few files in place of many, which take half of the time to load: one for what nearly every command
 * needs, one for each other part that is loaded by itself (`import(…)`). Small packages that every check loads are taken in,
 * with their licenses beside them; the others stay outside.
 */
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const packages = fileURLToPath(new URL("../node_modules/", import.meta.url));
const bundled = ["chalk", "commander", "get-east-asian-width", "picomatch"];
/** Of the commands that read diagrams, all but one. */
const nearlyEvery = 6;

/** @param {string} dist the folder that holds `bin` and `src`, compiled; `bin/dot2model.js` is replaced */
export async function bundleCommand(dist) {
  const external = (/** @type {string} */ id) => isBuiltin(id) || (/^[^./#]/.test(id) && !bundled.includes(id));
  const bundle = await rolldown({ input: `${dist}/bin/dot2model.js`, platform: "node", external, logLevel: "warn", experimental: { attachDebugInfo: "none" } });
  const codeSplitting = { groups: [{ name: "shared", minShareCount: nearlyEvery }] };
  const { output } = await bundle.generate({ format: "esm", entryFileNames: "dot2model.js", chunkFileNames: "parts/[name].js", codeSplitting });
  await bundle.close();
  rmSync(`${dist}/bin`, { recursive: true });
  for (const { fileName, code } of output) {
    mkdirSync(path.dirname(`${dist}/bin/${fileName}`), { recursive: true });
    writeFileSync(`${dist}/bin/${fileName}`, code);
  }
  writeFileSync(`${dist}/bin/parts/LICENSES.txt`, bundled.map(licenseOf).join("\n"));
}

/** @param {string} name */
function licenseOf(name) {
  const file = readdirSync(packages + name).find((each) => /^licen[cs]e/i.test(each));
  if (file === undefined) throw new Error(`${name} has no license to put beside its code`);
  return `${name}\n\n${readFileSync(`${packages}${name}/${file}`, "utf8")}`;
}
