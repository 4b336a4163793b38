/** The diagrams of graphs/ that are right, each with those that use it and those that it uses. */
import { readdirSync, readFileSync } from "node:fs";
import type { SourceFile } from "../../src/index.ts";
import { readFamily, type Family } from "./judge-mutant.ts";

const folder = new URL("../../graphs/", import.meta.url);

/** The others stand alone. Wrong as their author drew them: alexnet_l678. */
const related = [
  ["resnet18", "resnet18_convblock", "resnet18_downconvblock"],
  ["vgg16", "vgg16_convblock"],
  ["conv_autoencoder", "cae_convblock", "cae_upconvblock"],
  ["densenet121", "densenet_block", "densenet_layer", "densenet_transition"],
  ["sequence_tagger", "lstm_cell"],
  ["language_model", "gru_cell"],
  ["transformer_encoder", "transformer_layer", "attention"],
];
const wrong = new Set(["alexnet_l678"]);

const names = readdirSync(folder).map((file) => file.replace(/\.dot$/, "")).filter((name) => !wrong.has(name)).toSorted();

function read(name: string): SourceFile {
  return { path: `${name}.dot`, text: readFileSync(new URL(`${name}.dot`, folder), "utf8") };
}

export const families: readonly Family[] = [...related, ...names.filter((name) => !related.flat().includes(name)).map((name) => [name])].map((group) => readFamily(group.map(read)));
