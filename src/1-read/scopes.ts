/**
 * The groups of a graph as cgraph keeps them (lib/cgraph/attr.c): each has defaults of its own, and sees those of the
 * groups around it. A node or an edge takes what is in effect where and when it is first made; a default that comes later
 * reaches nothing that exists (Graphviz declares it there with the empty text; here the attribute is absent).
 */
import type { Attribute, DiagramNode } from "../ir/diagram.ts";
import type { DefaultsTarget } from "./dot-syntax.ts";

export type Attributes = ReadonlyMap<string, Attribute>;

type Inherited = Exclude<DefaultsTarget, "graph">;

const NONE: Attributes = new Map();

/**
 * Bounds what a short text may blow up to: groups joined with groups, defaults copied into nodes. Counts edges,
 * attributes and steps.
 */
export class Budget {
  /** Far above what a drawing of that length asks for: neurons of layers, each joined to each, come to a few for each character. */
  readonly limit: number;
  private left: number;

  constructor(textLength: number) {
    this.limit = Math.min(leastLimit + 16 * textLength, mostLimit);
    this.left = this.limit;
  }

  get exhausted(): boolean {
    return this.left < 0;
  }

  /** Whether `cost` may still be spent. */
  spend(cost: number): boolean {
    this.left -= cost;
    return this.left >= 0;
  }
}

const [leastLimit, mostLimit] = [200_000, 2_000_000];

export class Scope {
  readonly outer: Scope | undefined;
  /** The nodes that the group's own statements name, and the groups inside it, in order of first mention. */
  readonly members = new Set<DiagramNode | Scope>();
  private readonly budget: Budget;
  private named: Map<string, Scope> | undefined;
  private readonly own: Partial<Record<Inherited, Map<string, Attribute>>> = {};
  private effective: Partial<Record<Inherited, Attributes>> = {};

  constructor(outer: Scope | undefined, budget: Budget) {
    this.outer = outer;
    this.budget = budget;
  }

  /** The group inside this one that has the name, or a new one. */
  open(name: string | undefined): Scope {
    const known = name === undefined ? undefined : this.named?.get(name);
    const scope = known ?? new Scope(this, this.budget);
    // What the groups around set may have changed since it was last open.
    scope.effective = {};
    if (name !== undefined) (this.named ??= new Map()).set(name, scope);
    this.members.add(scope);
    return scope;
  }

  setDefault(target: Inherited, attribute: Attribute): void {
    (this.own[target] ??= new Map()).set(attribute.name, attribute);
    delete this.effective[target];
  }

  /** The defaults in effect now. The map is never changed afterwards, so that all who take it can share it. */
  defaults(target: Inherited): Attributes {
    const known = this.effective[target];
    if (known) return known;
    const chain = this.chain((scope) => scope.effective[target] !== undefined);
    let result = chain.at(-1)?.effective[target] ?? NONE;
    for (const scope of chain.reverse()) {
      const own = scope.own[target];
      if (!scope.effective[target] && own && this.budget.spend(result.size + own.size)) result = new Map([...result, ...own]);
      scope.effective[target] = result;
    }
    return result;
  }

  /** All nodes of the group and of those inside it, each once. */
  allNodes(): Set<DiagramNode> {
    const nodes = new Set<DiagramNode>();
    const pending = [this.members.values()];
    for (let members = pending.at(-1); members; members = pending.at(-1)) {
      const { value, done } = members.next();
      if (done || !this.budget.spend(1)) pending.pop();
      else if (value instanceof Scope) pending.push(value.members.values());
      else nodes.add(value);
    }
    return nodes;
  }

  /** Whether this is `other` or stands inside it. */
  isWithin(other: Scope): boolean {
    const chain = this.chain((scope) => scope === other);
    this.budget.spend(chain.length);
    return chain.at(-1) === other;
  }

  /** This group and those around it, up to the first that is wanted, or to the root. */
  private chain(wanted: (scope: Scope) => boolean): Scope[] {
    const scopes: Scope[] = [this];
    for (let scope: Scope | undefined = scopes[0]; scope && !wanted(scope); scope = scope.outer) if (scope.outer) scopes.push(scope.outer);
    return scopes;
  }
}
