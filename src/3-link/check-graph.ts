/**
 * What a diagram's edges make, before shapes: which nodes are inputs and outputs, and what is drawn twice, named
 * nowhere, or joined to nothing.
 */
import type { Diagnostic, Fix } from "../diagnostics/diagnostic.ts";
import { reportExpression } from "../diagnostics/rules/expression.ts";
import { reportLink } from "../diagnostics/rules/link.ts";
import type { Diagram, DiagramEdge, DiagramNode } from "../ir/diagram.ts";
import type { LinkedNode, Meaning } from "../ir/linked.ts";
import { sameDigits } from "../ir/same-digits.ts";
import type { Span } from "../ir/source.ts";
import { nearestName } from "../runtime/nearest-name.ts";
import { previousStep, type NodeNames } from "./node-names.ts";
import { drawsNoise } from "./resolve-expression.ts";

/** The edges into each node, in the order in which the file draws them. */
export function edgesIn(diagram: Diagram): ReadonlyMap<DiagramNode, readonly DiagramEdge[]> {
  const drawn = new Map<DiagramNode, DiagramEdge[]>();
  for (const edge of diagram.edges) {
    const edges = drawn.get(edge.to);
    if (edges === undefined) drawn.set(edge.to, [edge]);
    else edges.push(edge);
  }
  return drawn;
}

/** The edge of a loop that the file draws last: before it there was none. */
export function closingEdge(loop: readonly DiagramNode[], drawn: ReadonlyMap<DiagramNode, readonly DiagramEdge[]>): DiagramEdge | undefined {
  const edges = loop.slice(1).flatMap((node, index) => drawn.get(node)?.find(({ from }) => from === loop[index]) ?? []);
  return edges.reduce<DiagramEdge | undefined>((last, edge) => (last === undefined || edge.span.start > last.span.start ? edge : last), undefined);
}

const none: readonly Diagnostic[] = [];

/** What a node takes: an edge drawn twice counts twice only where tensors are joined. */
export function takeInputs(edges: readonly DiagramEdge[], meaning: Meaning): { readonly taken: readonly DiagramNode[]; readonly diagnostics: readonly Diagnostic[] } {
  if (edges.length < 2) return { taken: edges.map(({ from }) => from), diagnostics: none };
  const joins = isJoin(meaning);
  const first = new Map<DiagramNode, Span>();
  const taken: DiagramNode[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const { from, to, span } of edges) {
    const before = first.get(from);
    if (before === undefined || joins) taken.push(from);
    if (before === undefined) first.set(from, span);
    else diagnostics.push(reportLink("duplicate-edge", span, { from: from.id, to: to.id, joins }, { related: [firstDrawn(before)] }));
  }
  return { taken, diagnostics };
}

function isJoin(meaning: Meaning): boolean {
  if (meaning.kind === "layer") return meaning.entry.operation.arity !== 1;
  return meaning.kind === "operator" || (meaning.kind === "block" && meaning.block.inputs.length > 1);
}

export interface CheckedGraph {
  readonly inputs: readonly LinkedNode[];
  readonly outputs: readonly LinkedNode[];
  readonly unconnected: ReadonlySet<LinkedNode>;
  readonly diagnostics: readonly Diagnostic[];
}

/** `ordered` are the nodes in order of the data, `nodes` the same in order of declaration. */
export function checkGraph(diagram: Diagram, nodes: readonly LinkedNode[], ordered: readonly LinkedNode[], names: NodeNames): CheckedGraph {
  const diagnostics: Diagnostic[] = [...repeatedInstances(nodes)];
  const leaving = new Set(diagram.edges.map(({ from }) => from));
  const unconnected = new Set<LinkedNode>();
  const undeclared = nodes.filter(({ node }) => !node.declared);
  for (const node of nodes) {
    const { id, span, declared } = node.node;
    if (node.inputs.length === 0 && !leaving.has(node.node) && nodes.length > 1) {
      unconnected.add(node);
      const name = names.nameOf(node.node);
      diagnostics.push(previousStep(name) === undefined ? reportLink("unconnected-node", span, { id }) : reportExpression("unused-state", span, { name }));
      continue;
    }
    if (!declared && node.meaning.kind !== "unknown") {
      const layer = node.meaning.kind === "layer" || node.meaning.kind === "block" ? node.meaning.word.text : undefined;
      diagnostics.push(reportLink("undeclared-node", span, { id, layer }, { fixes: undeclared.length > mostUndeclared ? [] : writeDeclared(node.node, nodes, diagram) }));
    }
    if (!leaving.has(node.node) && isComputed(node.meaning)) {
      diagnostics.push(reportLink("implied-output", node.span, { id }));
    }
  }
  const connected = nodes.filter((node) => !unconnected.has(node));
  const inputs = connected.filter(({ inputs: taken, meaning }) => taken.length === 0 && meaning.kind === "featureMap");
  const outputs = connected.filter(({ node }) => !leaving.has(node));
  const reached = reachedNodes(ordered);
  diagnostics.push(...outputs.filter((node) => !reached.has(node)).map((node) => reportLink("unreached-node", node.span, { id: node.node.id })));
  if (!connected.some(({ meaning }) => meaning.kind !== "featureMap" && meaning.kind !== "parameter")) {
    diagnostics.push(reportLink("no-output", diagram.nameSpan, { name: diagram.name ?? "" }));
  }
  return { inputs, outputs, unconnected, diagnostics };
}

/** With more of them nodes are not declared on purpose, and none is compared with all others. */
const mostUndeclared = 20;

/** The id of a declared node that differs in one letter, where one edge names the other. */
function writeDeclared(node: DiagramNode, nodes: readonly LinkedNode[], { edges }: Diagram): readonly Fix[] {
  const { id, span } = node;
  const isBare = span.file.text.slice(span.start, span.end) === id;
  if (!isBare || id.length < 3 || edges.filter(({ from, to }) => from === node || to === node).length > 1) return [];
  const declared = nodes.flatMap((other) => (other.node.declared && /^[A-Za-z_]\w*$/.test(other.node.id) && sameDigits(other.node.id, id) ? [other.node.id] : []));
  const meant = nearestName(id, declared, 1);
  return meant === undefined ? [] : [{ title: { en: `Write \`${meant}\``, zh: `写作 \`${meant}\`` }, edits: [{ span, text: meant }], preferred: false }];
}

/** All but parameters and what is made of parameters alone. A layer that lacks its input is told as that. */
function reachedNodes(ordered: readonly LinkedNode[]): ReadonlySet<LinkedNode> {
  const reached = new Set<LinkedNode>();
  for (const node of ordered) {
    if (node.inputs.length === 0 ? !isConstant(node.meaning) : node.inputs.some((input) => reached.has(input))) reached.add(node);
  }
  return reached;
}

/** What depends on no input and draws no noise. */
function isConstant(meaning: Meaning): boolean {
  return meaning.kind === "parameter" || (meaning.kind === "expression" && !drawsNoise(meaning.expression));
}

function isComputed({ kind }: Meaning): boolean {
  return kind === "layer" || kind === "block" || kind === "operator" || kind === "expression";
}

/** Two layers under one number (`Linear7` twice). Where the second's id ends in a number of its own, that is the fix. */
function repeatedInstances(nodes: readonly LinkedNode[]): readonly Diagnostic[] {
  const first = new Map<string, Span>();
  const numbered = nodes.flatMap((node) => {
    const { meaning } = node;
    const word = meaning.kind === "layer" || meaning.kind === "block" ? meaning.word : undefined;
    return word?.suffix === undefined ? [] : [{ node, word, suffix: word.suffix, span: meaning.kind === "layer" || meaning.kind === "block" ? meaning.label.words[0]!.span : node.span }];
  });
  const taken = new Set(numbered.map(({ word, suffix }) => `${word.text}${suffix}`.toLowerCase()));
  return numbered.flatMap(({ node, word, suffix, span }) => {
    const key = `${word.text}${suffix}`.toLowerCase();
    const before = first.get(key);
    if (before === undefined) {
      first.set(key, span);
      return [];
    }
    const related = [{ span: before, message: { en: "The first stands here", zh: "第一个在这里" } }];
    return [reportLink("repeated-instance", span, { name: span.file.text.slice(span.start, span.end), hasWeights: node.meaning.kind !== "layer" || node.meaning.entry.operation.parameters !== undefined }, { related, fixes: renumber(node, span, suffix, word.text, taken) })];
  });
}

function renumber({ node }: LinkedNode, span: Span, suffix: string, word: string, taken: ReadonlySet<string>): readonly Fix[] {
  const own = /\d+$/.exec(node.id)?.[0];
  if (own === undefined || taken.has(`${word}${own}`.toLowerCase())) return [];
  const number = { file: span.file, start: span.end - suffix.length, end: span.end };
  return [{ title: { en: `Number it ${own}, as its node \`${node.id}\` is`, zh: `按节点 \`${node.id}\` 编号为 ${own}` }, edits: [{ span: number, text: own }], preferred: true }];
}

function firstDrawn(span: Span) {
  return { span, message: { en: "First drawn here", zh: "第一次画在这里" } };
}
