/** Two flat models and which node is which -> what happened to each node, in the order of execution. */
import type { AttributeChange, NodeChange, NodeChangeKind } from "./diff-report.ts";
import type { FlatModel, FlatNode, FlatValue, Shape } from "./flat-model.ts";
import type { Matching } from "./match-nodes.ts";

export function compareNodes(before: FlatModel, after: FlatModel, matching: Matching): readonly NodeChange[] {
  const changes: NodeChange[] = [];
  const [oldKept, newKept] = [keptBlocks(before, matching.toNew), keptBlocks(after, matching.toOld)];
  const places = new Map(before.nodes.map(({ path }, index) => [path, index]));
  let told = 0;
  const tellRemoved = (end: number) => {
    for (; told < end; told++) {
      const node = before.nodes[told]!;
      if (!matching.toNew.has(node.path)) changes.push(wholeNode("removed", node, oldKept));
    }
  };
  for (const node of after.nodes) {
    const place = places.get(matching.toOld.get(node.path) ?? "");
    const old = matching.toOld.has(node.path) && place !== undefined ? before.nodes[place] : undefined;
    if (place !== undefined) tellRemoved(place);
    const change = old === undefined ? wholeNode("added", node, newKept) : compareNode(old, node, matching);
    if (change !== undefined) changes.push(change);
  }
  tellRemoved(before.nodes.length);
  return changes;
}

function wholeNode(kind: "added" | "removed", { path, parts, operation, attributes, inputs, shape }: FlatNode, kept: ReadonlySet<string>): NodeChange {
  const side = kind === "added" ? "new" : "old";
  const block = outerPaths(parts).find((outer) => !kept.has(outer));
  const told = attributes.filter(({ usual }) => !usual).map(({ name, value }) => ({ name, [side]: value }));
  return { kind, path, parts, ...(block === undefined ? {} : { block }), operation, attributes: told, inputs, shape };
}

/** Paths of the blocks, repeats and turns that hold a node which both sides have. */
function keptBlocks({ nodes }: FlatModel, matched: ReadonlyMap<string, string>): ReadonlySet<string> {
  return new Set(nodes.filter(({ path }) => matched.has(path)).flatMap(({ parts }) => outerPaths(parts)));
}

/** Of what stands around a node, from the outermost. */
function outerPaths(parts: readonly string[]): readonly string[] {
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("."));
}

function compareNode(old: FlatNode, node: FlatNode, { toNew }: Matching): NodeChange | undefined {
  const attributes = compareAttributes(old, node);
  const oldInputs = old.inputs.map((input) => toNew.get(input) ?? input);
  const different = {
    renamed: old.path !== node.path,
    changed: old.operation !== node.operation || attributes.length > 0,
    rewired: !isSameList(node.unordered ? oldInputs.toSorted() : oldInputs, node.unordered ? node.inputs.toSorted() : node.inputs),
    reshaped: !isSameList(old.shape, node.shape),
  };
  const kind = (["renamed", "changed", "rewired", "reshaped"] as const satisfies readonly NodeChangeKind[]).find((each) => different[each]);
  if (kind === undefined) return undefined;
  const { path, parts, operation, inputs, shape } = node;
  return {
    kind, path, parts,
    ...(different.renamed ? { oldPath: old.path, oldParts: old.parts } : {}),
    operation,
    ...(old.operation === operation ? {} : { oldOperation: old.operation }),
    attributes,
    inputs,
    ...(different.rewired ? { oldInputs } : {}),
    shape,
    ...(different.reshaped ? { oldShape: old.shape } : {}),
  };
}

function compareAttributes(old: FlatNode, node: FlatNode): readonly AttributeChange[] {
  const olds = new Map(old.attributes.map(({ name, value }) => [name, value]));
  const news = new Map(node.attributes.map(({ name, value }) => [name, value]));
  return [...new Set([...olds.keys(), ...news.keys()])].flatMap((name) => {
    const [was, is] = [olds.get(name), news.get(name)];
    if (was !== undefined && is !== undefined && isSameValue(was, is)) return [];
    return [{ name, ...(was === undefined ? {} : { old: was }), ...(is === undefined ? {} : { new: is }) }];
  });
}

function isSameValue(a: FlatValue, b: FlatValue): boolean {
  return typeof a === "object" && typeof b === "object" ? isSameList(a, b) : a === b;
}

export function isSameList(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((part, index) => part === b[index]);
}
