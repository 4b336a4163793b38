/**
 * Where a word is looked for, and by which rules: docs/notation.md, "Blocks". In: all digraphs that the command can
 * see, in places from near to far. Out: the digraph or layer that a word stands for, or why there is none.
 */
import type { Diagram } from "../ir/diagram.ts";
import type { Word } from "../ir/label.ts";
import { operations, type OperationEntry } from "../ops/index.ts";

/** The digraphs that may be meant from `diagram`, in places from near to far; no digraph stands in two of them. */
export type Places = (diagram: Diagram) => readonly (readonly Diagram[])[];

export type Found =
  | { readonly kind: "layer"; readonly word: Word; readonly entry: OperationEntry }
  | { readonly kind: "block"; readonly word: Word; readonly diagrams: readonly Diagram[]; /** Only their names' ends say so. */ readonly byEnding?: true }
  | { readonly kind: "unmapped"; readonly word: Word; readonly target: string };

/** The digraphs of one place that a word means by one rule. */
type BlockRule = (place: PlaceIndex, word: string, from: Diagram) => readonly Diagram[];

const byEnding: BlockRule = ({ ending }, word, from) => ending.get(word)?.filter((candidate) => candidate !== from) ?? [];

/** After the mapping, the exact name and the layers. */
const looserRules: readonly BlockRule[] = [
  ({ named }, word, from) => (from.name === undefined ? [] : (named.get(from.name + word) ?? [])),
  ({ named }, word, from) => (capitals(from.name) === "" ? [] : (named.get(capitals(from.name) + word) ?? [])),
  byEnding,
];

interface PlaceIndex {
  readonly named: ReadonlyMap<string, readonly Diagram[]>;
  /** By what follows a capital, that included; a name by itself is no ending. */
  readonly ending: ReadonlyMap<string, readonly Diagram[]>;
}

const indexes = new WeakMap<readonly Diagram[], PlaceIndex>();

function indexOf(place: readonly Diagram[]): PlaceIndex {
  const known = indexes.get(place);
  if (known !== undefined) return known;
  const [named, ending] = [new Map<string, Diagram[]>(), new Map<string, Diagram[]>()];
  for (const diagram of place) {
    if (diagram.name === undefined) continue;
    file(named, diagram.name, diagram);
    for (const end of endingsOf(diagram.name)) file(ending, end, diagram);
  }
  indexes.set(place, { named, ending });
  return { named, ending };
}

function file(drawer: Map<string, Diagram[]>, key: string, diagram: Diagram): void {
  const before = drawer.get(key);
  if (before === undefined) drawer.set(key, [diagram]);
  else before.push(diagram);
}

/** Longer names than a person writes have none. */
const longestName = 200;

function endingsOf(name: string): readonly string[] {
  if (name.length > longestName) return [];
  return [...name.matchAll(/[\p{Lu}\p{Lo}]/gu)].map(({ index }) => name.slice(index));
}

/** What a user says of words. */
export interface WordTable {
  /** Words to digraphs' names. */
  readonly mapping: ReadonlyMap<string, string>;
  /** Words in lower case to words of layers. */
  readonly synonyms: ReadonlyMap<string, string>;
}

/** Several diagrams fit within one rule and place; the caller weeds them by what arguments they take. */
export function findWord(words: readonly Word[], from: Diagram, places: Places, { mapping, synonyms }: WordTable): Found | undefined {
  for (const word of words) {
    const target = mapping.get(word.text);
    if (target !== undefined) {
      const diagrams = firstPlace(places(from), ({ named }) => named.get(target) ?? []);
      return diagrams === undefined ? { kind: "unmapped", word, target } : { kind: "block", word, diagrams };
    }
    const folded = foldWord(word.text);
    const entry = layersByWord.get(foldWord(synonyms.get(folded) ?? folded));
    // Within a digraph that is named after a layer, its own name means the layer.
    const isMeant = (candidate: Diagram) => entry === undefined || candidate !== from;
    const exact = firstPlace(places(from), ({ named }) => named.get(word.text)?.filter(isMeant) ?? []);
    if (exact !== undefined) return { kind: "block", word, diagrams: exact };
    if (entry !== undefined) return { kind: "layer", word, entry };
    for (const rule of looserRules) {
      const diagrams = firstPlace(places(from), (place) => rule(place, word.text, from));
      if (diagrams !== undefined) return { kind: "block", word, diagrams, ...(rule === byEnding ? { byEnding: true } : {}) };
    }
  }
  return undefined;
}

function firstPlace(places: readonly (readonly Diagram[])[], find: (place: PlaceIndex) => readonly Diagram[]): readonly Diagram[] | undefined {
  for (const place of places) {
    const found = find(indexOf(place));
    if (found.length > 0) return found;
  }
  return undefined;
}

/** `CAE` of ConvAutoEncoder. */
export function capitals(name: string | undefined): string {
  return (name ?? "").replace(/[^\p{Lu}]/gu, "");
}

const layersByWord: ReadonlyMap<string, OperationEntry> = new Map(
  operations.flatMap((entry) => (entry.label?.words ?? []).map((word) => [foldWord(word), entry] as const)),
);

const functionsByWord: ReadonlyMap<string, OperationEntry> = new Map(
  operations.flatMap((entry) => (entry.label?.functions ?? []).map((word) => [foldWord(word), entry] as const)),
);

/** The layer that a word means by itself. */
export function layerOf(word: string): OperationEntry | undefined {
  return layersByWord.get(foldWord(word));
}

/** Every function of expressions, as messages give it. */
export const functionWords: readonly string[] = operations.flatMap(({ label }) => label?.functions ?? []);

/** The operation that a function of expressions is. */
export function functionOf(word: string): OperationEntry | undefined {
  return functionsByWord.get(foldWord(word));
}

const operatorsBySign: ReadonlyMap<string, OperationEntry> = new Map(operations.flatMap((entry) => (entry.label?.operator === undefined ? [] : [[entry.label.operator, entry] as const])));

/** The operation that a sign between operands is: `+`. */
export function operatorOf(sign: string): OperationEntry | undefined {
  return operatorsBySign.get(sign);
}

/** The name of each layer, as messages give it. */
export const layerNames: readonly string[] = operations.flatMap(({ label }) => label?.words.slice(0, 1) ?? []);

/** Every word of every layer. */
export const layerWords: readonly string[] = operations.flatMap(({ label }) => label?.words ?? []);

function foldWord(word: string): string {
  return word.toLowerCase();
}
