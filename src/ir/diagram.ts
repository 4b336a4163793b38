/**
 * A graph as Graphviz understands it: what 1-read makes of DOT text. Defaults are resolved into each node's and
 * edge's attributes, subgraphs are gone, every part keeps its place. Nothing here knows of networks.
 */
import type { MappedText, SourceFile, Span } from "./source.ts";

export interface Diagram {
  /** The graph's id; undefined for an anonymous graph. */
  readonly name: string | undefined;
  /** The id's place; of an anonymous graph, the keyword's. */
  readonly nameSpan: Span;
  /** From the first keyword to the closing brace. */
  readonly span: Span;
  readonly file: SourceFile;
  readonly directed: boolean;
  readonly strict: boolean;
  /** The root graph's own attributes. */
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** In order of first mention. */
  readonly nodes: readonly DiagramNode[];
  /** In the order in which the source draws them; `a -> {b c}` draws left ends first. `strict` has merged equal ones. */
  readonly edges: readonly DiagramEdge[];
}

export interface Attribute {
  readonly name: string;
  /** The value with DOT's quoting resolved; escapes that Graphviz leaves to the label (`\n`, `\N`) are still in it. */
  readonly value: MappedText;
  /** Written as `<…>`. */
  readonly html: boolean;
}

export interface DiagramNode {
  readonly id: string;
  /** The first mention of the id; for a node with a statement of its own, the mention in the first such statement. */
  readonly span: Span;
  /** False for a node that only edges name. */
  readonly declared: boolean;
  readonly attributes: ReadonlyMap<string, Attribute>;
}

export interface DiagramEdge {
  readonly from: DiagramNode;
  readonly to: DiagramNode;
  /** The operator's place, `->` or `--`. */
  readonly span: Span;
  readonly attributes: ReadonlyMap<string, Attribute>;
}
