/** Digraphs -> what the rules of design say of them, as people read it. */
import { readdirSync, readFileSync } from "node:fs";
import { readDiagrams } from "../../src/1-read/read-diagrams.ts";
import { linkBlocks } from "../../src/3-link/link-blocks.ts";
import { applyPreferredFixes } from "../../src/apply-fixes.ts";
import type { Diagnostic } from "../../src/diagnostics/diagnostic.ts";
import type { SourceFile } from "../../src/ir/source.ts";
import { lintDesign } from "../../src/lint/lint-design.ts";
import { renderFindings } from "../diagrams/render-findings.ts";

/** Each digraph of the files; they may use each other as blocks. */
export function lintFiles(files: readonly SourceFile[], sizes?: ReadonlyMap<string, number>): readonly Diagnostic[] {
  const diagrams = files.flatMap((file) => readDiagrams(file).diagrams);
  const { linked } = linkBlocks({ diagrams, places: () => [diagrams], mapping: new Map() });
  return lintDesign(diagrams.map((diagram) => linked.get(diagram)!), sizes);
}

export function lintText(text: string, sizes?: ReadonlyMap<string, number>): string {
  return renderFindings(lintFiles([{ path: "input.dot", text }], sizes), "input.dot");
}

/** The rules that are reported, in order of place. */
export function rulesIn(text: string, sizes?: ReadonlyMap<string, number>): readonly string[] {
  return lintFiles([{ path: "input.dot", text }], sizes).map(({ rule }) => rule);
}

/** The text after the preferred fixes. */
export function fixText(text: string): string {
  const file = { path: "input.dot", text };
  return applyPreferredFixes(lintFiles([file])).files[0]?.text ?? text;
}

/** A digraph of layers in a row: labels, of which the first comes after `inp`, and the last before `oup`. */
export function chain(name: string, ...labels: readonly string[]): string {
  const nodes = labels.map((label, index) => `  n${index} [label="${label}"]\n`);
  return `digraph ${name} {\n  inp [label="Input [BatchSize, C=4, H=8, W=8]"]\n${nodes.join("")}  inp -> ${labels.map((_, index) => `n${index} -> `).join("")}oup\n}\n`;
}

const folder = new URL("../../graphs/", import.meta.url);

export const graphFiles: readonly SourceFile[] = readdirSync(folder).filter((name) => name.endsWith(".dot")).sort()
  .map((name) => ({ path: name, text: readFileSync(new URL(name, folder), "utf8") }));
