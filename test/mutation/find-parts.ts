/**
 * A diagram's text -> its parts that can be broken, by patterns of this file's own, which know how graphs/ are laid
 * out. Nothing of the compiler is asked where a part begins or ends.
 */

export interface Range {
  readonly start: number;
  readonly end: number;
}

export const partKinds = [
  "size", "dimension", "key", "flag", "index", "layer", "role", "suffix", "operator", "labelBracket", "comma", "equals",
  "quote", "listBracket", "brace", "arrow", "edge", "edgeEnd", "node", "digraph",
] as const;

export type PartKind = (typeof partKinds)[number];

export interface Part extends Range {
  readonly kind: PartKind;
  /** The node statement's label, without quotes, where the part stands in one. */
  readonly label: Range | undefined;
  /** A bracket's or quote's other half; of an edge, its two ends; of a node, its label. */
  readonly partners: readonly Range[];
}

export interface NodeDeclaration {
  readonly id: string;
  readonly name: Range;
  readonly label: Range;
}

const pairs = new Map([["[", "]"], ["(", ")"]]);

export function findNodes(text: string): readonly NodeDeclaration[] {
  return [...text.matchAll(/^ *(\w+) +\[label="([^"]*)"/gm)].map((match) => {
    const [whole, id, label] = match as unknown as [string, string, string];
    const end = match.index + whole.length - 1;
    const start = match.index + whole.indexOf(id);
    return { id, name: { start, end: start + id.length }, label: { start: end - label.length, end } };
  });
}

export function findParts(text: string): readonly Part[] {
  const nodes = findNodes(text);
  return [...frameParts(text), ...nodes.flatMap((node) => nodeParts(text, node)), ...edgeParts(text)].toSorted((a, b) => a.start - b.start || a.end - b.end);
}

/** The digraph's name and braces. */
function frameParts(text: string): readonly Part[] {
  const [, head, name] = /^(digraph (?=\w+ \{))(\w+)/m.exec(text)!;
  const start = text.indexOf(head! + name!) + head!.length;
  const [open, close] = [text.indexOf("{", start), text.lastIndexOf("}")].map((at) => ({ start: at, end: at + 1 })) as [Range, Range];
  return [
    { kind: "digraph", start, end: start + name!.length, label: undefined, partners: [] },
    { kind: "brace", ...open, label: undefined, partners: [close] },
    { kind: "brace", ...close, label: undefined, partners: [open] },
  ];
}

function nodeParts(text: string, { name, label }: NodeDeclaration): readonly Part[] {
  const quotes = [{ start: label.start - 1, end: label.start }, { start: label.end, end: label.end + 1 }] as const;
  const open = text.indexOf("[", name.end);
  const lists = [{ start: open, end: open + 1 }, { start: text.indexOf("]", label.end), end: text.indexOf("]", label.end) + 1 }] as const;
  return [
    { kind: "node", ...name, label: undefined, partners: [label] },
    ...quotes.map((quote, index): Part => ({ kind: "quote", ...quote, label: undefined, partners: [quotes[1 - index]!, label] })),
    ...lists.map((bracket, index): Part => ({ kind: "listBracket", ...bracket, label: undefined, partners: [lists[1 - index]!, quotes[1], name] })),
    ...labelParts(text, label),
  ];
}

function labelParts(text: string, label: Range): readonly Part[] {
  const content = text.slice(label.start, label.end).replaceAll("\\n", "  ");
  const found: Part[] = [];
  const add = (kind: PartKind, start: number, length: number, partners: readonly Range[] = []) => {
    found.push({ kind, start: label.start + start, end: label.start + start + length, label, partners });
  };
  if (/^[-+*@]$/.test(content)) {
    add("operator", 0, 1);
    return found;
  }
  const [head] = /^[^[(]*/.exec(content)!;
  const [, word, suffix] = /^(\p{Script=Han}+|[A-Za-z]+(?:2D)?)?(?:[# ]*(\d+))?/u.exec(head)!;
  if (word !== undefined) add(/^\p{Script=Han}/u.test(word) ? "role" : "layer", 0, word.length);
  if (word !== undefined && suffix !== undefined) add("suffix", word.length + head.slice(word.length).indexOf(suffix), suffix.length);
  const [, count] = / x *(\w+)/.exec(head) ?? [];
  if (count !== undefined) add(/^\d/.test(count) ? "size" : "dimension", head.lastIndexOf(count), count.length);
  for (const match of content.slice(head.length).matchAll(/#?[A-Za-z]\w*|\d+x(?=\d)|\d+(?:\.\d+)?|[^\s\w]/g)) {
    const [token] = match;
    const at = head.length + match.index;
    const after = content.slice(at + token.length);
    if (token.startsWith("#")) add("index", at, token.length);
    else if (/^[A-Za-z]/.test(token) && after.startsWith("=")) add("key", at, token.length);
    else if (token === "true" || token === "false") add("flag", at, token.length);
    else if (/^[A-Za-z]/.test(token)) add("dimension", at, token.length);
    else if (/^\d+x$/.test(token)) {
      add("size", at, token.length - 1);
      add("operator", at + token.length - 1, 1);
    } else if (/^\d/.test(token)) add("size", at, token.length);
    else if (token === ",") add("comma", at, 1);
    else if (token === "=") add("equals", at, 1);
    else if (/[-+*/]/.test(token)) add("operator", at, 1);
    else if (/[[\]()]/.test(token)) add("labelBracket", at, 1, partnerOf(content, at).map((other) => ({ start: label.start + other, end: label.start + other + 1 })));
  }
  return found;
}

/** Where the bracket's other half stands. */
function partnerOf(content: string, at: number): readonly number[] {
  const open: number[] = [];
  for (let index = 0; index < content.length; index++) {
    const character = content[index]!;
    if (pairs.has(character)) open.push(index);
    if (![...pairs.values()].includes(character)) continue;
    const start = open.pop();
    if (start === at) return [index];
    if (index === at && start !== undefined) return [start];
  }
  return [];
}

/** Edges, their ends and their arrows, in statements of ids and arrows alone. */
function edgeParts(text: string): readonly Part[] {
  return [...text.matchAll(/^ *\w+(?:\s*->\s*\w+)+/gm)].flatMap((statement) => {
    const ends = [...statement[0].matchAll(/\w+/g)].map((match) => ({ start: statement.index + match.index, end: statement.index + match.index + match[0].length }));
    return ends.flatMap((end, index): readonly Part[] => {
      const next = ends[index + 1];
      const own: Part = { kind: "edgeEnd", ...end, label: undefined, partners: [] };
      if (next === undefined) return [own];
      const arrow = text.indexOf("->", end.end);
      return [own, { kind: "arrow", start: arrow, end: arrow + 2, label: undefined, partners: [end, next] }, { kind: "edge", start: end.end, end: next.start, label: undefined, partners: [end, next] }];
    });
  });
}
