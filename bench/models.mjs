/**
 * The models that are measured, as files in a cache folder: the module that the command makes of the diagram, weights drawn from
 * seed 0, and the same weights as an ONNX file. What is there already is kept, unless the diagram or the command is newer.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const command = `${root}dist/bin/dot2model.js`;
const folder = `${root}.cache/bench/models`;

export const modelNames = ["resnet18", "vgg16", "alexnet_l678", "densenet121", "lenet", "mlp", "stacked_autoencoder", "conv_autoencoder", "sequence_tagger", "language_model"];

/** Sizes that diagrams leave open: an LSTM with as many tags as named entities have, and a GRU of one layer. */
const openSizes = new Map([["sequence_tagger", ["NTag=9"]], ["language_model", ["NLayers=1"]]]);

/** @param {string} name of a file in graphs/ */
export async function prepareModel(name) {
  mkdirSync(folder, { recursive: true });
  const diagram = `${root}graphs/${name}.dot`;
  const own = `${folder}/${name}`;
  mkdirSync(own, { recursive: true });
  const weights = `${own}/weights.safetensors`;
  const isCurrent = existsSync(weights) && statSync(weights).mtimeMs > Math.max(statSync(diagram).mtimeMs, statSync(command).mtimeMs);
  const sizes = (openSizes.get(name) ?? []).flatMap((size) => ["--set", size]);
  dot2model(["compile", diagram, "--fix", ...sizes, "--target", "js", "--force", "-o", own]);
  const module = `${own}/${name.replaceAll("_", "")}.js`;
  if (!isCurrent) {
    await saveWeights(module, weights);
    dot2model(["compile", diagram, "--fix", ...sizes, "--target", "onnx", "--force", "-o", own, "--weights", weights]);
  }
  const { model } = JSON.parse(dot2model(["summary", diagram, "--fix", ...sizes, "--json"])).models.map(({ model, macs }) => ({ model: { name: model, macs } }))[0];
  return { ...model, module, weights, onnx: module.replace(/\.js$/, ".onnx") };
}

function dot2model(args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [command, ...args], { encoding: "utf8", maxBuffer: 1e9 });
  if (status !== 0) throw new Error(`dot2model ${args.join(" ")} ended with ${status}: ${stderr}`);
  return stdout;
}

async function saveWeights(module, target) {
  const [create] = Object.values(await import(pathToFileURL(module).href));
  const model = await create({ seed: 0 });
  const file = await open(target, "w");
  try {
    await model.saveWeightsTo({ write: (chunk) => file.writeFile(chunk) });
  } finally {
    await file.close();
    await model.dispose();
  }
}
