/** A diagram's name against what is drawn: the depth that it promises, and the kind of recurrent cell that it names. */
import type { Diagnostic, Fix } from "../diagnostics/diagnostic.ts";
import { reportLint } from "../diagnostics/rules/lint.ts";
import { labelText } from "../1-read/label-text.ts";
import type { LinkedDiagram } from "../ir/linked.ts";
import type { Span } from "../ir/source.ts";
import type { Sizes } from "./value-of.ts";
import { weightedDepth } from "./weighted-depth.ts";

/** Families of networks whose number counts the layers with weights, batch norms apart. */
const family = /^(?:LeNet|VGG|(?:PreAct)?ResNet|ResNeXt|DenseNet|Darknet)[\s_-]*(\d{1,4})(?:[\s_-]*BN)?$/i;

export function checkDepth(diagram: LinkedDiagram, sizes: Sizes): readonly Diagnostic[] {
  const promised = Number(family.exec(diagram.name)?.[1] ?? 0);
  if (promised === 0) return [];
  const found = weightedDepth(diagram, sizes);
  return found < promised ? [reportLint("name-depth", diagram.diagram.nameSpan, { name: diagram.name, promised, found })] : [];
}

type Cell = "LSTM" | "GRU";

/** The gates as they are usually called: forget, input, output; update, reset. */
const gates: Readonly<Record<Cell, readonly string[]>> = { LSTM: ["F[t]", "I[t]", "O[t]"], GRU: ["Z[t]", "R[t]"] };

export function checkCell({ name, diagram }: LinkedDiagram): readonly Diagnostic[] {
  const named = cellIn(name);
  if (named === undefined) return [];
  const texts = diagram.nodes.map((node) => labelText(node, diagram)?.value ?? node.id);
  const values = new Set(texts.flatMap((text) => text.match(/(?<!\p{L})\p{L}+\[t(?:-1)?\]/gu) ?? []));
  const signs = signsOf(values);
  const drawn = named === "LSTM" ? "GRU" : "LSTM";
  if (signs[drawn].length === 0 || signs[named].length > 0) return [];
  return [reportLint("name-cell", diagram.nameSpan, { name, named, drawn, signs: signs[drawn] }, { fixes: rename(diagram.nameSpan, named, drawn) })];
}

/** The one that a name holds; none where it holds both. */
function cellIn(name: string): Cell | undefined {
  const [lstm, gru] = [/lstm/i.test(name), /gru/i.test(name)];
  return lstm === gru ? undefined : lstm ? "LSTM" : "GRU";
}

/** An LSTM hands on two states and has at least two of its gates; a GRU hands on one, and has both of its own. */
function signsOf(values: ReadonlySet<string>): Readonly<Record<Cell, readonly string[]>> {
  const states = [...values].filter((value) => value.endsWith("[t-1]"));
  const drawn = (cell: Cell, stateCount: number) => {
    const found = gates[cell].filter((gate) => values.has(gate));
    return states.length === stateCount && found.length >= 2 ? [...states, ...found] : [];
  };
  return { LSTM: drawn("LSTM", 2), GRU: drawn("GRU", 1) };
}

/** Offered, not preferred: who calls the cell does so by its name. */
function rename({ file, start, end }: Span, named: Cell, drawn: Cell): readonly Fix[] {
  const at = file.text.slice(start, end).search(new RegExp(named, "i"));
  if (at < 0) return [];
  const span = { file, start: start + at, end: start + at + named.length };
  return [{ title: { en: `Call it ${drawn}`, zh: `改名为 ${drawn}` }, edits: [{ span, text: drawn }], preferred: false }];
}
