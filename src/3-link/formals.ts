/** The free names of a block, and how a call's arguments meet them. */
import type { Argument } from "../ir/label.ts";
import type { Formal, LinkedNode } from "../ir/linked.ts";
import { namesInLabel } from "../2-interpret/names-in-label.ts";
import { isRunDimension } from "../2-interpret/vocabulary.ts";

/** Words that answer a flag (`Bias=false`), and are no dimensions. */
const flagWords = new Set(["true", "false", "yes", "no", "none"]);

/** In order of first appearance. A name that the diagram gives a value (`NFeature(768)`) is not free. */
export function formalsOf(nodes: readonly LinkedNode[]): readonly Formal[] {
  const found = new Map<string, Formal>();
  const valued = new Set<string>();
  for (const { meaning } of nodes) {
    const label = "label" in meaning ? meaning.label : undefined;
    for (const use of label === undefined ? [] : namesInLabel(label)) {
      if (use.value !== undefined) valued.add(use.name);
      if (!isRunDimension(use.name) && !flagWords.has(use.name.toLowerCase()) && !found.has(use.name)) found.set(use.name, use);
    }
  }
  for (const { meaning, span } of nodes) {
    if (meaning.kind !== "block") continue;
    const bound = new Set(bindArguments(meaning.label.arguments, meaning.block.formals).bound.keys());
    const arriving = arrivingNames(meaning.block.cell?.sequences ?? meaning.block.inputs);
    for (const { name } of meaning.block.formals) {
      if (!bound.has(name) && !arriving.has(name) && !found.has(name)) found.set(name, { name, span });
    }
  }
  return [...found.values()].filter(({ name }) => !valued.has(name));
}

/** Names that stand alone as an axis of an input's claim: the shape that arrives binds them. */
function arrivingNames(inputs: readonly LinkedNode[]): ReadonlySet<string> {
  const labels = inputs.flatMap(({ meaning }) => (meaning.kind === "featureMap" ? (meaning.label?.shape ?? []) : []));
  return new Set(labels.flatMap(({ value }) => (value.kind === "name" ? [value.name] : [])));
}

export interface BoundArguments {
  readonly bound: ReadonlyMap<string, Argument>;
  /** Arguments that no formal takes. */
  readonly unused: readonly Argument[];
}

/** Keys match a formal of the same name or with the prefix Block, Layer or N; positions bind in order of first appearance. */
export function bindArguments(given: readonly Argument[], formals: readonly Formal[]): BoundArguments {
  const bound = new Map<string, Argument>();
  const unused: Argument[] = [];
  for (const argument of given.filter(({ key }) => key !== undefined)) {
    const name = matchFormal(argument.key!.text, formals);
    if (name === undefined || bound.has(name)) unused.push(argument);
    else bound.set(name, argument);
  }
  const free = formals.filter(({ name }) => !bound.has(name));
  const positional = given.filter(({ key }) => key === undefined);
  for (const [index, argument] of positional.entries()) {
    const formal = free[index];
    if (formal === undefined) unused.push(argument);
    else bound.set(formal.name, argument);
  }
  return { bound, unused };
}

function matchFormal(key: string, formals: readonly Formal[]): string | undefined {
  for (const prefix of ["", "block", "layer", "n"]) {
    const match = formals.find(({ name }) => name.toLowerCase() === prefix + key.toLowerCase());
    if (match !== undefined) return match.name;
  }
  return undefined;
}
