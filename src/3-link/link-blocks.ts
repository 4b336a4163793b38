/**
 * Diagrams -> linked diagrams: reads every label, decides for each word whether it is a layer or which digraph it
 * stands for, and puts the nodes in the order of the data. Shapes are no concern of it.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { reportLink } from "../diagnostics/rules/link.ts";
import type { Diagram, DiagramNode } from "../ir/diagram.ts";
import type { Label, WordLabel } from "../ir/label.ts";
import type { LinkedDiagram, LinkedNode, Meaning } from "../ir/linked.ts";
import { nearestName } from "../runtime/nearest-name.ts";
import { readNodeLabel } from "../2-interpret/read-node-label.ts";
import { checkGraph, closingEdge, edgesIn, takeInputs } from "./check-graph.ts";
import { bindArguments, formalsOf } from "./formals.ts";
import { findWord, type Found, type Places } from "./library.ts";
import { orderNodes } from "./order-nodes.ts";
import { digraphsAt, refuseLater, suggestUnknown } from "./suggest-unknown.ts";

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
    const drawn = edgesIn(diagram);
    const order = orderNodes(diagram.nodes, (node, index) => drawn.get(node)?.[index]?.from);
    this.tell(order.loops.map((loop) => reportLink("loop", closingEdge(loop, drawn)?.span ?? loop[0]!.span, { loop: loop.map(({ id }) => id) })));
    const onLoops = new Set(order.loops.flat());
    const mapping = this.mappingOf(diagram);
    const leaving = new Set(diagram.edges.map(({ from }) => from));
    const byNode = new Map<DiagramNode, LinkedNode>();
    const nodes: LinkedNode[] = [];
    for (const node of order.nodes) {
      const edges = drawn.get(node) ?? [];
      const label = readNodeLabel(node, diagram);
      const isEnd = edges.length === 0 || !leaving.has(node);
      const drawnMeaning = onLoops.has(node) && label.kind === "word" && label.ownId ? unknown : this.meaningOf(label, diagram, isEnd, mapping);
      const meaning = order.circular.has(node) ? unknown : drawnMeaning;
      const { taken, diagnostics } = takeInputs(edges, meaning);
      this.tell(diagnostics);
      const span = node.attributes.has("label") ? label.span : node.span;
      const linked = { node, span, inputs: taken.flatMap((input) => byNode.get(input) ?? []), meaning };
      byNode.set(node, linked);
      nodes.push(linked);
    }
    const declared = diagram.nodes.flatMap((node) => byNode.get(node) ?? []);
    const checked = checkGraph(diagram, declared, nodes);
    this.tell(checked.diagnostics);
    const kept = nodes.filter((node) => !checked.unconnected.has(node));
    const name = diagramName(diagram);
    const isPartial = kept.some(({ meaning }) => meaning.kind === "unknown" || (meaning.kind === "block" && meaning.block.isPartial));
    return { diagram, name, nodes: kept, inputs: checked.inputs, outputs: checked.outputs, formals: formalsOf(declared), hasLoop: order.loops.length > 0, isPartial };
  }

  private meaningOf(label: Label, diagram: Diagram, isEnd: boolean, mapping: ReadonlyMap<string, string>): Meaning {
    switch (label.kind) {
      case "word": {
        const found = findWord(label.words, diagram, this.request.places, { mapping, synonyms: this.synonyms });
        if (found !== undefined) return this.take(label, this.wordMeaning(label, found));
        const later = refuseLater(label);
        if (later !== undefined) return this.refuse([later]);
        if (label.ownId && isEnd) return { kind: "featureMap", label: undefined };
        const suggestions = suggestUnknown(label, diagram, this.request.places);
        const isMisspelt = label.otherwise?.kind === "expression" && suggestions.some(({ fixes }) => fixes.length > 0);
        if (label.otherwise !== undefined && !isMisspelt) return this.meaningOf(label.otherwise, diagram, isEnd, mapping);
        return this.refuse(suggestions);
      }
      case "featureMap":
        return this.take(label, label.role === "parameter" ? { kind: "parameter", label } : { kind: "featureMap", label });
      case "operator":
        return { kind: "operator", label };
      case "expression":
        return this.refuse([reportLink("unsupported-expression", label.span, { text: label.text })]);
      case "unknown":
        return this.refuse(suggestUnknown(label, diagram, this.request.places));
    }
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

const unknown: Meaning = { kind: "unknown" };

/** An anonymous digraph is called after its file. */
export function diagramName(diagram: Diagram): string {
  return diagram.name ?? diagram.file.path.replace(/^.*[/\\]/, "").replace(/\.[^.]*$/, "");
}
