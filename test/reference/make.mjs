/**
 * Makes the expected numbers in <graph>/<case>.json: weights and inputs come from the built dot2model and a seed, outputs
 * from PyTorch in make.py. It also prints how far dot2model's own output is from PyTorch's. See README.md.
 *
 *   node test/reference/make.mjs [graph[/case]…]
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cases, errorCase } from "./cases.mjs";
import { varyWeights } from "./vary-weights.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const project = join(here, "../..");
const command = join(project, "dist/bin/dot2model.js");
const python = process.env["PYTHON"] ?? "/usr/bin/python3";

/** Outputs of more numbers are sampled. */
const wholeUpTo = 4096;
const sampleSize = 512;

const wanted = process.argv.slice(2);
const all = [...cases, errorCase];
const chosen = all.filter(({ graph, name }) => wanted.length === 0 || wanted.includes(graph) || wanted.includes(`${graph}/${name}`));
if (chosen.length === 0) throw new Error(`no such case; there are ${all.map(({ graph, name }) => `${graph}/${name}`).join(", ")}`);
for (const each of chosen) (each === errorCase ? makeError : make)(each);

function pytorch({ model, set }, ...given) {
  const dims = Object.entries(set).map(([name, value]) => `${name}=${value}`).join(",");
  execFileSync(python, ["-B", join(here, "make.py"), model, "--dims", dims, ...given], { stdio: "inherit" });
}

/** float64's numbers in more digits than float32 has, and the largest difference of float32's from them. */
function makeError(each) {
  const folder = mkdtempSync(join(tmpdir(), "dot2model-reference-"));
  try {
    const { weights, inputs } = acquire(each, folder);
    const results = [["--double"], []].map((precision, index) => {
      const output = join(folder, `expected${index}.npy`);
      pytorch(each, "--logits", ...precision, "--weights", weights, ...options("--input", inputs), "--output", output);
      return readNpy(output);
    });
    const [{ shape, values }, single] = results;
    const float32Error = Number(largest(values.map((value, index) => value - single.values[index])).toPrecision(4));
    const record = { ...describe(each, [{}]), shape, largest: round(largest(values)), float32Error, values: [...values].map((value) => Number(value.toPrecision(10))) };
    writeFileSync(join(here, each.graph, `${each.name}.json`), format(record));
    process.stdout.write(`${each.graph}/${each.name}: PyTorch's error in float32 ${float32Error} of ${record.largest}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function make(each) {
  const folder = mkdtempSync(join(tmpdir(), "dot2model-reference-"));
  try {
    const drawn = acquire(each, folder);
    const expected = drawn.outputs.map(({ name }, index) => ({ name, file: join(folder, `expected${index}.npy`) }));
    pytorch(each, "--double", "--weights", drawn.weights, ...options("--input", drawn.inputs), ...options("--output", expected));
    const records = expected.map(({ file }) => describeOutput(readNpy(file)));
    mkdirSync(join(here, each.graph), { recursive: true });
    writeFileSync(join(here, each.graph, `${each.name}.json`), format(describe(each, records)));
    for (const [index, { name, file }] of drawn.outputs.entries()) {
      const { shape, values } = readNpy(expected[index].file);
      const found = readNpy(file).values;
      const error = largest(values.map((value, i) => value - found[i])) / largest(values);
      process.stdout.write(`${each.graph}/${each.name}${name === undefined ? "" : ` ${name}`}: ${shape.join(" x ")}, dot2model's error ${error.toExponential(1)} of the largest\n`);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `--input NAME=FILE` for each; a model's only one has no name. */
function options(option, files) {
  return files.flatMap(({ name, file }) => [option, name === undefined ? file : `${name}=${file}`]);
}

/** Has dot2model draw weights and inputs from the seed, varies the weights, and runs it on them. Returns the files. */
function acquire({ graph, set, fix, seed, batch, dim = {}, gain, inputs: inputNames = [undefined], outputs: outputNames = [undefined] }, folder) {
  const weights = join(folder, "weights.safetensors");
  const inputs = inputNames.map((name, index) => ({ name, file: join(folder, `input${index}.npy`) }));
  const outputs = outputNames.map((name, index) => ({ name, file: join(folder, `output${index}.npy`) }));
  const sizes = (option, values) => Object.entries(values).flatMap(([name, value]) => [option, `${name}=${value}`]);
  const diagram = [join(project, "graphs", `${graph}.dot`), ...sizes("--set", set)];
  const run = (...given) => execFileSync(process.execPath, [command, "run", ...diagram, ...(fix ? ["--fix"] : []), ...given], { stdio: ["ignore", "ignore", "inherit"] });
  run("--seed", String(seed), "--batch", String(batch), ...sizes("--dim", dim), "--save-weights", weights, ...options("--save-input", inputs), ...options("--output", outputs));
  if (gain !== undefined) {
    const bytes = readFileSync(weights);
    varyWeights(bytes, gain);
    writeFileSync(weights, bytes);
    run("--weights", weights, ...options("--input", inputs), ...options("--output", outputs));
  }
  return { weights, inputs, outputs };
}

/** A case of one output has its fields beside its own. */
function describe({ graph, model, fix, set, seed, batch, dim, gain, inputs, outputs }, records) {
  const head = { graph, model, fix, set, seed, batch, ...(dim && { dim }), ...(inputs && { inputs }), gain: gain ?? null };
  return outputs === undefined ? { ...head, ...records[0] } : { ...head, outputs: Object.fromEntries(outputs.map((name, index) => [name, records[index]])) };
}

function describeOutput({ shape, values }) {
  const head = { shape, largest: round(largest(values)) };
  if (values.length <= wholeUpTo) return { ...head, values: [...values].map(round) };
  const indices = sampleIndices(values.length);
  const sum = values.reduce((total, value) => total + value, 0);
  const absoluteSum = values.reduce((total, value) => total + Math.abs(value), 0);
  return { ...head, sum, absoluteSum, indices, values: indices.map((index) => round(values[index])) };
}

/** One index from each of `sampleSize` equal stretches; its place in the stretch follows the golden ratio, so that no column or row is favoured. */
function sampleIndices(length) {
  const golden = (Math.sqrt(5) - 1) / 2;
  return Array.from({ length: sampleSize }, (_, i) => Math.floor(((i + ((i * golden) % 1)) * length) / sampleSize));
}

function largest(values) {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** The nearest float32, in as few digits as tell it from its neighbours. */
function round(value) {
  return Number(Math.fround(value).toPrecision(9));
}

/** JSON with each list of numbers on one line. */
function format(record) {
  const lines = Object.entries(record).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  return `{\n${lines.join(",\n")}\n}\n`;
}

/** A little-endian float32 or float64 .npy file in C order. */
function readNpy(file) {
  const bytes = readFileSync(file);
  const [lengthBytes, headerStart] = bytes[6] === 1 ? [2, 10] : [4, 12];
  const dataStart = headerStart + bytes.readUIntLE(8, lengthBytes);
  const header = bytes.toString("latin1", headerStart, dataStart);
  const type = /'descr': '(<f[48])'/.exec(header)?.[1];
  if (type === undefined || !header.includes("'fortran_order': False")) throw new Error(`${file}: not float32 or float64 in C order`);
  const shape = /'shape': \(([^)]*)\)/.exec(header)[1].split(",").filter((part) => part.trim() !== "").map(Number);
  const view = new DataView(bytes.buffer, bytes.byteOffset + dataStart);
  const values = Float64Array.from({ length: shape.reduce((product, size) => product * size, 1) },
    (_, i) => type === "<f4" ? view.getFloat32(4 * i, true) : view.getFloat64(8 * i, true));
  return { shape, values };
}
