/** Breaks one part of a diagram: one range of its text becomes another text. */
import { findNodes, type Part, type PartKind, type Range } from "./find-parts.ts";
import type { SeededRandom } from "./seeded-random.ts";

export interface Mutant {
  readonly kind: PartKind;
  /** What was done, for people. */
  readonly what: string;
  readonly text: string;
  /** The range of the old text that was replaced, and how long it is now. */
  readonly replaced: Range;
  readonly length: number;
  /** Where in the new text a report stands at the break: the part itself, and what holds it together with others. */
  readonly places: readonly Range[];
  /** The label that the part stands in, in the new text. */
  readonly label: Range | undefined;
}

export function breakPart(text: string, part: Part, random: SeededRandom): Mutant {
  const old = text.slice(part.start, part.end);
  switch (part.kind) {
    case "size": return respell(text, part, otherSize(old, random));
    case "key": case "dimension": case "layer": case "role": case "flag": case "index": case "node": case "digraph": case "edgeEnd":
      return respell(text, part, misspell(old, random));
    case "suffix": return respell(text, part, String(Number(old) + 1 + random.below(3)));
    case "operator": return respell(text, part, random.pick(["+", "-", "*", "/", "@", ""].filter((sign) => sign !== old && !(old === "x" && sign === "*"))));
    case "labelBracket": return respell(text, part, random.pick(["", old + old, old === "[" ? "(" : old === "]" ? ")" : old === "(" ? "[" : "]", { "[": "]", "]": "[", "(": ")", ")": "(" }[old]!]));
    case "comma": return respell(text, part, random.pick(["", ",,", ".", ";;"]));
    case "equals": return respell(text, part, random.pick(["", "==", "-", "/"]));
    case "quote": return respell(text, part, random.pick(["", "'", "“"]));
    case "listBracket": return respell(text, part, random.pick(["", "(", old + old]));
    case "brace": return respell(text, part, random.pick(["", "(", old + old]));
    case "arrow": return respell(text, part, random.pick(["-", "--", "=>", "-->", "→", ">"]));
    case "edge": return breakEdge(text, part, random);
  }
}

function otherSize(old: string, random: SeededRandom): string {
  const value = Number(old);
  const candidates = old.includes(".") ? [value + 1, value / 2, value + 0.01] : [value + 1, value - 1, value * 2, value * 10, Number([...old].reverse().join("")), value + 10];
  return String(random.pick(candidates.filter((other) => other !== value && other >= 0)));
}

/** One slip of the pen: a letter left out, doubled, swapped with its neighbour, mistyped, or in the wrong case. */
function misspell(old: string, random: SeededRandom): string {
  const letters = [...old];
  for (;;) {
    const at = random.below(letters.length);
    const letter = letters[at]!;
    const typed = random.pick([..."abdeghknrstuwxz"]);
    const mistyped = letter === letter.toUpperCase() ? typed.toUpperCase() : typed;
    const misspelt = random.pick([
      letters.toSpliced(at, 1),
      letters.toSpliced(at, 0, letter),
      letters.with(at, mistyped),
      at + 1 < letters.length ? letters.with(at, letters[at + 1]!).with(at + 1, letter) : letters.with(at, mistyped),
      letters.with(at, letter === letter.toUpperCase() ? letter.toLowerCase() : letter.toUpperCase()),
    ]).join("");
    if (misspelt !== old && /^[#\p{L}]/u.test(misspelt)) return misspelt;
  }
}

/** Left out, aimed at another node, turned round, or drawn twice. */
function breakEdge(text: string, part: Part, random: SeededRandom): Mutant {
  const [from, to] = part.partners.map(({ start, end }) => text.slice(start, end)) as [string, string];
  const nodes = findNodes(text);
  const others = nodes.map(({ id }) => id).filter((id) => id !== from && id !== to);
  const target = random.pick(others);
  const [what, between] = random.pick([
    ["left out", "\n  "],
    [`aimed at ${target}`, ` -> ${target}\n  `],
    ["turned round", `\n  ${to} -> ${from}\n  `],
    ["drawn twice", ` -> ${to}\n  ${from} -> `],
  ] as const);
  const concerned = [from, to, ...(what.startsWith("aimed") ? [target] : [])];
  const declarations = nodes.filter(({ id }) => concerned.includes(id)).flatMap(({ name, label }) => [name, label]);
  return replace(text, part, between, `${from} -> ${to} ${what}`, [...part.partners, ...declarations]);
}

function respell(text: string, part: Part, replacement: string): Mutant {
  const old = text.slice(part.start, part.end);
  return replace(text, part, replacement, `${old} -> ${replacement || "nothing"}`, part.partners);
}

function replace(text: string, part: Part, replacement: string, what: string, partners: readonly Range[]): Mutant {
  const delta = replacement.length - (part.end - part.start);
  const moved = ({ start, end }: Range): Range => ({ start: start >= part.end ? start + delta : start, end: end >= part.end ? end + delta : end });
  const own = { start: part.start, end: part.start + replacement.length };
  const mutated = text.slice(0, part.start) + replacement + text.slice(part.end);
  return {
    kind: part.kind, what, text: mutated, replaced: part, length: replacement.length,
    places: [replacement === "" ? around(mutated, part.start) : own, ...partners.map(moved)],
    label: part.label === undefined ? undefined : moved(part.label),
  };
}

/** Where something was taken away: the words on both sides of the gap. */
function around(text: string, at: number): Range {
  const [before] = /(?:[\w.#]+|.)?\s*$/u.exec(text.slice(0, at).replace(/\\n/g, "  "))!;
  const [after] = /^\s*(?:[\w.#]+|.)?/u.exec(text.slice(at).replace(/\\n/g, "  "))!;
  return { start: at - before.length, end: at + after.length };
}

