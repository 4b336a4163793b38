/**
 * The edges of a graph, merged as cgraph merges them (lib/cgraph/edge.c): two with one `key` between the same ends are
 * one; in a strict graph all between the same ends are, and a further one with another key is dropped, except in a group
 * that holds none of them. An undirected edge is found from both sides.
 */
import type { Attribute, DiagramEdge, DiagramNode } from "../ir/diagram.ts";
import type { Span } from "../ir/source.ts";
import type { Scope } from "./scopes.ts";

/** An edge whose attributes may still be replaced; the maps themselves are shared and never changed. */
export interface GrowingEdge extends DiagramEdge {
  attributes: ReadonlyMap<string, Attribute>;
}

interface Pair {
  readonly first: GrowingEdge;
  readonly byKey: Map<string, GrowingEdge>;
  /** Groups whose statements draw the pair. */
  readonly scopes: Set<Scope>;
}

export class EdgeTable {
  readonly edges: GrowingEdge[] = [];
  private readonly strict: boolean;
  private readonly directed: boolean;
  private readonly pairs = new Map<DiagramNode, Map<DiagramNode, Pair>>();

  constructor(strict: boolean, directed: boolean) {
    this.strict = strict;
    this.directed = directed;
  }

  /** The edge that the statement draws, new or known; undefined where a strict graph has no room for it. */
  draw(scope: Scope, from: DiagramNode, to: DiagramNode, key: string | undefined, span: Span): GrowingEdge | undefined {
    if (key === undefined && !this.strict) return this.add(from, to, span);
    const pair = this.pairs.get(from)?.get(to);
    const reverse = this.directed ? undefined : this.pairs.get(to)?.get(from);
    const known = find(pair, key) ?? find(reverse, key);
    if (known) {
      (find(pair, key) ? pair : reverse)?.scopes.add(scope);
      return known;
    }
    if (this.strict && pair && [...pair.scopes].some((drawn) => drawn.isWithin(scope))) return undefined;
    const edge = this.add(from, to, span);
    this.remember(edge, pair, key, scope);
    return edge;
  }

  private add(from: DiagramNode, to: DiagramNode, span: Span): GrowingEdge {
    const edge: GrowingEdge = { from, to, span, attributes: new Map() };
    this.edges.push(edge);
    return edge;
  }

  private remember(edge: GrowingEdge, known: Pair | undefined, key: string | undefined, scope: Scope): void {
    const pair = known ?? { first: edge, byKey: new Map<string, GrowingEdge>(), scopes: new Set<Scope>() };
    if (key !== undefined) pair.byKey.set(key, edge);
    pair.scopes.add(scope);
    if (known) return;
    const row = this.pairs.get(edge.from) ?? new Map<DiagramNode, Pair>();
    row.set(edge.to, pair);
    this.pairs.set(edge.from, row);
  }
}

function find(pair: Pair | undefined, key: string | undefined): GrowingEdge | undefined {
  return key === undefined ? pair?.first : pair?.byKey.get(key);
}
