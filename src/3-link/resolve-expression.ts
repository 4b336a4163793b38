/**
 * What the names of an expression stand for: a tensor that an edge brings, the one node of the diagram that carries
 * the name (the edge is missing), a size that the diagram writes, or a parameter of the diagram. Functions and
 * layers' weights are looked up too. Shapes are no concern of it.
 */
import type { Diagnostic, Fix } from "../diagnostics/diagnostic.ts";
import { reportExpression } from "../diagnostics/rules/expression.ts";
import type { Diagram, DiagramEdge, DiagramNode } from "../ir/diagram.ts";
import { partsOfExpression, type ExpressionSyntax } from "../ir/expression.ts";
import type { ExpressionLabel, Label } from "../ir/label.ts";
import type { Meaning, Operand } from "../ir/linked.ts";
import type { Span } from "../ir/source.ts";
import { nearestName } from "../runtime/nearest-name.ts";
import type { OperationEntry } from "../ops/index.ts";
import { functionOf, functionWords, layerOf } from "./library.ts";
import { previousStep, thisStep, type NodeNames } from "./node-names.ts";

export interface ExpressionRequest {
  readonly node: DiagramNode;
  readonly label: ExpressionLabel;
  readonly diagram: Diagram;
  readonly names: NodeNames;
  /** Those into the node. */
  readonly edges: readonly DiagramEdge[];
  /** Whether the diagram's labels write a size of that name. */
  readonly isDimension: (name: string) => boolean;
  /** Whether the edges make the first of the second. */
  readonly isMadeOf: (node: DiagramNode, other: DiagramNode) => boolean;
}

export interface ResolvedExpression {
  readonly meaning: Meaning;
  /** Edges that are missing. */
  readonly implied: readonly DiagramEdge[];
  readonly diagnostics: readonly Diagnostic[];
}

export function resolveExpression(request: ExpressionRequest): ResolvedExpression {
  const { label, names, edges, node } = request;
  const noise = noiseOf(label.expression!, names);
  const expression = noise === undefined ? label.expression! : afterTitle(label.expression!);
  const diagnostics: Diagnostic[] = [];
  const implied: DiagramEdge[] = [];
  const operands = new Map<string, Operand>();
  const weights = new Map<string, DiagramNode>();
  const unknownNames: { readonly name: string; readonly span: Span; readonly nearest: string | undefined }[] = [];
  const parts = [...partsOfExpression(expression)];
  for (const part of parts) {
    if (part.kind === "call") diagnostics.push(...checkFunction(part));
    if (part.kind === "weight") noteWeight(part);
    if (part.kind === "name" && !operands.has(part.name)) operands.set(part.name, resolveName(part.name, part.span));
  }
  const brought = [...new Set(edges.map(({ from }) => from))];
  const used = new Set([...operands.values()].flatMap((operand) => (operand.kind === "node" ? [operand.node] : [])));
  const takesArriving = parts.some(({ kind }) => kind === "arriving");
  diagnostics.push(...unknownNames.map(({ name, span, nearest }) => {
    const meant = brought.filter((from) => !used.has(from)).concat(nearest === undefined ? [] : names.named(nearest));
    const related = [...new Set(meant)].map((from) => ({ span: names.labels.get(from)!.span, message: { en: `\`${names.nameOf(from)}\` is drawn here`, zh: `\`${names.nameOf(from)}\` 画在这里` } }));
    return reportExpression("unknown-name", span, { name, nearest }, { related, fixes: nearest === undefined ? [] : [rename(name, nearest, expression)] });
  }));
  const isMisspelt = diagnostics.some(({ severity }) => severity === "error");
  const unused = takesArriving || used.size === 0 || isMisspelt ? [] : brought.filter((from) => !used.has(from));
  diagnostics.push(...unused.map((from) => reportExpression("unused-operand", label.span, { name: names.nameOf(from) }, { related: [drawnAt(edges.find((edge) => edge.from === from)!)] })));
  if (used.size === 0 && !takesArriving && !drawsNoise(expression) && !isMisspelt) diagnostics.push(reportExpression("expression-operands", label.span, { arriving: brought.map((from) => names.nameOf(from)) }));
  diagnostics.push(...oddIndices(expression, operands));
  const failed = diagnostics.some(({ severity }) => severity === "error");
  return { meaning: failed ? { kind: "unknown" } : { kind: "expression", label, expression, noise, operands, weights }, implied, diagnostics };

  function resolveName(name: string, span: Span): Operand {
    const arriving = edges.find(({ from }) => names.nameOf(from) === name);
    if (arriving !== undefined) return { kind: "node", node: arriving.from };
    const carriers = names.named(name).filter((other) => other !== node && (names.isWritten(other) || !request.isMadeOf(other, node)));
    const [carrier] = carriers;
    if (carriers.length === 1) return request.isMadeOf(carrier!, node) ? refuseResult(carrier!, name, span) : implyEdge(carrier!, name, span);
    if (carriers.length > 1) {
      diagnostics.push(reportExpression("ambiguous-name", span, { name, ids: carriers.map(({ id }) => id) }, { fixes: carriers.map((carrier) => ({ ...drawEdge(carrier, node, request.diagram), preferred: false })) }));
      return { kind: "parameter" };
    }
    if (request.isDimension(name)) return { kind: "dimension" };
    const unusedNames = edges.map(({ from }) => names.nameOf(from));
    const isState = thisStep(name) !== undefined || previousStep(name) !== undefined;
    const nearest = isState ? nearestStep(name, names.all) : nearestName(name, unusedNames, 2);
    if (isState || nearest !== undefined) unknownNames.push({ name, span, nearest });
    return { kind: "parameter" };
  }

  /** `H[t]` in its own formula: the state that it follows may be meant. */
  function refuseResult(from: DiagramNode, name: string, span: Span): Operand {
    const before = `${thisStep(name) ?? ""}[t-1]`;
    const nearest = names.named(before).length === 1 ? before : undefined;
    const related = [{ span: from.span, message: { en: `\`${name}\` is drawn here`, zh: `\`${name}\` 画在这里` } }];
    diagnostics.push(reportExpression("own-result", span, { name, nearest }, { related, fixes: nearest === undefined ? [] : [rename(name, nearest, expression)] }));
    return { kind: "parameter" };
  }

  function implyEdge(from: DiagramNode, name: string, span: Span): Operand {
    implied.push({ from, to: node, span, attributes: new Map() });
    const related = [{ span: from.span, message: { en: `\`${name}\` is drawn here`, zh: `\`${name}\` 画在这里` } }];
    diagnostics.push(reportExpression("implied-edge", span, { name, from: from.id, to: node.id }, { related, fixes: [drawEdge(from, node, request.diagram)] }));
    return { kind: "node", node: from };
  }

  function noteWeight({ layer, span }: ExpressionSyntax & { kind: "weight" }): void {
    const carriers = [...names.labels].flatMap(([other, written]) => (isLayerCalled(layer, other, written) ? [other] : []));
    if (carriers.length === 1) weights.set(layer, carriers[0]!);
    else diagnostics.push(reportExpression("weight-not-found", span, { layer, ids: carriers.map(({ id }) => id) }, { fixes: carriers.filter(({ id }) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(id)).map(({ id }) => ({ ...write(`${id}.w`, span), preferred: false })) }));
  }
}

export function drawsNoise(expression: ExpressionSyntax): boolean {
  return [...partsOfExpression(expression)].some(({ kind }) => kind === "randn");
}

/** `AddNoise` on the left of a formula is no operand: it says what the formula is. */
function noiseOf(expression: ExpressionSyntax, names: NodeNames): OperationEntry | undefined {
  const [first] = expression.kind === "chain" ? [expression.first] : [];
  if (first?.kind !== "name" || names.named(first.name).length > 0) return undefined;
  const entry = layerOf(first.name);
  return entry?.operation.name === "addNoise" ? entry : undefined;
}

function afterTitle(expression: ExpressionSyntax): ExpressionSyntax {
  return expression.kind === "chain" ? { ...expression, first: { kind: "arriving", span: expression.first.span } } : expression;
}

function isLayerCalled(layer: string, node: DiagramNode, label: Label): boolean {
  return label.kind === "word" && (node.id === layer || label.words.some(({ text }) => text.toLowerCase() === layer.toLowerCase()));
}

function checkFunction({ word, wordSpan }: ExpressionSyntax & { kind: "call" }): readonly Diagnostic[] {
  if (functionOf(word) !== undefined) return [];
  const isLayer = layerOf(word) !== undefined;
  const nearest = isLayer ? undefined : nearestName(word, functionWords, 2);
  return [reportExpression("unknown-function", wordSpan, { word, isLayer, nearest, known: functionWords }, { fixes: nearest === undefined ? [] : [write(nearest, wordSpan)] })];
}

/** `U[x]` where `W[z]` and `b[z]` stand: all parameters of one formula but one have the same index. */
function oddIndices(expression: ExpressionSyntax, operands: ReadonlyMap<string, Operand>): readonly Diagnostic[] {
  const indexed = [...partsOfExpression(expression)].flatMap((part) => {
    const index = part.kind === "name" && operands.get(part.name)?.kind === "parameter" ? /^(.+)\[(.+)\]$/.exec(part.name) : null;
    return index === null ? [] : [{ name: index[0], letter: index[1]!, index: index[2]!, span: part.span }];
  });
  const counts = countIndices(indexed);
  const odd = indexed.filter(({ index }) => counts.get(index) === 1);
  const [common] = [...counts].filter(([, count]) => count >= 2).map(([index]) => index);
  if (counts.size !== 2 || odd.length !== 1 || common === undefined) return [];
  const { name, letter, span } = odd[0]!;
  const meant = `${letter}[${common}]`;
  return indexed.some((other) => other.name === meant) ? [] : [reportExpression("odd-index", span, { name, meant }, { fixes: [{ ...write(meant, span), unsafe: true }] })];
}

function countIndices(indexed: readonly { readonly index: string }[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { index } of indexed) counts.set(index, (counts.get(index) ?? 0) + 1);
  return counts;
}

function write(name: string, span: Span): Fix {
  return { title: { en: `Write \`${name}\``, zh: `写作 \`${name}\`` }, edits: [{ span, text: name }], preferred: true };
}

/** Of names at a step, those of the same letter come first: `H[t-2]` is nearer to `H[t]` than to `C[t-1]`. */
function nearestStep(name: string, all: readonly string[]): string | undefined {
  const letter = name.slice(0, name.indexOf("[") + 1).toLowerCase();
  return nearestName(name, all.filter((other) => other.toLowerCase().startsWith(letter)), 2) ?? nearestName(name, all, 2);
}

/** Wherever the formula has the name. Where one letter is the whole of it, another may well be meant, as in `a @ A`. */
function rename(name: string, meant: string, expression: ExpressionSyntax): Fix {
  const names = [...partsOfExpression(expression)].filter((part) => part.kind === "name");
  const [letter, meantLetter] = [name, meant].map((whole) => whole.replace(/\[.*/, "").toLowerCase());
  const isSlip = letter!.length > 1 || (letter === meantLetter && !names.some((part) => part.name === meant));
  return { ...write(meant, expression.span), edits: names.filter((part) => part.name === name).map(({ span }) => ({ span, text: meant })), preferred: isSlip };
}

/** Before the diagram's closing brace, on a line of its own. */
function drawEdge(from: DiagramNode, to: DiagramNode, { span, directed }: Diagram): Fix {
  const { file } = span;
  const brace = span.end - 1;
  const lineStart = file.text.lastIndexOf("\n", brace - 1) + 1;
  const isOwnLine = file.text.slice(lineStart, brace).trim() === "";
  const at = isOwnLine ? lineStart : brace;
  const edge = `${source(from)} ${directed ? "->" : "--"} ${source(to)}`;
  const lineEnd = file.text.endsWith("\r\n", lineStart) ? "\r\n" : "\n";
  const text = isOwnLine ? `    ${edge}${lineEnd}` : `; ${edge} `;
  return { title: { en: `Draw the edge ${from.id} -> ${to.id}`, zh: `画出边 ${from.id} -> ${to.id}` }, edits: [{ span: { file, start: at, end: at }, text }], preferred: true };
}

/** The id as the file writes it. */
function source({ span }: DiagramNode): string {
  return span.file.text.slice(span.start, span.end);
}

function drawnAt({ span }: DiagramEdge) {
  return { span, message: { en: "Its edge is drawn here", zh: "它的边画在这里" } };
}
