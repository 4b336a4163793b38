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
  | { readonly kind: "block"; readonly word: Word; readonly diagrams: readonly Diagram[] }
  | { readonly kind: "unmapped"; readonly word: Word; readonly target: string };

type BlockRule = (candidate: Diagram, word: string, from: Diagram) => boolean;

/** After the mapping, the exact name and the layers. */
const looserRules: readonly BlockRule[] = [
  (candidate, word, from) => from.name !== undefined && candidate.name === `${from.name}${word}`,
  (candidate, word, from) => capitals(from.name) !== "" && candidate.name === `${capitals(from.name)}${word}`,
  (candidate, word, from) => candidate !== from && /^[\p{Lu}\p{Lo}]/u.test(word) && candidate.name?.endsWith(word) === true,
];

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
      const diagrams = firstPlace(places(from), (candidate) => candidate.name === target);
      return diagrams === undefined ? { kind: "unmapped", word, target } : { kind: "block", word, diagrams };
    }
    const named = firstPlace(places(from), (candidate) => candidate.name === word.text);
    if (named !== undefined) return { kind: "block", word, diagrams: named };
    const folded = foldWord(word.text);
    const entry = layersByWord.get(foldWord(synonyms.get(folded) ?? folded));
    if (entry !== undefined) return { kind: "layer", word, entry };
    for (const rule of looserRules) {
      const diagrams = firstPlace(places(from), (candidate) => rule(candidate, word.text, from));
      if (diagrams !== undefined) return { kind: "block", word, diagrams };
    }
  }
  return undefined;
}

function firstPlace(places: readonly (readonly Diagram[])[], fits: (candidate: Diagram) => boolean): readonly Diagram[] | undefined {
  for (const place of places) {
    const found = place.filter(fits);
    if (found.length > 0) return found;
  }
  return undefined;
}

/** `CAE` of ConvAutoEncoder. */
function capitals(name: string | undefined): string {
  return (name ?? "").replace(/[^\p{Lu}]/gu, "");
}

const layersByWord: ReadonlyMap<string, OperationEntry> = new Map(
  operations.flatMap((entry) => (entry.label?.words ?? []).map((word) => [foldWord(word), entry] as const)),
);

/** The name of each layer, as messages give it. */
export const layerNames: readonly string[] = operations.flatMap(({ label }) => label?.words.slice(0, 1) ?? []);

/** Every word of every layer. */
export const layerWords: readonly string[] = operations.flatMap(({ label }) => label?.words ?? []);

function foldWord(word: string): string {
  return word.toLowerCase();
}
