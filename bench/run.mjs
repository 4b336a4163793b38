/**
 * `npm run bench`: our runtime beside its peers, on the same diagrams, weights and input, in one run. Every engine has a process
 * of its own, and they take turns in short rounds, so that what else the machine does falls on all alike. Prints the fastest and
 * the median run of each, and how many times as fast ours is.
 *
 * Run: npm run bench [-- MODEL… --rounds N]
 */
import { fork } from "node:child_process";
import os from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { modelNames, prepareModel } from "./models.mjs";
import { installPeers } from "./peers.mjs";

const { values, positionals } = parseArgs({ allowPositionals: true, options: { rounds: { type: "string", default: "8" } } });
const rounds = Number(values.rounds);
const turnMs = 150;
const freshProcesses = 10;
const program = fileURLToPath(new URL("engine.mjs", import.meta.url));

/** `threads` of a peer that cannot take more stay at one, and are told. */
const cases = [{ batch: 1, threads: 1 }, { batch: 1, threads: 2 }, { batch: 8, threads: 1 }];

/** Neither starts threads under Node. */
const oneThread = new Set(["onnxruntime-web", "tfjs-wasm"]);

/** Models of which much memory could be spared. */
const large = new Set(["ResNet18", "VGG16"]);

/** Models in which reading the weights takes the time. */
const memoryBound = new Set(["AlexNetL678"]);

const { available, missing } = installPeers();
const version = (engine) => available.find((peer) => peer.engine === engine)?.version;
print(`${os.cpus()[0]?.model.trim() ?? "unknown processor"}, ${os.availableParallelism()} threads, Node ${process.version}, load ${os.loadavg()[0].toFixed(1)}`);
for (const { engine, version: found } of available) print(`${engine} ${found}`);
for (const { engine, reason } of missing) print(`without ${engine}: ${reason}`);

for (const name of positionals.length > 0 ? positionals : modelNames) {
  const model = await prepareModel(name);
  print(`\n${model.name}, ${(model.macs / 1e6).toFixed(1)} million multiply-accumulates an image or step`);
  const ours = new Map();
  for (const { batch, threads } of cases) ours.set(`${batch} ${threads}`, await measureCase(model, batch, threads));
  compareOurs(ours);
  for (const memory of large.has(model.name) ? ["normal", "low"] : ["normal"]) await measureStarts(model, memory);
}

/** All engines of one case, in turns. Gives the fastest run of ours. */
async function measureCase(model, batch, threads) {
  print(`  batch ${batch}, ${threads} ${threads === 1 ? "thread" : "threads"}${" ".repeat(18)}min ms  median ms  times as fast   peak MB`);
  const engines = [];
  for (const engine of ["dot2model", ...(large.has(model.name) ? ["dot2model-low"] : []), ...(memoryBound.has(model.name) ? ["dot2model-float16", "dot2model-int8"] : []), ...available.map((peer) => peer.engine)]) {
    if (threads > 1 && oneThread.has(engine)) continue;
    const started = await start({ engine, ...model, batch, threads });
    if (started.failure === undefined) engines.push({ engine, ...started, times: [] });
    else print(`    ${engine.padEnd(24)}  ${started.failure}`);
  }
  for (let round = 0; round < rounds; round++) {
    for (const each of engines) {
      const { times, peakMemory } = await ask(each.child, { milliseconds: turnMs });
      each.times.push(...times);
      each.peakMemory = peakMemory;
    }
  }
  for (const { child } of engines) child.kill();
  const [first] = engines;
  for (const { engine, times, peakMemory, result, notes } of engines) {
    const ratio = first.engine === "dot2model" ? `${(fastest(times) / fastest(first.times)).toFixed(2)} (${(median(times) / median(first.times)).toFixed(2)})` : "";
    const label = `${engine} ${version(engine) ?? ""}`;
    print(`    ${label.padEnd(26)}${fastest(times).toFixed(2).padStart(9)}${median(times).toFixed(2).padStart(11)}${ratio.padStart(15)}${(peakMemory / 1e6).toFixed(0).padStart(10)}`);
    const difference = largestDifference(result, first.result);
    if (difference > 1e-2) print(`      its result differs from that of ${first.engine} by ${difference}`);
    for (const note of notes) print(`      ${note}`);
  }
  return first?.engine === "dot2model" ? fastest(first.times) : undefined;
}

function compareOurs(ours) {
  const [one, two, eight] = cases.map(({ batch, threads }) => ours.get(`${batch} ${threads}`));
  if (one === undefined) return;
  if (two !== undefined) print(`  two threads are ${(one / two).toFixed(2)} times as fast as one`);
  if (eight !== undefined) print(`  a batch of eight gives ${((8 * one) / eight).toFixed(2)} times the throughput of single ones`);
}

/** From `create` to the first result, each in a fresh process, the weights in the system's cache. */
async function measureStarts(model, memory) {
  const starts = [];
  for (let count = 0; count < freshProcesses; count++) {
    const { child, failure, loadMs, peakMemory } = await start({ engine: "dot2model", ...model, batch: 1, threads: 2, memory });
    if (failure !== undefined) return;
    child.kill();
    starts.push({ loadMs, peakMemory });
  }
  const loads = starts.map(({ loadMs }) => loadMs);
  print(`  from create to the first result, 2 threads${memory === "low" ? ", memory low" : ""}: median ${median(loads).toFixed(0)} ms, fastest ${fastest(loads).toFixed(0)} ms of ${freshProcesses} fresh processes; peak ${(median(starts.map(({ peakMemory }) => peakMemory)) / 1e6).toFixed(0)} MB`);
}

function start(settings) {
  const child = fork(program, [JSON.stringify(settings)]);
  return new Promise((resolve) => {
    child.once("message", (answer) => resolve({ child, ...answer }));
    child.once("exit", (code) => resolve({ failure: `the process ended with ${code}` }));
  });
}

function ask(child, question) {
  return new Promise((resolve, reject) => {
    child.once("message", resolve);
    child.once("exit", (code) => reject(new Error(`An engine ended with ${code}.`)));
    child.send(question);
  });
}

/** Relative to the largest number. */
function largestDifference(a, b) {
  const most = (numbers) => numbers.reduce((largest, number) => Math.max(largest, Math.abs(number)), 0);
  return most(a.map((value, index) => value - b[index])) / most(b);
}

function fastest(numbers) {
  return numbers.reduce((least, number) => Math.min(least, number), Infinity);
}

function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  return (sorted[Math.ceil(sorted.length / 2) - 1] + sorted[Math.floor(sorted.length / 2)]) / 2;
}

function print(line) {
  process.stdout.write(`${line}\n`);
}
