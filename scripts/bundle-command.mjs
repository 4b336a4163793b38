/**
 * The compiled command -> few files in place of many, which take half of the time to load: one for each part that is loaded
 * by itself (`import(…)`). Packages stay outside.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { rolldown } from "rolldown";

/** @param {string} dist the folder that holds `bin` and `src`, compiled; `bin/dot2model.js` is replaced */
export async function bundleCommand(dist) {
  const bundle = await rolldown({ input: `${dist}/bin/dot2model.js`, platform: "node", external: /^[^./]/, logLevel: "warn", experimental: { attachDebugInfo: "none" } });
  const { output } = await bundle.generate({ format: "esm", entryFileNames: "dot2model.js", chunkFileNames: "parts/[name].js" });
  await bundle.close();
  rmSync(`${dist}/bin`, { recursive: true });
  for (const { fileName, code } of output) {
    mkdirSync(path.dirname(`${dist}/bin/${fileName}`), { recursive: true });
    writeFileSync(`${dist}/bin/${fileName}`, code);
  }
}
