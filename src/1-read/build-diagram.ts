/**
 * The steps of a graph's body -> Diagram, as Graphviz builds its graph from them: nodes made at first mention with the
 * defaults in scope, groups as ends of edges, edges merged. Runs through the steps once, with a stack of open groups.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { readRules } from "../diagnostics/rules/read.ts";
import { reporter } from "../diagnostics/rules/rule.ts";
import type { Attribute, Diagram, DiagramNode } from "../ir/diagram.ts";
import type { MappedText, SourceFile, Span } from "../ir/source.ts";
import { atomKey, atomSpan, atomText, type Atom } from "./atom.ts";
import type { AttributeSyntax, DotStep, GraphSyntax, NodeSyntax } from "./dot-syntax.ts";
import { EdgeTable, type GrowingEdge } from "./edge-table.ts";
import type { Token } from "./scan-dot.ts";
import { Budget, Scope, type Attributes } from "./scopes.ts";
import { TextBuilder } from "./text-builder.ts";
import { code } from "./token-stream.ts";

const report = reporter(readRules);

const FORMER = { en: "its label so far", zh: "此前的标签" };
const TWIN = { en: "the other one", zh: "另一个在此" };

export interface BuiltDiagram {
  readonly diagram: Diagram;
  readonly diagnostics: readonly Diagnostic[];
}

export function buildDiagram(file: SourceFile, graph: GraphSyntax): BuiltDiagram {
  return new DiagramBuilder(file, graph).build();
}

interface GrowingNode extends DiagramNode {
  span: Span;
  declared: boolean;
  attributes: Attributes;
}

/** One `{…}` of the text. The nodes that stand bare in it are declared there unless it is an end of an edge. */
interface Opening {
  readonly outer: Opening | undefined;
  isEdgeEnd: boolean;
}

type End = { readonly nodes: readonly { readonly node: GrowingNode; readonly syntax: NodeSyntax }[] } | { readonly scope: Scope; readonly opening: Opening };

/** An open group, and what its current statement consists of so far. */
interface Frame {
  readonly scope: Scope;
  readonly opening: Opening;
  ends: End[];
  operators: Token[];
}

interface Statement {
  readonly node: GrowingNode;
  readonly span: Span;
  /** Undefined where the statement has a `[…]`, and so declares the node in any case. */
  readonly bareIn: Opening | undefined;
}

class DiagramBuilder {
  private readonly file: SourceFile;
  private readonly graph: GraphSyntax;
  private readonly budget: Budget;
  private readonly edges: EdgeTable;
  /** The labels that statements of nodes give, not those of defaults. */
  private readonly labels = new Map<GrowingNode, MappedText>();
  private readonly nodes = new Map<string, GrowingNode>();
  private hasHtmlIds = false;
  private readonly graphAttributes = new Map<string, Attribute>();
  private readonly diagnostics: Diagnostic[] = [];
  private readonly openings: Opening[] = [];
  private readonly statements: Statement[] = [];
  private readonly frames: Frame[];

  constructor(file: SourceFile, graph: GraphSyntax) {
    this.file = file;
    this.graph = graph;
    this.budget = new Budget(graph.end - graph.start);
    this.edges = new EdgeTable(graph.strict, graph.directed);
    this.frames = [this.frame(new Scope(undefined, this.budget), undefined)];
  }

  build(): BuiltDiagram {
    const { file, graph } = this;
    const { diagnostics } = this;
    this.run();
    this.settleDeclarations();
    if (!graph.directed) diagnostics.push(this.undirected());
    const start = { file, start: graph.start, end: graph.start };
    const keyword = graph.keyword ? { file, start: graph.keyword.start, end: graph.keyword.end } : start;
    const diagram: Diagram = {
      name: graph.name?.value,
      nameSpan: graph.name ? atomSpan(file, graph.name) : keyword,
      span: { file, start: graph.start, end: graph.end },
      file, directed: graph.directed, strict: graph.strict,
      attributes: this.graphAttributes, nodes: [...this.nodes.values()], edges: this.edges.edges,
    };
    return { diagram, diagnostics };
  }

  private run(): void {
    let place = this.graph.keyword;
    for (const step of this.graph.steps) {
      const frame = this.frames.at(-1);
      if (frame) this.step(frame, step);
      if (step.step === "open") place = step.name?.first ?? place;
      if (step.step === "nodes") place = step.nodes[0]?.id.first ?? place;
      if (step.step === "defaults") place = step.attributes[0]?.name.first ?? place;
      if (this.budget.exhausted) {
        const { start, end } = place ?? { start: this.graph.start, end: this.graph.start };
        this.diagnostics.push(report("diagram-too-large", { file: this.file, start, end }, { limit: this.budget.limit }));
        return;
      }
    }
  }

  private step(frame: Frame, step: DotStep): void {
    if (step.step === "nodes") frame.ends.push({ nodes: step.nodes.map((syntax) => ({ node: this.mention(frame, syntax), syntax })) });
    else if (step.step === "open") this.frames.push(this.frame(frame.scope.open(step.name && atomKey(step.name)), frame.opening));
    else if (step.step === "close") this.close(frame);
    else if (step.step === "edge") frame.operators.push(step.operator);
    else if (step.step === "end") this.endStatement(frame, step.attributes, step.listed);
    else for (const attribute of step.attributes) this.setDefault(frame, step.target, attribute);
  }

  private frame(scope: Scope, outer: Opening | undefined): Frame {
    const opening = { outer, isEdgeEnd: false };
    this.openings.push(opening);
    return { scope, opening, ends: [], operators: [] };
  }

  private close(frame: Frame): void {
    this.frames.pop();
    this.frames.at(-1)?.ends.push({ scope: frame.scope, opening: frame.opening });
  }

  private setDefault(frame: Frame, target: "graph" | "node" | "edge", syntax: AttributeSyntax): void {
    const attribute = this.attribute(syntax);
    if (target === "graph") {
      if (this.frames.length === 1) this.graphAttributes.set(attribute.name, attribute);
    } else if (target === "node" || attribute.name !== "key") frame.scope.setDefault(target, attribute);
  }

  private attribute({ name, value }: AttributeSyntax): Attribute {
    return { name: name.value, value: atomText(this.file, value), html: value.html };
  }

  private mention(frame: Frame, { id }: NodeSyntax): GrowingNode {
    const key = atomKey(id);
    let node = this.nodes.get(key);
    if (!node) {
      node = { id: id.value, span: atomSpan(this.file, id), declared: false, attributes: frame.scope.defaults("node") };
      this.nodes.set(key, node);
      this.hasHtmlIds ||= id.html;
      const twin = this.hasHtmlIds ? this.nodes.get(id.html ? id.value : atomKey({ ...id, html: true })) : undefined;
      if (twin) this.diagnostics.push(report("html-id-clash", node.span, { id: code(id.value) }, { related: [{ span: twin.span, message: TWIN }] }));
    }
    frame.scope.members.add(node);
    return node;
  }

  private endStatement(frame: Frame, attributes: readonly AttributeSyntax[], listed: boolean): void {
    if (frame.operators.length > 0) this.drawEdges(frame, attributes);
    else this.declareNodes(frame, attributes.map((attribute) => this.attribute(attribute)), listed);
    frame.ends = [];
    frame.operators = [];
  }

  private declareNodes(frame: Frame, attributes: readonly Attribute[], listed: boolean): void {
    for (const end of frame.ends) {
      if (!("nodes" in end)) continue;
      for (const { node, syntax } of end.nodes) {
        this.statements.push({ node, span: atomSpan(this.file, syntax.id), bareIn: listed ? undefined : frame.opening });
        this.checkLabel(node, attributes);
        node.attributes = this.overlay(node.attributes, attributes);
      }
    }
  }

  /** Two layers may have been meant where a node gets another label: the one before is seen nowhere. */
  private checkLabel(node: GrowingNode, attributes: readonly Attribute[]): void {
    for (const { name, value } of attributes) {
      if (name !== "label") continue;
      const before = this.labels.get(node);
      if (before !== undefined && before.value !== value.value) {
        this.diagnostics.push(report("relabelled-node", value.span, { id: code(node.id) }, { related: [{ span: before.span, message: FORMER }] }));
      }
      this.labels.set(node, value);
    }
  }

  private drawEdges(frame: Frame, syntax: readonly AttributeSyntax[]): void {
    const attributes = syntax.map((attribute) => this.attribute(attribute));
    const key = attributes.findLast(({ name }) => name === "key");
    const own = attributes.filter(({ name }) => name !== "key");
    for (const end of frame.ends) if ("opening" in end) end.opening.isEdgeEnd = true;
    const ends = frame.ends.map((end) => this.endNodes(end));
    let count = 0;
    for (let i = 0; i < frame.operators.length; i++) count += (ends[i]?.length ?? 0) * (ends[i + 1]?.length ?? 0);
    if (!this.budget.spend(count)) return;
    for (let i = 0; i < frame.operators.length; i++) {
      const operator = frame.operators[i]!;
      for (const from of ends[i] ?? []) {
        for (const to of ends[i + 1] ?? []) this.drawEdge(frame.scope, from, to, operator, key, own);
      }
    }
  }

  private endNodes(end: End): readonly EdgeEnd[] {
    if ("scope" in end) return [...end.scope.allNodes()].map((node) => ({ node }));
    return end.nodes;
  }

  private drawEdge(scope: Scope, from: EdgeEnd, to: EdgeEnd, operator: Token, key: Attribute | undefined, own: readonly Attribute[]): void {
    const drawn = this.edges.edges.length;
    const edge = this.edges.draw(scope, from.node, to.node, key && (key.html ? `\0${key.value.value}` : key.value.value), { file: this.file, start: operator.start, end: operator.end });
    if (!edge) return;
    if (this.edges.edges.length > drawn) edge.attributes = this.overlay(scope.defaults("edge"), key ? [key] : []);
    const hasPort = (from.syntax?.port.length ?? 0) + (to.syntax?.port.length ?? 0) > 0;
    edge.attributes = this.overlay(edge.attributes, hasPort ? [...this.ports(edge, from, to), ...own] : own);
  }

  private ports(edge: GrowingEdge, from: EdgeEnd, to: EdgeEnd): Attribute[] {
    // A strict undirected edge may have been drawn the other way first.
    const [tail, head] = edge.from !== edge.to && edge.to === from.node ? [to, from] : [from, to];
    return [...this.port("tailport", tail.syntax?.port), ...this.port("headport", head.syntax?.port)];
  }

  private port(name: string, atoms: readonly Atom[] = []): Attribute[] {
    const [port, compass] = atoms;
    if (!port) return [];
    const texts = atoms.map((atom) => atomText(this.file, atom));
    const span = { ...atomSpan(this.file, port), end: atomSpan(this.file, compass ?? port).end };
    const builder = new TextBuilder(16);
    for (const [i, text] of texts.entries()) {
      if (i > 0) builder.push(0x3a, atomSpan(this.file, port).end, text.span.start);
      for (let at = 0; at < text.value.length; at++) builder.copy(text, at);
    }
    return [{ name, value: builder.build(span), html: false }];
  }

  private overlay(base: Attributes, own: readonly Attribute[]): Attributes {
    if (own.length === 0 || !this.budget.spend(base.size + own.length)) return base;
    const result = new Map(base);
    for (const attribute of own) result.set(attribute.name, attribute);
    return result;
  }

  /** Decides which statements declare their nodes, once it is known which groups are ends of edges. */
  private settleDeclarations(): void {
    for (const opening of this.openings) opening.isEdgeEnd ||= opening.outer?.isEdgeEnd ?? false;
    for (const { node, span, bareIn } of this.statements) {
      if (node.declared || bareIn?.isEdgeEnd) continue;
      node.declared = true;
      node.span = span;
    }
  }

  private undirected(): Diagnostic {
    const { file, graph } = this;
    const keyword = { file, start: graph.keyword?.start ?? graph.start, end: graph.keyword?.end ?? graph.start };
    const edits = [{ span: keyword, text: "digraph" }];
    for (const step of graph.steps) {
      if (step.step === "edge" && step.operator.text === "--") edits.push({ span: { file, start: step.operator.start, end: step.operator.end }, text: "->" });
    }
    const title = { en: "Write `digraph` and `->`", zh: "改写为 `digraph` 和 `->`" };
    return report("undirected-graph", keyword, {}, { fixes: [{ title, edits, preferred: true }] });
  }
}

type EdgeEnd = { readonly node: DiagramNode; readonly syntax?: NodeSyntax };
