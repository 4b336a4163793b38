/**
 * Convolutions and linear layers whose bias does nothing, since a batch norm takes its mean away right behind them.
 * Only where nothing else sees the biased result; a pair that a block's boundary parts is left alone, since the block may
 * be used elsewhere.
 */
import type { Diagnostic, Fix } from "../diagnostics/diagnostic.ts";
import { reportLint } from "../diagnostics/rules/lint.ts";
import type { WordLabel } from "../ir/label.ts";
import type { LinkedDiagram, LinkedNode } from "../ir/linked.ts";
import type { OperationEntry } from "../ops/index.ts";
import { nameOf, nameSpan, repeatOf, roleOf } from "./layers.ts";

export function findUselessBiases({ nodes }: LinkedDiagram): readonly Diagnostic[] {
  const uses = new Map<LinkedNode, number>();
  for (const { inputs } of nodes) for (const input of inputs) uses.set(input, (uses.get(input) ?? 0) + 1);
  /** By the node whose value it is: the layer that gave it, seen by nobody else on the way. */
  const givers = new Map<LinkedNode, LinkedNode>();
  const found: Diagnostic[] = [];
  for (const node of nodes) {
    const [taken] = node.inputs;
    const arriving = taken === undefined || node.inputs.length > 1 || uses.get(taken) !== 1 ? undefined : givers.get(taken);
    if (roleOf(node) === "weighted" && repeatOf(node) === undefined) givers.set(node, node);
    else if (node.meaning.kind === "featureMap" && arriving !== undefined) givers.set(node, arriving);
    else if (roleOf(node) === "normalization" && arriving !== undefined) found.push(...report(arriving, node));
  }
  return found;
}

function report(layer: LinkedNode, norm: LinkedNode): readonly Diagnostic[] {
  if (layer.meaning.kind !== "layer") return [];
  const { entry, label } = layer.meaning;
  const key = biasKey(entry);
  const written = label.arguments.find((argument) => argument.key?.text.toLowerCase() === key?.toLowerCase());
  if (key === undefined || (written !== undefined && !isTrue(written.value))) return [];
  const related = [{ span: nameSpan(norm), message: { en: "The mean is taken away here", zh: "均值在这里被减去" } }];
  return [reportLint("useless-bias", nameSpan(layer), { layer: nameOf(layer), norm: nameOf(norm) }, { related, fixes: dropBias(key, label) })];
}

/** The key that switches the operation's bias, where it has one. */
function biasKey({ label }: OperationEntry): string | undefined {
  return Object.entries(label?.keys ?? {}).find(([, { attribute, kind }]) => attribute === "bias" && kind === "flag")?.[0];
}

function isTrue(value: WordLabel["arguments"][number]["value"]): boolean {
  return value.kind === "name" ? /^(?:true|yes)$/i.test(value.name) : value.kind === "number" && value.text === "1";
}

/** In place of what is written, or behind the last argument. It takes a parameter out of the network. */
function dropBias(key: string, { arguments: given }: WordLabel): readonly Fix[] {
  const written = given.find((argument) => argument.key?.text.toLowerCase() === key.toLowerCase());
  const last = given.at(-1);
  if (last === undefined) return [];
  const edit = written === undefined ? { span: { ...last.span, start: last.span.end }, text: `, ${key}=false` } : { span: written.value.span, text: "false" };
  return [{ title: { en: `Write \`${key}=false\``, zh: `写作 \`${key}=false\`` }, edits: [edit], preferred: true, unsafe: true }];
}
