/**
 * Which node of the new model is which of the old. First those of one path and one operation; then, under another
 * path, those with the same operation, the same attributes and the same neighbours: they were renamed, and so were
 * the parameters that they hold. What is left under one path has become another operation.
 */
import type { FlatInput, FlatModel, FlatNode } from "./flat-model.ts";

export interface Matching {
  /** From paths of new nodes, and names of new inputs, to old ones. */
  readonly toOld: ReadonlyMap<string, string>;
  readonly toNew: ReadonlyMap<string, string>;
}

/** Each round can free the next, where nodes in a row are renamed and stand beside alike ones. */
const mostRounds = 8;
/** More alike nodes than this are told apart by their order alone. */
const mostAlike = 100;

export function matchNodes(before: FlatModel, after: FlatModel): Matching {
  const pairs = new Pairs();
  matchInputs(before.inputs, after.inputs, pairs);
  const oldNodes = new Map(before.nodes.map((node) => [node.path, node]));
  for (const { path, operation } of after.nodes) if (oldNodes.get(path)?.operation === operation) pairs.add(path, path);
  const oldSide = new Side(before, pairs.toNew);
  const newSide = new Side(after, pairs.toOld);
  for (let round = 0, size = -1; round < mostRounds && pairs.size > size; round++) {
    size = pairs.size;
    for (const node of newSide.open) matchAlone(node, "inputs", oldSide, newSide, pairs);
    for (const node of newSide.open.toReversed()) matchAlone(node, "consumers", oldSide, newSide, pairs);
  }
  const ofOneId = (node: FlatNode, key: string | undefined) => (key === undefined ? undefined : JSON.stringify([node.parts.at(-1), key]));
  matchInOrder(oldSide, newSide, pairs, ofOneId);
  matchInOrder(oldSide, newSide, pairs, (_node, key) => key);
  for (const { path } of after.nodes) if (oldNodes.has(path)) pairs.add(path, path);
  return pairs;
}

class Pairs implements Matching {
  readonly toOld = new Map<string, string>();
  readonly toNew = new Map<string, string>();

  get size(): number {
    return this.toOld.size;
  }

  /** The first word counts. */
  add(oldPath: string, newPath: string): void {
    if (this.toNew.has(oldPath) || this.toOld.has(newPath)) return;
    this.toNew.set(oldPath, newPath);
    this.toOld.set(newPath, oldPath);
  }
}

/** By name; what is left, where one alone on each side has that shape. */
function matchInputs(before: readonly FlatInput[], after: readonly FlatInput[], pairs: Pairs): void {
  const names = new Set(before.map(({ name }) => name));
  for (const { name } of after) if (names.has(name)) pairs.add(name, name);
  const olds = groupBy(before.filter(({ name }) => !pairs.toNew.has(name)), typeKey);
  for (const [key, alike] of groupBy(after.filter(({ name }) => !pairs.toOld.has(name)), typeKey)) {
    const others = olds.get(key) ?? [];
    if (alike.length === 1 && others.length === 1) pairs.add(others[0]!.name, alike[0]!.name);
  }
}

function typeKey({ element, shape }: FlatInput): string {
  return JSON.stringify([element, shape]);
}

type Direction = "inputs" | "consumers";
type Rename = (path: string) => string | undefined;

/** The nodes of one model that paths do not match, found by what they are and what stands beside them. */
class Side {
  readonly open: readonly FlatNode[];
  private readonly found: Readonly<Record<Direction, ReadonlyMap<string | undefined, readonly FlatNode[]>>>;
  private readonly consumers = new Map<string, Neighbour[]>();

  constructor({ nodes, outputs }: FlatModel, matched: ReadonlyMap<string, string>) {
    const consume = (source: string, edge: Neighbour) => this.consumers.set(source, this.consumers.get(source) ?? []).get(source)!.push(edge);
    for (const { path, inputs, unordered } of nodes) for (const [index, input] of inputs.entries()) consume(input, { edge: unordered ? 0 : index, path });
    for (const { name, source } of outputs) consume(source, { edge: name, path: undefined });
    this.open = nodes.filter(({ path }) => !matched.has(path));
    this.found = { inputs: groupBy(this.open, (node) => this.key(node, "inputs")), consumers: groupBy(this.open, (node) => this.key(node, "consumers")) };
  }

  /** What the node is and what stands beside it, called as on the other side; undefined where that is not known, or nothing is there. */
  key(node: FlatNode, direction: Direction, rename: Rename = (path) => path): string | undefined {
    const neighbours = direction === "inputs" ? node.inputs.map((path) => ({ edge: "", path })) : this.consumers.get(node.path);
    const renamed = neighbours?.map(({ edge, path }) => ({ edge, path: path === undefined ? "" : rename(path), isOutput: path === undefined }));
    if (renamed === undefined || renamed.some(({ path }) => path === undefined)) return undefined;
    const texts = renamed.map((neighbour) => JSON.stringify(neighbour));
    return JSON.stringify([node.operation, node.attributes.map(({ value }) => value), direction === "inputs" && !node.unordered ? texts : texts.sort()]);
  }

  at(key: string | undefined, direction: Direction): readonly FlatNode[] {
    return key === undefined ? [] : (this.found[direction].get(key) ?? []);
  }
}

interface Neighbour {
  /** The number of the consumer's input, or the name of the model's output. */
  readonly edge: number | string;
  readonly path: string | undefined;
}

/** Where one node alone on each side is what it is, as seen from one direction, the two are one. */
function matchAlone(node: FlatNode, direction: Direction, oldSide: Side, newSide: Side, pairs: Pairs): void {
  if (pairs.toOld.has(node.path)) return;
  const olds = oldSide.at(newSide.key(node, direction, (path) => pairs.toOld.get(path)), direction);
  const news = olds.length === 0 ? [] : newSide.at(newSide.key(node, direction), direction);
  if (Math.max(olds.length, news.length) > mostAlike) return;
  const [old, ...others] = olds.filter(({ path }) => !pairs.toNew.has(path));
  if (old !== undefined && others.length === 0 && news.filter(({ path }) => !pairs.toOld.has(path)).length === 1) pairs.add(old.path, node.path);
}

/** Of several alike with the same inputs, the first is the first. */
function matchInOrder(oldSide: Side, newSide: Side, pairs: Pairs, refine: (node: FlatNode, key: string | undefined) => string | undefined): void {
  const open = oldSide.open.filter(({ path }) => !pairs.toNew.has(path)).toReversed();
  const queues = groupBy(open, (node) => refine(node, oldSide.key(node, "inputs")));
  for (const node of newSide.open.filter(({ path }) => !pairs.toOld.has(path))) {
    const key = refine(node, newSide.key(node, "inputs", (path) => pairs.toOld.get(path)));
    const old = key === undefined ? undefined : queues.get(key)?.pop();
    if (old !== undefined) pairs.add(old.path, node.path);
  }
}

function groupBy<K, T>(items: readonly T[], keyOf: (item: T) => K): ReadonlyMap<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, groups.get(key) ?? []).get(key)!.push(item);
  }
  return groups;
}
