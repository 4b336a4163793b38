/**
 * A graph as its grammar sees it: the steps of its body in the order of the text, flat, so that no depth of nesting
 * needs recursion. What the steps mean (defaults, merging, groups) is build-diagram.ts's business.
 */
import type { Atom } from "./atom.ts";
import type { Token } from "./scan-dot.ts";

export interface GraphSyntax {
  readonly strict: boolean;
  readonly directed: boolean;
  /** `digraph` or `graph`; undefined where the user left it out and was told so. */
  readonly keyword: Token | undefined;
  readonly name: Atom | undefined;
  readonly start: number;
  readonly end: number;
  /** False where the graph's `}` is missing. */
  readonly closed: boolean;
  readonly steps: readonly DotStep[];
}

/** `nodes`, or `open` … `close` around a subgraph's own steps, are an end of an edge or a statement on their own. */
export type DotStep =
  | { readonly step: "nodes"; readonly nodes: readonly NodeSyntax[] }
  | { readonly step: "open"; readonly name: Atom | undefined }
  | { readonly step: "close" }
  | { readonly step: "edge"; readonly operator: Token }
  /** The statement that the ends and operators before it make up; `listed` where it has a `[…]`. */
  | { readonly step: "end"; readonly attributes: readonly AttributeSyntax[]; readonly listed: boolean }
  | { readonly step: "defaults"; readonly target: DefaultsTarget; readonly attributes: readonly AttributeSyntax[] };

export type DefaultsTarget = "graph" | "node" | "edge";

export interface NodeSyntax {
  readonly id: Atom;
  /** `p` and `ne` of `a:p:ne`. */
  readonly port: readonly Atom[];
}

export interface AttributeSyntax {
  readonly name: Atom;
  readonly value: Atom;
}
