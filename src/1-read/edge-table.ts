/**
 * The edges of a graph, merged as cgraph merges them (lib/cgraph/edge.c): two with one `key` between the same ends are
 * one; in a strict graph all between the same ends are, and a further one with another key is dropped, except in a group
 * that holds none of them. An undirected edge is found from both sides.
 */
import type { Attribute, DiagramEdge, DiagramNode } from "../ir/diagram.ts";
import type { Span } from "../ir/source.ts";
import type { Scope } from "./scopes.ts";

const NONE: ReadonlyMap<string, Attribute> = new Map();

/** An edge whose attributes may still be replaced; the maps themselves are shared and never changed. */
export interface GrowingEdge extends DiagramEdge {
  attributes: ReadonlyMap<string, Attribute>;
}

/** An edge and the groups whose statements draw it. */
interface Drawn {
  readonly edge: GrowingEdge;
  readonly scopes: Set<Scope>;
}

/** The edges from one node to another by key, `undefined` for the one without. */
type Pair = Map<string | undefined, Drawn>;

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
    const known = key === undefined ? findAny(scope, pair, reverse) : pair?.get(key) ?? reverse?.get(key);
    if (known) {
      known.scopes.add(scope);
      return known.edge;
    }
    if (this.strict && drawnWithin(scope, pair)) return undefined;
    const edge = this.add(from, to, span);
    this.remember(edge, key, scope);
    return edge;
  }

  private add(from: DiagramNode, to: DiagramNode, span: Span): GrowingEdge {
    const edge: GrowingEdge = { from, to, span, attributes: NONE };
    this.edges.push(edge);
    return edge;
  }

  private remember(edge: GrowingEdge, key: string | undefined, scope: Scope): void {
    const row = this.pairs.get(edge.from) ?? new Map<DiagramNode, Pair>();
    this.pairs.set(edge.from, row);
    const pair: Pair = row.get(edge.to) ?? new Map();
    row.set(edge.to, pair);
    pair.set(key, { edge, scopes: new Set([scope]) });
  }
}

/** Without a key any edge will do, of the group's own first. */
function findAny(scope: Scope, pair: Pair | undefined, reverse: Pair | undefined): Drawn | undefined {
  const [first] = pair?.values() ?? reverse?.values() ?? [];
  if ((pair?.size ?? 0) + (reverse?.size ?? 0) < 2) return first;
  return drawnWithin(scope, pair) ?? drawnWithin(scope, reverse) ?? first;
}

function drawnWithin(scope: Scope, pair: Pair | undefined): Drawn | undefined {
  for (const drawn of pair?.values() ?? []) {
    for (const own of drawn.scopes) if (own.isWithin(scope)) return drawn;
  }
  return undefined;
}
