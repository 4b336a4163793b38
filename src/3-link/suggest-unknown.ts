/** A label that is neither layer nor block: what is missing, or the nearest name. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { reportLink } from "../diagnostics/rules/link.ts";
import type { Details } from "../diagnostics/rules/rule.ts";
import type { Diagram } from "../ir/diagram.ts";
import type { UnknownLabel, Word, WordLabel } from "../ir/label.ts";
import { sameDigits } from "../ir/same-digits.ts";
import type { Span } from "../ir/source.ts";
import { nearestName } from "../runtime/nearest-name.ts";
import { batchDimension, batchWords, roleWords } from "../2-interpret/vocabulary.ts";
import { foreignLabel, tellForeign } from "./foreign-label.ts";
import { foreignLayer } from "./foreign-layers.ts";
import { capitals, findWord, layerNames, layerOf, layerWords, type Places, type WordTable } from "./library.ts";

/** What a drawer leaves off a block's name. */
const appended = ["", "Layer", "Block", "Cell"];

export function suggestUnknown(label: WordLabel | UnknownLabel, diagram: Diagram, places: Places, table: WordTable): readonly Diagnostic[] {
  const foreign = foreignLabel(label, (text) => meantBy(text, label.span, diagram, places, table));
  if (foreign !== undefined) return [foreign, ...label.slips];
  const several = severalLayers(label);
  if (several !== undefined) return [several, ...label.slips];
  if (label.kind === "unknown") {
    const stray = label.strayNumber;
    if (stray === undefined) return [trailingText(label, diagram, places, table) ?? bareArguments(label, diagram, places, table) ?? withoutBatch(label, label.batch) ?? unknown(label, undefined, []), ...label.slips];
    const stem: Word = { text: stray.word, span: stray.span, suffix: undefined };
    const found = findWord([stem], diagram, places, table);
    const key = found?.kind === "layer" ? found.entry.label?.positional[0]?.[0] : undefined;
    const fixes = key === undefined ? [] : [{ title: { en: `Write [${key}=${stray.number}]`, zh: `写作 [${key}=${stray.number}]` }, edits: [{ span: stray.span, text: `[${key}=${stray.number}]` }], preferred: true }];
    return [reportLink("stray-number", stray.span, { word: stray.word, number: stray.number, key }, { fixes })];
  }
  const stem = label.words.at(-1)!;
  const nearest = nearestWord(stem.text, diagram, places);
  const [first] = label.arguments;
  const batch = first?.key === undefined && first?.value.kind === "name" && batchWords.has(first.value.name.toLowerCase()) ? first.span : undefined;
  const elsewhere = nearest === undefined || layerOf(nearest) !== undefined ? foreignLayer(stem.text) : undefined;
  if (elsewhere !== undefined) return [tellForeign(label, stem.text, stem.span, elsewhere)];
  const unnamed = nearest === undefined ? withoutBatch(label, batch) : undefined;
  if (unnamed !== undefined) return [unnamed];
  const kinds = nearest === undefined ? kindsOf(stem.text) : [nearest];
  const isSlip = nearest !== undefined && sameDigits(nearest, stem.text);
  const fixes = kinds.map((kind) => ({ title: { en: `Write \`${kind}\``, zh: `写作 \`${kind}\`` }, edits: [{ span: stem.span, text: kind }], preferred: isSlip }));
  const digraphs = digraphsAt(diagram, places).toSorted((a, b) => sharedEnd(b, stem.text) - sharedEnd(a, stem.text));
  const related = candidatesAt(diagram, places).filter(({ name }) => name !== undefined && name === nearest).map(({ nameSpan }) => ({ span: nameSpan, message: { en: `\`${nearest}\` is drawn here`, zh: `\`${nearest}\` 画在这里` } }));
  return [unknown(label, kinds.length === 0 ? undefined : kinds.join("` or `"), digraphs, { fixes, related: related.slice(0, 1) })];
}

/** `Conv2D [K=3] ReLU`, `BN + ReLU`: a node is one layer. */
function severalLayers(label: WordLabel | UnknownLabel): Diagnostic | undefined {
  const words = label.text.match(/\p{L}[\p{L}\p{N}]*/gu)?.filter((word) => layerOf(word) !== undefined) ?? [];
  const named = [...new Map(words.map((word) => [layerOf(word), word])).values()];
  return named.length < 2 ? undefined : reportLink("several-layers", label.span, { words: named.slice(0, mostNamed) });
}

const mostNamed = 6;

/** A named tensor whose shape begins with a batch under another name. */
function withoutBatch(label: WordLabel | UnknownLabel, batch: Span | undefined): Diagnostic | undefined {
  if (batch === undefined) return undefined;
  const title = { en: `Write \`${batchDimension}\``, zh: `写作 \`${batchDimension}\`` };
  const written = batch.file.text.slice(batch.start, batch.end);
  return reportLink("map-without-batch", batch, { text: shortText(label), written }, { fixes: [{ title, edits: [{ span: batch, text: batchDimension }], preferred: true }] });
}

/** Of a word that says too little (`Pooling`) the layers that say it whole. */
function kindsOf(word: string): readonly string[] {
  const kinds = layerWords.filter((known) => word.length > 1 && known.length > word.length && known.toLowerCase().endsWith(word.toLowerCase()));
  const first = new Map(kinds.map((known) => [layerOf(known)!, known] as const).toReversed());
  return [...first.values()].toReversed().slice(0, mostNamed);
}

/** Arguments of a layer or block that stand without brackets. The fix is certain where the word takes them just so. */
function bareArguments({ bare }: UnknownLabel, diagram: Diagram, places: Places, table: WordTable): Diagnostic | undefined {
  const found = bare === undefined ? undefined : findWord([bare.word], diagram, places, table);
  if (bare === undefined || found === undefined || found.kind === "unmapped") return undefined;
  const form = found.kind === "layer" ? found.entry.label : undefined;
  const { file, start, end } = bare.span;
  const at = (offset: number) => ({ file, start: offset, end: offset });
  const colon = bare.colon === undefined ? [] : [{ span: bare.colon, text: "" }];
  const fix = { title: { en: "Write the brackets", zh: "补上括号" }, edits: [...colon, { span: at(start), text: "[" }, ...bare.close === undefined ? [{ span: at(end), text: "]" }] : []], preferred: true };
  const given = bare.arguments ?? [];
  const positional = given.filter(({ key }) => key === undefined).length;
  const takes = given.length > 0 && (form === undefined || ((positional === 0 || form.positional.some(({ length }) => length === positional))
    && given.every(({ key }) => key === undefined || Object.keys(form.keys).some((known) => known.toLowerCase() === key.text.toLowerCase()))));
  return reportLink("bare-arguments", bare.span, { word: bare.word.text, keys: form === undefined ? [] : Object.keys(form.keys) }, { fixes: takes ? [fix] : [] });
}

/** What stands behind the brackets of a layer, a block or an input. Arguments that the word takes go within. */
function trailingText({ trailing }: UnknownLabel, diagram: Diagram, places: Places, table: WordTable): Diagnostic | undefined {
  if (trailing === undefined) return undefined;
  const { word, isEmpty, close, span, arguments: given } = trailing;
  const isMap = roleWords.has(word.text.toLowerCase());
  const found = isMap ? undefined : findWord(wordsOf(word), diagram, places, table);
  if (!isMap && (found === undefined || found.kind === "unmapped")) return undefined;
  const form = found?.kind === "layer" ? found.entry.label : undefined;
  const text = span.file.text.slice(span.start, span.end);
  const params = { word: word.text, text: text.length > 60 ? `${text.slice(0, 57)}…` : text, isMap, isArgument: given?.every(({ key, value }) => key !== undefined || value.kind !== "name") === true, keys: form === undefined ? [] : Object.keys(form.keys) };
  const takes = !isMap && given !== undefined && given.every(({ key }) => key !== undefined && (form === undefined || Object.keys(form.keys).some((known) => known.toLowerCase() === key.text.toLowerCase())));
  const within = { span: { ...close, end: span.end }, text: `${isEmpty ? "" : ", "}${text}${close.file.text.slice(close.start, close.end)}` };
  const without = { span: { ...close, start: close.end, end: span.end }, text: "" };
  // A type says nothing that the layers behind do not decide.
  const isType = isMap && given?.length === 1 && given[0]!.key?.text.toLowerCase() === "dtype";
  const fixes = takes ? [{ title: { en: "Move it into the brackets", zh: "移到括号里" }, edits: [within], preferred: true }]
    : [{ title: { en: "Leave it out", zh: "删去它" }, edits: [without], preferred: isType }];
  return reportLink("text-after-brackets", span, params, { fixes });
}

/** What a text would stand for as a word: its layer's entry or its block; undefined where it is none. */
function meantBy(text: string, span: Span, diagram: Diagram, places: Places, table: WordTable): unknown {
  const found = findWord(wordsOf({ text, span, suffix: undefined }), diagram, places, table);
  return found?.kind === "layer" ? found.entry : found?.kind === "block" ? found.diagrams[0] : undefined;
}

/** The whole word, and without its number. */
function wordsOf(word: Word): readonly Word[] {
  const stem = /^(.*?)[\s#_-]*\d+$/su.exec(word.text)?.[1];
  return stem === undefined || stem === "" ? [word] : [word, { ...word, text: stem }];
}

function unknown(label: WordLabel | UnknownLabel, nearest: string | undefined, digraphs: readonly string[], details: Details = {}): Diagnostic {
  const text = shortText(label);
  const span = label.kind === "word" ? label.words[0]!.span : label.span;
  return reportLink("unknown-layer", span, { text, nearest, kinds: layerNames, digraphs, isProse: isProse(label) }, details);
}

/** Three words or more, and no arguments: a sentence, such as `Downsample the features`. */
function isProse({ text }: WordLabel | UnknownLabel): boolean {
  return /^\p{L}[\p{L}\p{M}'’-]*(?: \p{L}[\p{L}\p{M}'’-]*){2,}[.!]?$/u.test(text.slice(0, 1000));
}

function shortText({ text }: WordLabel | UnknownLabel): string {
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** A typo has a letter or two wrong; more is another word. */
const mostLetters = 2;

/** `UpConvBlock` is no slip of the pen for `ConvBlock`: it says one word more. */
function isVariant(word: string, of: string): boolean {
  const [parts, wanted] = [partsOf(word), partsOf(of)];
  let next = 0;
  for (const part of parts) if (part === wanted[next]) next += 1;
  return next === wanted.length && next < parts.length;
}

/** Longer names than a person writes are one part. */
const longestName = 200;

function partsOf(name: string): readonly string[] {
  return name.length > longestName ? [name] : name.split(/(?=\p{Lu})/u);
}

/** Digraphs come before layers, the bare word before one completed at its end, and that before one with the diagram's own name before it. */
function nearestWord(word: string, diagram: Diagram, places: Places): string | undefined {
  const digraphs = digraphsAt(diagram, places);
  for (const completed of [...appended.map((ending) => word + ending), `${diagram.name}${word}`, `${capitals(diagram.name)}${word}`]) {
    const nearest = nearestName(completed, digraphs.filter((name) => !isVariant(completed, name)), mostLetters);
    if (nearest !== undefined) return nearest;
  }
  return nearestName(word, layerWords, mostLetters);
}

interface NearMiss {
  /** What the digraph's own block would be called. */
  readonly wanted: string;
  readonly diagram: Diagram;
}

/** A digraph whose name is a slip for that of the diagram's own block, which comes before one that only ends alike. */
export function nearMiss(word: string, diagram: Diagram, places: Places): NearMiss | undefined {
  const candidates = candidatesAt(diagram, places).filter(({ name }) => name !== undefined && !name.endsWith(word));
  for (const wanted of [`${diagram.name}${word}`, `${capitals(diagram.name)}${word}`]) {
    const alike = candidates.flatMap(({ name }) => (sameDigits(name!, wanted) && !isVariant(name!, wanted) ? [name!] : []));
    const nearest = nearestName(wanted, alike, mostLetters);
    if (nearest !== undefined) return { wanted, diagram: candidates.find(({ name }) => name === nearest)! };
  }
  return undefined;
}

export function tellNearMiss({ text, span }: Word, taken: string, { wanted, diagram: { name, nameSpan } }: NearMiss): Diagnostic {
  const title = { en: `Call the digraph \`${wanted}\``, zh: `把 digraph 改名为 \`${wanted}\`` };
  const related = [{ span: nameSpan, message: { en: `\`${name}\` is nearly \`${wanted}\``, zh: `\`${name}\` 与 \`${wanted}\` 相近` } }];
  return reportLink("near-block", span, { word: text, taken, near: name!, wanted }, { related, fixes: [{ title, edits: [{ span: nameSpan, text: wanted }], preferred: false }] });
}

/** The first of the digraphs that can be meant: enough for a person to choose from. */
export function digraphsAt(diagram: Diagram, places: Places): readonly string[] {
  return [...new Set(candidatesAt(diagram, places).flatMap(({ name }) => name ?? []))];
}

function candidatesAt(diagram: Diagram, places: Places): readonly Diagram[] {
  return places(diagram).flatMap((place) => place.slice(0, mostCompared)).filter((candidate) => candidate !== diagram);
}

const mostCompared = 500;

/** How many letters two words end in alike: blocks of one kind do. */
function sharedEnd(a: string, b: string): number {
  let length = 0;
  while (length < Math.min(a.length, b.length) && a.at(-1 - length) === b.at(-1 - length)) length += 1;
  return length;
}
