/**
 * The programs to compare with. They are no dependencies of the project: they are installed into a cache folder by npm, without
 * their install scripts, once. One that cannot be had is left out, with the reason.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

const folder = fileURLToPath(new URL("../.cache/bench/peers/", import.meta.url));

/** Packages by the engine that needs them; the first gives the version that is told. */
const packages = {
  "onnxruntime-web": ["onnxruntime-web@1.30"],
  "onnxruntime-node": ["onnxruntime-node@1.30"],
  "tfjs-wasm": ["@tensorflow/tfjs-backend-wasm@4.22", "@tensorflow/tfjs-core@4.22"],
};

/** The engines that can be had, and for the others why not. */
export function installPeers() {
  mkdirSync(folder, { recursive: true });
  if (!existsSync(`${folder}package.json`)) writeFileSync(`${folder}package.json`, '{ "private": true }\n');
  const available = [];
  const missing = [];
  for (const [engine, wanted] of Object.entries(packages)) {
    const reason = wanted.every((spec) => existsSync(packageFile(nameOf(spec)))) ? undefined : install(wanted);
    if (reason === undefined) available.push({ engine, version: JSON.parse(readFileSync(packageFile(nameOf(wanted[0])), "utf8")).version });
    else missing.push({ engine, reason });
  }
  return { available, missing };
}

/** What the peers' folder has under a name. CommonJS packages come as their exports. */
export async function importPeer(name) {
  const path = createRequire(`${folder}package.json`).resolve(name);
  const module = await import(pathToFileURL(path).href);
  return module.default ?? module;
}

/** A file of a package. */
export function peerFile(name, file) {
  return `${folder}node_modules/${name}/${file}`;
}

function install(wanted) {
  const { status, stderr, error } = spawnSync("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", ...wanted], { cwd: folder, encoding: "utf8" });
  if (status === 0) return undefined;
  return `npm install ${wanted.join(" ")} failed: ${(error?.message ?? stderr).trim().split("\n")[0]}`;
}

function nameOf(spec) {
  return spec.slice(0, spec.lastIndexOf("@"));
}

function packageFile(name) {
  return peerFile(name, "package.json");
}
