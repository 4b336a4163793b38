/**
 * Diagrams -> linked diagrams: reads every label, decides for each word whether it is a layer or which digraph it
 * stands for, and puts the nodes in the order of the data. Shapes are no concern of it.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { reportLink } from "../diagnostics/rules/link.ts";
import type { Diagram, DiagramEdge, DiagramNode } from "../ir/diagram.ts";
import { partsOfExpression } from "../ir/expression.ts";
import type { ExpressionLabel, Label, WordLabel } from "../ir/label.ts";
import type { LinkedDiagram, LinkedNode, Meaning } from "../ir/linked.ts";
import { nearestName } from "../runtime/nearest-name.ts";
import { namesInLabel } from "../2-interpret/names-in-label.ts";
import { isShapeRemark } from "../2-interpret/shape-remark.ts";
import { readNodeLabel } from "../2-interpret/read-node-label.ts";
import { checkGraph, closingEdge, edgesIn, takeInputs } from "./check-graph.ts";
import { findCell } from "./find-cell.ts";
import { bindArguments, formalsOf } from "./formals.ts";
import { findWord, type Found, type Places } from "./library.ts";
import { makingOf } from "./is-made-of.ts";
import { NodeNames } from "./node-names.ts";
import { hasMisspeltLabel, misspeltLabels } from "./misspelt-labels.ts";
import { orderNodes } from "./order-nodes.ts";
import { resolveExpression, type ExpressionRequest } from "./resolve-expression.ts";
import { digraphsAt, nearMiss, suggestUnknown, tellNearMiss } from "./suggest-unknown.ts";

/** Blocks within blocks within blocks: a diagram that a person drew has a handful. */
const mostNested = 100;

export interface LinkRequest {
  /** Those to link; blocks that they call are linked on the way. */
  readonly diagrams: readonly Diagram[];
  readonly places: Places;
  /** `--block WORD=DIGRAPH`. */
  readonly mapping: ReadonlyMap<string, string>;
  /** Further words for layers. */
  readonly synonyms?: ReadonlyMap<string, string>;
}

export interface LinkResult {
  readonly linked: ReadonlyMap<Diagram, LinkedDiagram>;
  readonly diagnostics: readonly Diagnostic[];
}

export function linkBlocks(request: LinkRequest): LinkResult {
  const linker = new Linker(request);
  const linked = reachable(request.diagrams.map((diagram) => linker.link(diagram)));
  return { linked: new Map(linked.map((each) => [each.diagram, each])), diagnostics: linked.flatMap(({ diagram }) => linker.findings.get(diagram)!) };
}

/** Diagrams and the blocks that they call; not those that were only weighed as candidates. */
function reachable(from: readonly LinkedDiagram[]): readonly LinkedDiagram[] {
  const found = new Set(from);
  for (const { nodes } of found) {
    for (const { meaning } of nodes) if (meaning.kind === "block") found.add(meaning.block);
  }
  return [...found];
}

class Linker {
  readonly findings = new Map<Diagram, Diagnostic[]>();
  private readonly linked = new Map<Diagram, LinkedDiagram>();
  /** Diagrams being linked, outermost first. */
  private readonly open: Diagram[] = [];
  private readonly request: LinkRequest;
  private readonly synonyms: ReadonlyMap<string, string>;

  constructor(request: LinkRequest) {
    this.request = request;
    this.synonyms = new Map([...(request.synonyms ?? [])].map(([word, layer]) => [word.toLowerCase(), layer]));
  }

  link(diagram: Diagram): LinkedDiagram {
    const before = this.linked.get(diagram);
    if (before !== undefined) return before;
    this.findings.set(diagram, []);
    this.open.push(diagram);
    const result = this.linkNodes(diagram);
    this.open.pop();
    this.linked.set(diagram, result);
    return result;
  }

  private linkNodes(diagram: Diagram): LinkedDiagram {
    const labels = new Map<DiagramNode, Label>();
    for (const node of diagram.nodes) labels.set(node, readNodeLabel(node, diagram));
    const mapping = this.mappingOf(diagram);
    const names = new NodeNames(labels, ({ words }) => findWord(words, diagram, this.request.places, { mapping, synonyms: this.synonyms }) !== undefined);
    const edges = diagram.edges.filter((edge) => !names.isRecurrence(edge));
    const { meanings, implied, readFirst, asDrawn } = this.meaningsOf(diagram, edges, names, mapping);
    const completed: Diagram = { ...diagram, edges: [...edges, ...implied] };
    const drawn = implied.length === 0 ? asDrawn.drawn : edgesIn(completed);
    const order = implied.length === 0 && readFirst.size === 0 ? asDrawn.order
      : orderNodes(diagram.nodes, (node, index) => drawn.get(node)?.[index]?.from ?? readFirst.get(node)?.[index - (drawn.get(node)?.length ?? 0)]);
    this.tell(order.loops.map((loop) => reportLink("loop", closingEdge(loop, drawn)?.span ?? loop[0]!.span, { loop: loop.map(({ id }) => id) })));
    const byNode = new Map<DiagramNode, LinkedNode>();
    const nodes: LinkedNode[] = [];
    for (const node of order.nodes) {
      const meaning = order.circular.has(node) ? unknown : meanings.get(node)!;
      const { taken, diagnostics } = takeInputs(drawn.get(node) ?? [], meaning);
      this.tell(diagnostics);
      const span = node.attributes.has("label") ? names.labels.get(node)!.span : node.span;
      const linked = { node, span, inputs: taken.flatMap((input) => byNode.get(input) ?? []), meaning };
      byNode.set(node, linked);
      nodes.push(linked);
    }
    const declared = diagram.nodes.flatMap((node) => byNode.get(node) ?? []);
    const checked = checkGraph(completed, declared, nodes, names);
    const found = findCell(declared, checked.inputs, names);
    this.tell([...misspeltLabels(diagram, (node) => meanings.get(node)?.kind === "unknown"), ...checked.diagnostics, ...found.diagnostics]);
    const kept = nodes.filter((node) => !checked.unconnected.has(node));
    const name = diagramName(diagram);
    const isPartial = found.diagnostics.length > 0 || kept.some(({ meaning }) => meaning.kind === "unknown" || (meaning.kind === "block" && meaning.block.isPartial));
    return { diagram, name, nodes: kept, inputs: checked.inputs, outputs: checked.outputs, cell: found.cell, formals: formalsOf(declared), hasLoop: order.loops.length > 0, isPartial };
  }

  /** What each node means; the edges that expressions leave out, the nodes that must come first all the same, and the order without them. */
  private meaningsOf(diagram: Diagram, edges: readonly DiagramEdge[], names: NodeNames, mapping: ReadonlyMap<string, string>) {
    const drawn = edgesIn({ ...diagram, edges });
    const order = orderNodes(diagram.nodes, (node, index) => drawn.get(node)?.[index]?.from);
    const onLoops = new Set(order.loops.flat());
    const leaving = new Set<DiagramNode>();
    for (const { from } of edges) leaving.add(from);
    let known: ReadonlySet<string> | undefined;
    const isDimension = (name: string) => (known ??= dimensionNames(names)).has(name);
    const isMadeOf = makingOf(drawn);
    const meanings = new Map<DiagramNode, Meaning>();
    const implied: DiagramEdge[] = [];
    const readFirst = new Map<DiagramNode, readonly DiagramNode[]>();
    for (const node of order.nodes) {
      const label = names.labels.get(node)!;
      const into = drawn.get(node) ?? [];
      const isEnd = into.length === 0 || !leaving.has(node);
      const place = { node, diagram, names, edges: into, isDimension, isMadeOf, isEnd, mapping, implied };
      const meaning = onLoops.has(node) && label.kind === "word" && label.ownId ? unknown : this.meaningOf(label, place);
      meanings.set(node, meaning);
      if (meaning.kind === "expression" && meaning.weights.size > 0) readFirst.set(node, [...meaning.weights.values()]);
    }
    return { meanings, implied, readFirst, asDrawn: { drawn, order } };
  }

  private meaningOf(label: Label, place: LabelPlace): Meaning {
    const { diagram, isEnd, mapping } = place;
    switch (label.kind) {
      case "word": {
        const found = findWord(label.words, diagram, this.request.places, { mapping, synonyms: this.synonyms });
        if (label.otherwise?.kind === "expression" && isCertain(label.otherwise, place)) return this.meaningOf(label.otherwise, place);
        // `X [BatchSize, 8]` is a tensor's name, whatever digraph's name ends in X.
        const isMap = label.otherwise?.kind === "featureMap" && found?.kind === "block" && found.byEnding === true;
        if (isMap) return this.meaningOf(label.otherwise, place);
        if (found !== undefined) return this.take(label, this.wordMeaning(label, found));
        if (label.ownId && isEnd) return { kind: "featureMap", label: undefined };
        const suggestions = suggestUnknown(label, diagram, this.request.places, { mapping, synonyms: this.synonyms });
        const isBrokenOff = label.otherwise?.kind === "expression" && label.otherwise.expression === undefined && suggestions.every(({ fixes }) => fixes.length === 0);
        if (label.otherwise?.kind === "featureMap" || isBrokenOff) return this.meaningOf(label.otherwise!, place);
        return hasMisspeltLabel(place.node) ? unknown : this.refuse(suggestions);
      }
      case "featureMap":
        // Of an input, the shape that is hidden so is missed in 4-infer.
        if (place.edges.length === 0 && label.slips.some(isShapeRemark)) return { kind: "featureMap", label };
        return this.take(label, label.role === "parameter" ? { kind: "parameter", label } : { kind: "featureMap", label });
      case "operator":
        return { kind: "operator", label };
      case "expression":
        return label.expression === undefined ? this.take(label, unknown) : this.expressionMeaning(label, place);
      case "unknown":
        return hasMisspeltLabel(place.node) ? unknown : this.refuse(suggestUnknown(label, diagram, this.request.places, { mapping, synonyms: this.synonyms }));
    }
  }

  private expressionMeaning(label: ExpressionLabel, place: LabelPlace): Meaning {
    const { meaning, implied, diagnostics } = resolveExpression({ ...place, label });
    this.tell(diagnostics);
    place.implied.push(...implied);
    return this.take(label, meaning);
  }

  /** Takes a reading, and with it what is wrong in its writing; of one that broke off, nothing more is known. */
  private take(label: Label, meaning: Meaning): Meaning {
    this.tell(label.slips);
    return label.slips.some(({ severity }) => severity === "error") ? unknown : meaning;
  }

  private refuse(diagnostics: readonly Diagnostic[]): Meaning {
    this.tell(diagnostics);
    return unknown;
  }

  /** Of the diagram that is being linked. */
  private tell(diagnostics: readonly Diagnostic[]): void {
    for (const diagnostic of diagnostics) this.findings.get(this.open.at(-1)!)!.push(diagnostic);
  }

  private wordMeaning(label: WordLabel, found: Found): Meaning {
    const { word } = found;
    if (found.kind === "layer") return { kind: "layer", label, word, entry: found.entry };
    if (found.kind === "unmapped") {
      const nearest = nearestName(found.target, digraphsAt(this.open.at(-1)!, this.request.places));
      return this.refuse([reportLink("block-not-found", word.span, { word: word.text, target: found.target, nearest })]);
    }
    const candidates = found.diagrams.filter((candidate) => !this.open.includes(candidate));
    if (candidates.length === 0) {
      const loop = [...this.open.slice(this.open.indexOf(found.diagrams[0]!)), found.diagrams[0]!].map(diagramName);
      return this.refuse([reportLink("recursive-block", word.span, { loop })]);
    }
    if (this.open.length >= mostNested) return this.refuse([reportLink("too-deep", word.span, { most: mostNested })]);
    const fits = candidates.map((candidate) => this.link(candidate));
    const able = fits.length === 1 ? fits : fits.filter(({ formals }) => bindArguments(label.arguments, formals).unused.length === 0);
    if (able.length !== 1) {
      const names = (able.length === 0 ? fits : able).map(({ name, diagram: { file } }) => `${name} (${file.path})`);
      const related = fits.map((fit) => ({ span: fit.diagram.nameSpan, message: { en: `${fit.name} fits`, zh: `${fit.name} 符合` } }));
      const own = this.open.at(-1)!;
      if (own.name !== undefined && !fits.some(({ name }) => name === own.name + word.text)) related.push({ span: own.nameSpan, message: { en: `None is called \`${own.name}${word.text}\`, as this digraph's own would be`, zh: `没有名为 \`${own.name}${word.text}\` 的块，即本图自己的块` } });
      return this.refuse([reportLink("ambiguous-block", word.span, { word: word.text, fits: names }, { related })]);
    }
    const missed = found.byEnding === true ? nearMiss(word.text, this.open.at(-1)!, this.request.places) : undefined;
    if (missed !== undefined) this.tell([tellNearMiss(word, able[0]!.name, missed)]);
    return { kind: "block", label, word, block: able[0]! };
  }

  /** The command line's mapping over the graph's own attribute, `blocks="UpConvBlock=CAEDeconvBlock, …"`. */
  private mappingOf(diagram: Diagram): ReadonlyMap<string, string> {
    const written = diagram.attributes.get("blocks")?.value.value ?? "";
    const pairs = written.split(/[,;\s]+/).flatMap((pair) => {
      const [word, target] = pair.split("=");
      return word !== undefined && target !== undefined ? [[word, target] as const] : [];
    });
    return new Map([...pairs, ...this.request.mapping]);
  }
}

/** Where a label stands, and what its reading may change. */
interface LabelPlace extends Omit<ExpressionRequest, "label"> {
  /** No edge comes in, or none goes out. */
  readonly isEnd: boolean;
  readonly mapping: ReadonlyMap<string, string>;
  /** Takes the edges that expressions leave out. */
  readonly implied: DiagramEdge[];
}

/** What looks like a word with arguments, `tanh(c)`, is an expression where it speaks of nodes, or draws noise. */
function isCertain({ expression }: ExpressionLabel, { names, node }: LabelPlace): boolean {
  return expression !== undefined && [...partsOfExpression(expression)].some((part) => part.kind === "randn" || (part.kind === "name" && names.named(part.name).some((other) => other !== node)));
}

function dimensionNames({ labels }: NodeNames): ReadonlySet<string> {
  return new Set([...labels.values()].flatMap(namesInLabel).map(({ name }) => name));
}

const unknown: Meaning = { kind: "unknown" };

/** An anonymous digraph is called after its file. */
export function diagramName(diagram: Diagram): string {
  return diagram.name ?? diagram.file.path.replace(/^.*[/\\]/, "").replace(/\.[^.]*$/, "");
}
