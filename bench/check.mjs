/**
 * What `dot2model check` costs: the start of the process, all of graphs/, and chains of 10,000 and 100,000 layers. Prints the
 * processor's time of the process (user and system) beside the clock's, for machines that do other things besides.
 *
 * Run: npm run build && node bench/check.mjs [repeats]
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const repeats = Number(process.argv[2] ?? 3);
const command = fileURLToPath(new URL("../dist/bin/dot2model.js", import.meta.url));
const graphs = fileURLToPath(new URL("../graphs/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "dot2model-bench-"));

/** Convolutions, norms, activations and claims in turn. */
function chain(length) {
  const labels = ["Conv2D [K=3, P=1, In=8, Out=8]", "BatchNorm2D [8]", "Relu", "[BatchSize, W=8, H=8, C=8]"];
  const ids = Array.from({ length }, (_, index) => `n${index}`);
  const nodes = ids.map((id, index) => `  ${id} [label="${labels[index % labels.length]}"]`);
  return `digraph Chain {\n  inp [label="Input [BatchSize, W=8, H=8, C=8]"]\n${nodes.join("\n")}\n  oup [label="Output [BatchSize, W=8, H=8, C=8]"]\n  inp -> ${ids.join(" -> ")} -> oup\n}\n`;
}

/** In a folder of its own: the diagrams that lie beside an input are read as blocks. */
function chainFile(length) {
  const path = join(mkdtempSync(join(folder, "chain-")), "chain.dot");
  writeFileSync(path, chain(length));
  return path;
}

/** The process writes what it used into its fourth stream when it ends. */
const meter = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from "node:fs";
  process.on("exit", () => writeSync(3, JSON.stringify({ ...process.cpuUsage(), memory: process.resourceUsage().maxRSS })));
`)}`;

/** The cheapest of the repeats: processor and clock in milliseconds, memory in MB. */
function measure(args) {
  const runs = Array.from({ length: repeats }, () => {
    const start = performance.now();
    const { status, output } = spawnSync(process.execPath, ["--import", meter, command, ...args], { encoding: "utf8", maxBuffer: 1e9, stdio: ["ignore", "pipe", "pipe", "pipe"] });
    const clock = performance.now() - start;
    if (status !== 0 && status !== 1) throw new Error(`dot2model ${args.join(" ")} ended with ${status}: ${output[2]}`);
    const { user, system, memory } = JSON.parse(output[3]);
    return { processor: (user + system) / 1000, clock, memory: memory / 1024 };
  });
  return runs.reduce((best, run) => (run.clock < best.clock ? run : best));
}

const cases = [
  ["the start", ["--version"]],
  ["graphs/", ["check", graphs]],
  ["10,000 layers", ["check", chainFile(10_000)]],
  ["100,000 layers", ["check", chainFile(100_000)]],
];

try {
  for (const [name, args] of cases) {
    const { processor, clock, memory } = measure(args);
    process.stdout.write(`${name.padEnd(16)} ${clock.toFixed(0).padStart(6)} ms  (processor ${processor.toFixed(0)} ms, ${memory.toFixed(0)} MB)\n`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
