/**
 * One use of a diagram: the model itself, or a call of a block. It knows what the diagram's names stand for, reads
 * sizes, and tells mistakes where the reader should look: in the diagram itself for the model, at the call for a
 * block.
 */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import { reportInfer } from "../diagnostics/rules/infer.ts";
import { atomDimension, decimal, formatDimension, isSame, type Dimension, type NameAtom } from "../ir/dimension.ts";
import type { DimensionSyntax } from "../ir/label.ts";
import type { LinkedDiagram, LinkedNode } from "../ir/linked.ts";
import type { SizeExpression } from "../ir/program.ts";
import type { Span } from "../ir/source.ts";
import { nearestName } from "../runtime/nearest-name.ts";
import { batchDimension, isRunDimension } from "../2-interpret/vocabulary.ts";
import { namesInLabel, namesInSize } from "../2-interpret/names-in-label.ts";
import { evaluateSize } from "./evaluate-size.ts";
import type { Solver } from "./solver.ts";

/** The call that a scope is the inside of. */
export interface CallSite {
  readonly scope: Scope;
  readonly node: LinkedNode;
  /** The call's word and arguments, where mistakes inside are told. */
  readonly span: Span;
  readonly name: string;
}

/** How a formal was bound at a call: by an argument as written, or by a size of the caller. */
export interface FormalBinding {
  readonly syntax: DimensionSyntax | undefined;
  readonly dimension: Dimension;
}

export interface Loop {
  readonly name: string;
  readonly atom: NameAtom;
  /** The input of this iteration, whose sizes are told as `size(value, axis)`. */
  readonly value: string;
}

/** A person who draws more names than this confuses none of them by hand. */
const mostCompared = 200;

export class Scope {
  readonly names = new Map<string, NameAtom>();
  readonly bindings = new Map<NameAtom, FormalBinding>();
  /** Sizes of values that no name tells: which value's axis an atom is. */
  readonly axes = new Map<NameAtom, { readonly value: string; readonly axis: number }>();
  /** Names that were expressed before anything had bound them. */
  readonly unsettled = new Map<SizeExpression, NameAtom>();
  /** Sizes that labels leave out, each to be told if nothing decides it. */
  readonly leftOut = new Map<NameAtom, () => void>();
  /** Whole quotients that are promised (`BlockW/2`) and not yet known. */
  readonly promises: { readonly syntax: DimensionSyntax; readonly dimension: Dimension }[] = [];
  /** The repeat that a layer's arguments are read for. */
  loop: Loop | undefined;
  /** The path of node ids from the model to this scope. */
  readonly path: readonly string[];
  readonly linked: LinkedDiagram;
  readonly solver: Solver;
  readonly site: CallSite | undefined;
  /** Where each name was last read. */
  readonly lastUse = new Map<string, Span>();
  private readonly told: Told;
  private writtenNames: ReadonlySet<string> | undefined;

  constructor(linked: LinkedDiagram, solver: Solver, told: Told, site: CallSite | undefined, path: readonly string[]) {
    this.linked = linked;
    this.solver = solver;
    this.told = told;
    this.site = site;
    this.path = path;
  }

  /** The atom of a name as this diagram writes it. */
  atom(name: string): NameAtom {
    if (isRunDimension(name)) return this.solver.runAtom(name);
    const known = this.names.get(name);
    if (known !== undefined) return known;
    const atom = this.solver.newAtom(name, "name");
    this.names.set(name, atom);
    return atom;
  }

  /** Binds a name that the diagram gives a value (`NFeature(768)`); `set` values come before it. */
  bindValues(set: ReadonlyMap<string, number>): void {
    for (const { meaning } of this.linked.nodes) {
      const label = "label" in meaning ? meaning.label : undefined;
      for (const use of label === undefined ? [] : namesInLabel(label)) this.bindValue(use.name, use.span, use.value, set);
    }
  }

  private bindValue(name: string, span: Span, value: DimensionSyntax | undefined, set: ReadonlyMap<string, number>): void {
    if (isRunDimension(name)) return;
    const override = set.get(name);
    const atom = this.atom(name);
    const before = this.solver.bindings.get(atom);
    if (override !== undefined && this.bindings.get(atom) === undefined) this.solver.bindings.set(atom, decimal(String(override)));
    if (value === undefined) return;
    const drawn = evaluateSize(value, this);
    if (override !== undefined) {
      if (before === undefined && !isSame(drawn, decimal(String(override)))) {
        this.tell(reportInfer("set-overrides", span, { name, drawn: formatDimension(drawn), set: String(override) }));
      }
    } else if (before === undefined) {
      this.solver.bindings.set(atom, drawn);
    } else if (!isSame(this.solver.resolve(before), this.solver.resolve(drawn))) {
      this.tell(reportInfer("two-values", span, { name, first: this.format(before), second: this.format(drawn) }));
    }
  }

  evaluate(syntax: DimensionSyntax): Dimension {
    return evaluateSize(syntax, this);
  }

  /** A size that the diagram asks of who uses it: names in it that nothing binds become options. */
  evaluateOpen(syntax: DimensionSyntax): Dimension {
    const dimension = evaluateSize(syntax, this);
    this.openNames(syntax);
    return dimension;
  }

  /** Names in it that are still not bound become sizes that the model (or the call) must give. */
  openNames(syntax: DimensionSyntax): void {
    for (const name of namesOf(syntax)) {
      const atom = this.atom(name);
      if (this.solver.roleOf(atom) === "name" && !this.solver.bindings.has(atom)) this.solver.options.add(atom);
    }
  }

  /** Compares, and tells of names that were bound by it at `span`. */
  equal(a: Dimension, b: Dimension, span: Span): boolean | undefined {
    const result = this.solver.equal(a, b);
    this.settle(span);
    return result;
  }

  /** Tells of each name that a comparison has bound, with the name that was probably meant. */
  settle(span: Span): void {
    const { solved } = this.solver;
    this.solver.solved = [];
    for (const { atom, value, wasOption } of solved) {
      if (this.solver.roleOf(atom) !== "name") continue;
      if (wasOption) this.tell(reportInfer("fixed-option", span, { name: atom.name, value: this.format(value) }));
      else this.tellSolved(atom, value, span);
    }
  }

  private tellSolved(atom: NameAtom, value: Dimension, span: Span): void {
    const { meant, fits } = this.nameMeant(atom, value);
    if (fits && meant !== undefined) this.solver.bindings.set(atom, atomDimension(this.atom(meant)));
    const place = this.lastUse.get(atom.name) ?? span;
    const title = { en: `Write \`${meant}\``, zh: `写作 \`${meant}\`` };
    const fixes = meant === undefined ? [] : [{ title, edits: [{ span: place, text: meant }], preferred: fits }];
    this.tell(reportInfer("solved-name", place, { name: atom.name, value: this.format(value), meant }, { fixes }));
  }

  /**
   * The name of this diagram that was meant: one alike in writing, of the same value before others. It fits where
   * its value is the same, or, of an alike one, may be.
   */
  private nameMeant(atom: NameAtom, value: Dimension): { readonly meant: string | undefined; readonly fits: boolean } {
    const written = [batchDimension, ...this.linked.formals.slice(0, mostCompared).map(({ name }) => name), ...[...this.names.keys()].slice(0, mostCompared)];
    const known = [...new Set(written)].filter((name) => name !== atom.name && this.isKnown(name));
    const alike = known.filter((name) => bareName(name) === bareName(atom.name));
    const compare = (name: string) => this.solver.compare(atomDimension(this.atom(name)), value);
    const near = [...alike, ...known.filter((name) => nearestName(atom.name, [name]) !== undefined)];
    const meant = near.find((name) => compare(name) === true) ?? near[0];
    const fits = meant !== undefined && (alike.includes(meant) ? compare(meant) !== false : compare(meant) === true);
    return { meant, fits };
  }

  /** Whether the diagram itself, or who calls it, says what the name is. */
  knows(name: string): boolean {
    return this.isKnown(name) || this.written.has(name);
  }

  /** Every name that the diagram's labels write. */
  private get written(): ReadonlySet<string> {
    this.writtenNames ??= new Set(this.linked.nodes.flatMap(({ meaning }) => ("label" in meaning && meaning.label !== undefined ? namesInLabel(meaning.label).map(({ name }) => name) : [])));
    return this.writtenNames;
  }

  private isKnown(name: string): boolean {
    const atom = this.atom(name);
    return this.solver.roleOf(atom) === "run" || this.solver.bindings.has(atom) || this.solver.options.has(atom);
  }

  /** A quotient must come out whole: tested now where the size is known, else when the scope is done. */
  promiseWhole(syntax: DimensionSyntax, dimension: Dimension): void {
    const value = this.solver.valueOf(dimension);
    if (value === undefined) this.promises.push({ syntax, dimension });
    else if (!Number.isInteger(value)) this.tellFraction(syntax, value);
  }

  /** When all its nodes are inferred: tells what has come out fractional, or is still left out. */
  keepPromises(): void {
    for (const [atom, tell] of this.leftOut) if (!this.solver.bindings.has(atom)) tell();
    for (const { syntax, dimension } of this.promises) {
      const value = this.solver.valueOf(dimension);
      if (value !== undefined && !Number.isInteger(value)) this.tellFraction(syntax, value);
    }
  }

  private tellFraction(syntax: DimensionSyntax, value: number): void {
    const names = [...namesOf(syntax)].flatMap((name) => {
      const known = this.solver.valueOf(atomDimension(this.atom(name)));
      return known === undefined ? [] : [`${name}=${known}`];
    });
    this.tell(reportInfer("fractional-size", syntax.span, { text: sourceOf(syntax), value: sizeText(value), names: names.join(", ") }));
  }

  /** As a message writes a size: a number where it is one. */
  format(dimension: Dimension): string {
    return formatDimension(this.solver.resolve(dimension));
  }

  tell(diagnostic: Diagnostic): void {
    this.told.tell(this, diagnostic);
  }
}

/** Collects what scopes tell. */
export interface Told {
  tell(scope: Scope, diagnostic: Diagnostic): void;}

/** A name without case and without the prefixes that drawers vary: `BlockIN` and `LayerIn` are both `in`. */
function bareName(name: string): string {
  return name.replace(/^(Block|Layer|Num|N)(?=\p{Lu})/u, "").toLowerCase();
}

/** Names in a size, each once, in order of appearance. */
function namesOf(syntax: DimensionSyntax): ReadonlySet<string> {
  return new Set(namesInSize(syntax).map(({ name }) => name));
}

/** A number as messages give it. */
export function sizeText(value: number): string {
  return Number.isNaN(value) ? "beyond all sizes" : String(value);
}

/** A size as its label writes it, for messages: on one line, and the end of a long one left out. */
export function sourceOf({ span }: { readonly span: Span }): string {
  const text = span.file.text.slice(span.start, Math.min(span.end, span.start + longest)).replace(/\s+/g, " ");
  return span.end - span.start > longest ? `${text}…` : text;
}

const longest = 80;
