/**
 * The compiler's pipeline, from top to bottom:
 *
 *   text ── readDiagrams ──▶ diagrams ── linkBlocks ──▶ linked diagrams ── inferShapes ──▶ programs ──▶ 5-emit
 *                                           │
 *                                     interprets labels
 *
 * Everything that is wrong comes out as diagnostics; a model is usable where none of them is an error in it or in a
 * block that it uses.
 */
import type { AppliedFix, Diagnostic } from "./diagnostics/diagnostic.ts";
import { reportLink } from "./diagnostics/rules/link.ts";
import type { Diagram } from "./ir/diagram.ts";
import type { LinkedDiagram } from "./ir/linked.ts";
import type { Program } from "./ir/program.ts";
import type { SourceFile } from "./ir/source.ts";
import { labelText } from "./1-read/label-text.ts";
import { readDiagrams, type ReadResult } from "./1-read/read-diagrams.ts";
import { namesInLabel } from "./2-interpret/names-in-label.ts";
import { isRunDimension } from "./2-interpret/vocabulary.ts";
import type { Places } from "./3-link/library.ts";
import { diagramName, linkBlocks } from "./3-link/link-blocks.ts";
import { isAlike } from "./4-infer/alike-names.ts";
import { applyPreferredFixes } from "./apply-fixes.ts";
import { inferGroups } from "./infer-groups.ts";
import { nearestName } from "./runtime/nearest-name.ts";

export interface CompileOptions {
  /** Words to digraphs' names: `--block WORD=DIGRAPH`. */
  readonly blocks?: ReadonlyMap<string, string>;
  /** Values of names: `--set NAME=VALUE`. A name that no diagram has is an `OptionError`. */
  readonly set?: ReadonlyMap<string, number>;
  /** Values of names where a diagram has them; `set` comes before. */
  readonly dimensions?: ReadonlyMap<string, number>;
  /** Further words for layers: `Downsample` to `MaxPool2D`. Case is ignored. */
  readonly synonyms?: ReadonlyMap<string, string>;
  /** The one model wanted, by its digraph's name. */
  readonly main?: string;
  /** A model of every digraph, of those too that others use as blocks. */
  readonly all?: boolean;
  /** Apply each finding's preferred repair, in memory, until nothing changes. */
  readonly fix?: boolean;
  /** The diagrams that lie beside an input: files of its folder. None where left out. */
  readonly neighbours?: (file: SourceFile) => readonly SourceFile[];
  /** Files of blocks for all inputs: `--blocks PATH`. */
  readonly library?: readonly SourceFile[];
  /** Different digraphs of one name are a mistake within a folder only. */
  readonly separateFolders?: boolean;
}

export interface CompiledModel {
  /** The digraph's name. */
  readonly name: string;
  readonly diagram: Diagram;
  /** Undefined where an error stands in the diagram or in a block that it uses. */
  readonly program: Program | undefined;
}

export interface CompileResult {
  readonly models: readonly CompiledModel[];
  /** Every digraph of the input, and those elsewhere that are used as blocks. */
  readonly linked: readonly LinkedDiagram[];
  /** In order of file and place. */
  readonly diagnostics: readonly Diagnostic[];
  /** What `fix` has changed, in order. */
  readonly fixed: readonly AppliedFix[];
}

/** An option that the input does not fit: a mistake of the command line, not of a diagram. */
export class OptionError extends Error {
  override readonly name = "OptionError";
}

const mostRounds = 50;

export function compile(inputs: readonly SourceFile[], options: CompileOptions = {}): CompileResult {
  const fixed: AppliedFix[] = [];
  let texts: ReadonlyMap<string, SourceFile> = new Map();
  for (let round = 0; ; round++) {
    const result = compileOnce(inputs, options, texts);
    const change = options.fix === true && round < mostRounds ? applyPreferredFixes(result.diagnostics) : undefined;
    if (change === undefined || change.applied.length === 0) return { ...result, fixed };
    for (const each of change.applied) fixed.push(each);
    texts = new Map([...texts, ...change.files.map((file) => [file.path, file] as const)]);
  }
}

/** `texts` holds files as repairs have left them, by path. */
function compileOnce(inputs: readonly SourceFile[], options: CompileOptions, texts: ReadonlyMap<string, SourceFile>): Omit<CompileResult, "fixed"> {
  const current = (file: SourceFile) => texts.get(file.path) ?? file;
  const reads = inputs.map((file) => readOnce(current(file)));
  const distinct = distinctDiagrams(reads.flatMap(({ diagrams }) => diagrams), options.separateFolders === true);
  const read = (file: SourceFile) => wholeDiagrams(current(file));
  const places = placesOf(distinct.diagrams, options, read);
  const linking = linkBlocks({ diagrams: distinct.diagrams, places, mapping: options.blocks ?? new Map(), synonyms: options.synonyms ?? new Map() });
  const wanted = chooseModels(distinct.diagrams, linking.linked, options);
  const linked = [...linking.linked.values()];
  checkNames(linked, options.set ?? new Map());
  const inferred = inferGroups({ linked, models: new Set(wanted), set: new Map([...(options.dimensions ?? []), ...(options.set ?? [])]) });
  const diagnostics = tellOnce([...reads.flatMap((result) => result.diagnostics), ...distinct.diagnostics, ...linking.diagnostics, ...inferred.diagnostics]);
  const broken = brokenDiagrams(linking.linked.keys(), diagnostics);
  const models = wanted.map((diagram): CompiledModel => {
    const refused = distinct.refused.has(diagram) || usesOf(linking.linked.get(diagram)!).some((used) => broken.has(used));
    return { name: diagramName(diagram), diagram, program: refused ? undefined : inferred.programs.get(diagram) };
  });
  return { models, linked, diagnostics: sortByPlace(diagnostics, inputs) };
}

const reads = new WeakMap<SourceFile, ReadResult>();

/** A text is read once, however often it is compiled. */
function readOnce(file: SourceFile): ReadResult {
  const before = reads.get(file);
  if (before !== undefined) return before;
  const result = readDiagrams(file);
  reads.set(file, result);
  return result;
}

interface DistinctDiagrams {
  readonly diagrams: readonly Diagram[];
  /** Those that share a name with another, different one. */
  readonly refused: ReadonlySet<Diagram>;
  readonly diagnostics: readonly Diagnostic[];
}

/** The same digraph found twice is one; two different ones of one name, also by case alone, are an error. */
function distinctDiagrams(found: readonly Diagram[], perFolder: boolean): DistinctDiagrams {
  const byName = new Map<string, Diagram>();
  const diagrams: Diagram[] = [];
  const refused = new Set<Diagram>();
  const diagnostics: Diagnostic[] = [];
  for (const diagram of found) {
    const name = diagramName(diagram);
    const key = `${perFolder ? folderOf(diagram.file) : ""}\n${name.toLowerCase()}`;
    const first = byName.get(key);
    if (first === undefined) {
      byName.set(key, diagram);
      diagrams.push(diagram);
      continue;
    }
    const related = [{ span: first.nameSpan, message: { en: "The first stands here", zh: "第一个在这里" } }];
    if (contentOf(first) === contentOf(diagram)) {
      diagnostics.push(reportLink("repeated-digraph", diagram.nameSpan, { name }, { related }));
    } else {
      refused.add(first).add(diagram);
      diagrams.push(diagram);
      diagnostics.push(reportLink("duplicate-digraph", diagram.nameSpan, { name, other: diagramName(first) }, { related }));
    }
  }
  return { diagrams, refused, diagnostics };
}

function folderOf({ path }: SourceFile): string {
  return /^(.*)[/\\]/.exec(path)?.[1] ?? "";
}

const contents = new WeakMap<Diagram, string>();

/** What a diagram says, however it is laid out and coloured. */
function contentOf(diagram: Diagram): string {
  const before = contents.get(diagram);
  if (before !== undefined) return before;
  const labels = diagram.nodes.map((node) => [node.id, labelText(node, diagram)?.value]);
  const content = JSON.stringify([diagram.name, diagram.attributes.get("blocks")?.value.value, labels, diagram.edges.map(({ from, to }) => [from.id, to.id])]);
  contents.set(diagram, content);
  return content;
}

/** Each digraph once, however many files hold it. */
function eachOnce(diagrams: readonly Diagram[]): readonly Diagram[] {
  const seen = new Set<string>();
  return diagrams.filter((diagram) => seen.size < seen.add(contentOf(diagram)).size);
}

/** Diagrams of a file that is no input; a broken one has none. */
function wholeDiagrams(file: SourceFile): readonly Diagram[] {
  const { diagrams, diagnostics } = readOnce(file);
  return diagnostics.some(({ severity }) => severity === "error") ? [] : diagrams;
}

/** The same file, the inputs of its folder, the other inputs, the other files of its folder, the library. */
function placesOf(inputs: readonly Diagram[], options: CompileOptions, read: (file: SourceFile) => readonly Diagram[]): Places {
  const known = new Map<SourceFile, readonly (readonly Diagram[])[]>();
  const inputPaths = new Set(inputs.map(({ file }) => file.path));
  // One text of a path, though several files have it beside them.
  const filesByPath = new Map<string, readonly Diagram[]>();
  const readPath = (file: SourceFile) => {
    const diagrams = filesByPath.get(file.path) ?? read(file);
    filesByPath.set(file.path, diagrams);
    return diagrams;
  };
  const library = eachOnce((options.library ?? []).flatMap(readPath));
  return ({ file }) => {
    const before = known.get(file);
    if (before !== undefined) return before;
    const beside = (options.neighbours?.(file) ?? []).filter(({ path }) => !inputPaths.has(path)).flatMap(readPath);
    const own = inputs.filter((input) => input.file === file);
    const same = own.length > 0 ? own : (filesByPath.get(file.path) ?? []);
    const others = inputs.filter((input) => input.file !== file);
    const isNear = (input: Diagram) => folderOf(input.file) === folderOf(file);
    const far = eachOnce(others.filter((input) => !isNear(input)));
    const places = [same, others.filter(isNear), far, eachOnce(beside.filter((diagram) => !same.includes(diagram))), library];
    known.set(file, places);
    return places;
  };
}

/** Digraphs that another input uses as a block are no models of their own, unless they are asked for. */
function chooseModels(inputs: readonly Diagram[], linked: ReadonlyMap<Diagram, LinkedDiagram>, { main, all }: CompileOptions): readonly Diagram[] {
  if (main !== undefined) {
    const chosen = inputs.filter((diagram) => diagramName(diagram) === main);
    if (chosen.length > 0) return chosen;
    const names = inputs.map(diagramName);
    const nearest = nearestName(main, names);
    throw new OptionError(`No digraph is called "${main}"${nearest === undefined ? "" : `; is "${nearest}" meant?`} The input holds ${names.join(", ") || "none"}.`);
  }
  if (all === true) return inputs;
  const used = new Set(inputs.flatMap((diagram) => usesOf(linked.get(diagram)!).filter((use) => use !== diagram)));
  return inputs.filter((diagram) => !used.has(diagram));
}

/** The diagram itself and every diagram that it uses, directly or not. */
export function usesOf(model: LinkedDiagram): readonly Diagram[] {
  const found = new Set<Diagram>();
  const pending = [model];
  for (let linked = pending.pop(); linked !== undefined; linked = pending.pop()) {
    if (found.has(linked.diagram)) continue;
    found.add(linked.diagram);
    for (const { meaning } of linked.nodes) if (meaning.kind === "block") pending.push(meaning.block);
  }
  return [...found];
}

/** Those within which an error is reported. */
function brokenDiagrams(diagrams: Iterable<Diagram>, diagnostics: readonly Diagnostic[]): ReadonlySet<Diagram> {
  const starts = new Map<SourceFile, number[]>();
  for (const { severity, span } of diagnostics) {
    if (severity === "error") starts.set(span.file, starts.get(span.file) ?? []).get(span.file)!.push(span.start);
  }
  for (const each of starts.values()) each.sort((a, b) => a - b);
  return new Set([...diagrams].filter(({ file, span }) => {
    const first = firstAtLeast(span.start, starts.get(file) ?? []);
    return first !== undefined && first <= span.end;
  }));
}

/** Of numbers in order. */
function firstAtLeast(least: number, numbers: readonly number[]): number | undefined {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numbers[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return numbers[low];
}

/** A name that is set must be one that some diagram has. */
function checkNames(linked: readonly LinkedDiagram[], set: ReadonlyMap<string, number>): void {
  if (set.size === 0) return;
  const names = new Set(linked.flatMap(({ nodes }) => nodes.flatMap(({ meaning }) => ("label" in meaning && meaning.label !== undefined ? namesInLabel(meaning.label).map(({ name }) => name) : []))));
  for (const name of set.keys()) {
    if (isRunDimension(name)) throw new OptionError(`"${name}" is bound by the data of each run and cannot be set; give --batch, or an input of that size.`);
    const nearest = nearestName(name, names) ?? [...names].find((known) => isAlike(known, name));
    if (!names.has(name)) throw new OptionError(`No diagram has a size "${name}" to set${nearest === undefined ? "." : `; is "${nearest}" meant?`}`);
  }
}

/** A name that is no layer because of its full-width signs is told by these alone, which then are the error. */
function tellOnce(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const placeOf = ({ span: { file, start, end } }: Diagnostic) => `${start} ${end} ${file.path}`;
  const wide = new Set(diagnostics.filter(({ rule }) => rule === "full-width-punctuation").map(placeOf));
  const refused = new Set(diagnostics.filter((each) => each.rule === "unknown-layer" && wide.has(placeOf(each))).map(placeOf));
  if (refused.size === 0) return diagnostics;
  return diagnostics.flatMap((each) => {
    if (!refused.has(placeOf(each))) return [each];
    return each.rule === "unknown-layer" ? [] : [{ ...each, severity: each.rule === "full-width-punctuation" ? "error" as const : each.severity }];
  });
}

/** By file, those of `files` in their order before others, and by place in it. */
export function sortByPlace(diagnostics: readonly Diagnostic[], files: readonly SourceFile[]): readonly Diagnostic[] {
  const order = new Map(files.map(({ path }, index) => [path, index]));
  const rank = ({ span }: Diagnostic) => order.get(span.file.path) ?? files.length;
  return diagnostics.toSorted((a, b) => rank(a) - rank(b) || compareText(a.span.file.path, b.span.file.path) || a.span.start - b.span.start || compareText(a.rule, b.rule));
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
