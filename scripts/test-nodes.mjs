/**
 * Repeats under other versions of Node what can differ there: the runtime, its threads and kernels; generated
 * TypeScript as it stands, which newer versions run by stripping its types; the command. Needs a build. npm fetches the
 * versions.
 *
 *   node scripts/test-nodes.mjs [version…]     22 and 24 unless told
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const command = join(root, "dist/bin/dot2model.js");
const versions = process.argv.length > 2 ? process.argv.slice(2) : ["22", "24"];

const runIt = `
import { createDenseBlock } from "./denseblock.ts";
const sizes = { LayerW: 5, LayerH: 3, LayerIn: 4, NLayers: 2, BNSize: 2, GrowthRate: 3 };
const model = await createDenseBlock({ ...sizes, seed: 1 });
const { oup } = await model.run({ inp: new Float32Array(60).fill(0.5) });
console.log(oup.shape.join("x"));
await model.dispose();
`;

try {
  for (const version of versions) testUnder(version);
} catch (error) {
  say(`failed: ${error.message}`);
  process.exit(1);
}
say(`Node ${versions.join(" and ")}: all passed`);

function testUnder(version) {
  const node = pathOfNode(version);
  say(`Node ${execFileSync(node, ["-p", "process.versions.node"], { encoding: "utf8" }).trim()}`);
  check("the command runs LeNet and prints a summary", () => {
    expectText(run(node, root, command, "run", "graphs/lenet.dot"), "oup (1, 10)");
    expectText(run(node, root, command, "summary", "graphs/lenet.dot"), "61,706");
  });
  check("generated TypeScript runs as it is", () => inProject((folder) => {
    run(node, folder, command, "compile", "--blocks", join(root, "graphs"), join(root, "graphs/densenet_block.dot"));
    writeFileSync(join(folder, "run.ts"), runIt);
    expectText(run(node, folder, "run.ts"), "1x10x3x5");
  }));
  check("tests of the runtime, of operations and of generated modules", () => {
    const vitest = join(root, "node_modules/vitest/vitest.mjs");
    execFileSync(node, [vitest, "run", "--reporter=default", "test/runtime", "test/ops", "test/models/hostile-names", "test/models/bundle"], { cwd: root, stdio: ["ignore", "inherit", "inherit"] });
  });
}

function pathOfNode(version) {
  return execFileSync("npx", ["-y", "-p", `node@${version}`, "node", "-p", "process.execPath"], { cwd: tmpdir(), encoding: "utf8" }).trim();
}

function run(node, cwd, ...args) {
  return execFileSync(node, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

/** A project that has this package installed. */
function inProject(use) {
  const folder = mkdtempSync(join(tmpdir(), "dot2model-nodes-"));
  try {
    mkdirSync(join(folder, "node_modules"));
    symlinkSync(root, join(folder, "node_modules/dot2model"), "dir");
    writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
    use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function expectText(text, part) {
  if (!text.includes(part)) throw new Error(`expected "${part}" in:\n${text}`);
}

function check(title, test) {
  say(`  ${title}`);
  test();
}

function say(line) {
  process.stdout.write(`${line}\n`);
}
