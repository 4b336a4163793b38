/** A compared model -> the rows that terminals and Markdown show: a mark, a name, and what changed, in one language. */
import type { Language } from "../diagnostics/diagnostic.ts";
import { moreRowsText, moreText, nodesText, timesText, word } from "./diff-words.ts";
import type { AttributeChange, ComparedModel, Figures, InterfaceChange, NodeChange, ParameterChange } from "./diff-report.ts";
import type { FlatValue, Shape, Size } from "./flat-model.ts";
import { countAlike, groupNumbered, withoutCommonEnd, type Row } from "./group-rows.ts";

/** `+` came, `-` went, `>` has another name, `~` is another. */
export type Mark = "+" | "-" | ">" | "~";

export interface ShownRow {
  readonly mark: Mark;
  readonly label: string;
  readonly text: string;
}

export function nodeRows({ nodes, repeats }: ComparedModel, language: Language): readonly ShownRow[] {
  const told = nodes.filter(({ kind }) => kind !== "reshaped").map((change) => nodeRow(change, language));
  const counted = countAlike(told).map(({ row, count }) => (row.isBlock ? { ...row, text: nodesText(count, language) } : row));
  return [
    ...repeats.map(({ path, old, new: made }): ShownRow => ({ mark: "~", label: path, text: `${word("count", language)} ${old} -> ${made}` })),
    ...groupNumbered(counted).map(shown),
    ...reshapedRows(nodes.filter(({ kind }) => kind === "reshaped"), language),
  ];
}

function nodeRow(change: NodeChange, language: Language): Row & { readonly isBlock: boolean } {
  const { kind, parts, oldParts, block } = change;
  if (block !== undefined) return { kind, parts: blockParts(parts, block), text: "", isBlock: true };
  const details = detailsOf(change, language);
  if (oldParts === undefined || details !== "") return { kind, parts, ...(oldParts === undefined ? {} : { oldParts }), text: headed(change, details), isBlock: false };
  const [own, old] = withoutCommonEnd(parts, oldParts);
  return { kind, parts: own, oldParts: old, text: headed(change, ""), isBlock: false, ...(own.length === parts.length ? {} : { text: "", isBlock: true }) };
}

function blockParts(parts: readonly string[], block: string): readonly string[] {
  const depth = parts.findIndex((_, index) => parts.slice(0, index + 1).join(".") === block);
  return parts.slice(0, depth + 1);
}

function headed({ operation, oldOperation }: NodeChange, details: string): string {
  const head = oldOperation === undefined ? operation : `${oldOperation} -> ${operation}`;
  return details === "" ? head : `${head}: ${details}`;
}

function detailsOf(change: NodeChange, language: Language): string {
  const { kind, attributes, inputs, oldInputs, shape, oldShape } = change;
  return [
    ...attributes.map((attribute) => (kind === "added" || kind === "removed" ? attributeText(attribute) : attributeChangeText(attribute))),
    ...(oldInputs === undefined ? [] : [inputsText(oldInputs, inputs, change, language)]),
    ...(oldShape === undefined ? [] : [`${word("shape", language)} ${shapeText(oldShape)} -> ${shapeText(shape)}`]),
  ].join(", ");
}

function attributeText({ name, old, new: made }: AttributeChange): string {
  return `${name}=${valueText(name, made ?? old)}`;
}

function attributeChangeText({ name, old, new: made }: AttributeChange): string {
  return `${name} ${valueText(name, old)} -> ${valueText(name, made)}`;
}

/** One that differs is told alone, several as the whole lists. */
function inputsText(old: readonly string[], made: readonly string[], change: NodeChange, language: Language): string {
  const local = (path: string) => localPath(path, change.parts);
  const differ = made.flatMap((path, index) => (path === old[index] ? [] : [index]));
  const [only, ...others] = differ;
  if (only !== undefined && others.length === 0 && old.length === made.length) return `${word("input", language)} ${local(old[only]!)} -> ${local(made[only]!)}`;
  return `${word("inputs", language)} (${old.map(local).join(", ")}) -> (${made.map(local).join(", ")})`;
}

/** As seen from a node: beside it by the id alone, in the turn before by `[#-1]`, so that turns can be told together. */
function localPath(path: string, parts: readonly string[]): string {
  const beside = parts.slice(0, -1).map((part) => `${part}.`).join("");
  if (beside !== "" && path.startsWith(beside)) return path.slice(beside.length);
  for (let depth = parts.length - 2; depth > 0; depth--) {
    const turn = Number(parts[depth]);
    const before = [...parts.slice(0, depth), String(turn - 1), ""].join(".");
    if (Number.isSafeInteger(turn) && path.startsWith(before)) return `${parts[depth - 1]}.[#-1].${path.slice(before.length)}`;
  }
  return path;
}

const mostNames = 3;
const mostReshaped = 12;

/** Nodes of which only the shape changed, mostly because one far above did: a row for each change of shape. */
function reshapedRows(nodes: readonly NodeChange[], language: Language): readonly ShownRow[] {
  const groups = new Map<string, string[]>();
  for (const { path, shape, oldShape = [] } of nodes) {
    const text = `${word("shape", language)} ${shapeText(oldShape)} -> ${shapeText(shape)}`;
    groups.set(text, groups.get(text) ?? []).get(text)!.push(path);
  }
  const rows = [...groups].map(([text, paths]): ShownRow => {
    const rest = paths.length - mostNames;
    return { mark: "~", label: `${paths.slice(0, mostNames).join(", ")}${rest > 0 ? ` ${moreText(rest, language)}` : ""}`, text };
  });
  const surplus = rows.length - mostReshaped;
  return surplus <= 0 ? rows : [...rows.slice(0, mostReshaped), { mark: "~", label: moreRowsText(surplus, language), text: "" }];
}

export function parameterRows({ weights }: ComparedModel, language: Language): readonly ShownRow[] {
  const rows = countAlike(weights.changes.map((change) => parameterRow(change, language)));
  return groupNumbered(rows.map(({ row, count }) => (row.kind === "renamed" ? { ...row, text: timesText(count, language) } : row))).map(shown);
}

function parameterRow({ kind, parts, oldParts, shape, oldShape, times, oldTimes }: ParameterChange, language: Language): Row {
  if (kind === "renamed") {
    const [own, old] = withoutCommonEnd(parts, oldParts!);
    return { kind, parts: own, oldParts: old, text: "" };
  }
  const shapes = oldShape === undefined ? shapeText(shape) : `${shapeText(oldShape)} -> ${shapeText(shape)}`;
  const counts = oldTimes === undefined ? "" : `, ${word("count", language)} ${oldTimes.join(" x ") || 1} -> ${times.join(" x ") || 1}`;
  return { kind, parts, ...(oldParts === undefined ? {} : { oldParts }), text: shapes + counts };
}

const marks: Readonly<Record<string, Mark>> = { added: "+", removed: "-", renamed: ">" };

function shown({ kind, parts, oldParts, text }: Row): ShownRow {
  return { mark: marks[kind] ?? "~", label: oldParts === undefined ? parts.join(".") : `${oldParts.join(".")} -> ${parts.join(".")}`, text };
}

/** What the verdict means. */
export function weightsText({ weights: { verdict, renamesSuffice } }: ComparedModel, language: Language): string {
  return word(verdict === "compatible" ? "loads" : renamesSuffice ? "loadsRenamed" : "doesNotLoad", language);
}

export function interfaceText({ interface: { verdict } }: ComparedModel, language: Language): string {
  return word(verdict === "compatible" ? "fits" : "doesNotFit", language);
}

export function interfaceRows({ interface: { changes } }: ComparedModel, language: Language): readonly ShownRow[] {
  return changes.map((change) => ({
    mark: marks[change.kind] ?? "~",
    label: `${word(change.what, language)} ${change.oldName === undefined ? change.name : `${change.oldName} -> ${change.name}`}`,
    text: typeText(change),
  }));
}

function typeText({ element, oldElement, shape, oldShape }: InterfaceChange): string {
  if (element === undefined || shape === undefined) return "";
  const type = (kind: string, sizes: Shape) => (kind === "float32" ? shapeText(sizes) : `${kind} ${shapeText(sizes)}`);
  const now = type(element, shape);
  return oldElement === undefined && oldShape === undefined ? now : `${type(oldElement ?? element, oldShape ?? shape)} -> ${now}`;
}

export interface FigureRow {
  readonly label: string;
  readonly old: string;
  readonly new: string;
  /** With its sign; empty where it is 0 or not known. */
  readonly difference: string;
}

const figures = ["parameters", "macs", "weightBytes", "peakActivationBytes"] as const satisfies readonly (keyof Figures)[];

/** An expression beyond this tells a person nothing. */
const longestExpression = 60;

/** Those that both sides leave open are left out. */
export function figureRows({ figures: { old, new: made } }: ComparedModel, language: Language): readonly FigureRow[] {
  return figures.flatMap((name) => {
    const [was, is] = [figureText(old[name]), figureText(made[name])];
    if (was === undefined && is === undefined) return [];
    const difference = Number(made[name]) - Number(old[name]);
    const open = word("open", language);
    return [{ label: word(name, language), old: was ?? open, new: is ?? open, difference: difference === 0 || Number.isNaN(difference) ? "" : `${difference > 0 ? "+" : ""}${grouped(difference)}` }];
  });
}

function figureText(size: Size | undefined): string | undefined {
  if (typeof size === "number") return grouped(size);
  return size !== undefined && size.length <= longestExpression ? size : undefined;
}

function grouped(value: number): string {
  return value.toLocaleString("en-US");
}

/** `5x5`, `(BatchSize, 512)`, `-` where there is none. */
function valueText(name: string, value: FlatValue | undefined): string {
  if (value === undefined) return "-";
  if (typeof value !== "object") return String(value);
  return name === "shape" ? shapeText(value) : value.join("x");
}

function shapeText(shape: Shape): string {
  return `(${shape.join(", ")})`;
}
