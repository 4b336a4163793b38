/**
 * One use of a diagram: the model itself, or a call of a block. It knows what the diagram's names stand for, reads
 * sizes, and tells mistakes where the reader should look: in the diagram itself for the model, at the call for a
 * block.
 */
import type { Diagnostic, Related } from "../diagnostics/diagnostic.ts";
import { reportInfer } from "../diagnostics/rules/infer.ts";
import { atomDimension, decimal, formatDimension, isSame, namesIn, numberOf, type Dimension, type NameAtom } from "../ir/dimension.ts";
import type { DimensionSyntax } from "../ir/label.ts";
import type { LinkedDiagram, LinkedNode } from "../ir/linked.ts";
import type { SizeExpression } from "../ir/program.ts";
import { joinSpans, type Span } from "../ir/source.ts";
import { nearestName } from "../runtime/nearest-name.ts";
import { batchDimension, isRunDimension } from "../2-interpret/vocabulary.ts";
import { namesInLabel, namesInSize } from "../2-interpret/names-in-label.ts";
import { bareName, isAlike } from "./alike-names.ts";
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
  /** What follows a false claim is judged by the claim, or by the tensor that arrives at it. */
  readonly believes: "claims" | "tensors";
  /** Where names are given values: `NFeature(768)`. */
  private readonly valuesGiven = new Map<string, Span>();
  /** Where each name was last read. */
  readonly lastUse = new Map<string, Span>();
  private readonly told: Told;
  private writtenNames: ReadonlyMap<string, readonly Span[]> | undefined;
  /** Sizes that must be equal, and are so for some values of the names in them only. */
  private readonly equations: { readonly sides: readonly [Dimension, Dimension]; readonly span: Span }[] = [];

  constructor(linked: LinkedDiagram, solver: Solver, told: Told, site: CallSite | undefined, path: readonly string[], believes: Scope["believes"] = "claims") {
    this.linked = linked;
    this.solver = solver;
    this.told = told;
    this.site = site;
    this.path = path;
    this.believes = believes;
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
      this.valuesGiven.set(name, span);
      if (!this.solver.bind(atom, drawn)) this.tell(reportInfer("not-a-size", span, { text: sourceOf({ span: joinSpans(span, value.span) }), value: "given by itself" }));
    } else if (!isSame(this.solver.resolve(before), this.solver.resolve(drawn))) {
      const first = this.valuesGiven.get(name);
      const related = first === undefined ? [] : [{ span: first, message: { en: `Here it is ${this.format(before)}`, zh: `这里等于 ${this.format(before)}` } }];
      this.tell(reportInfer("two-values", span, { name, first: this.format(before), second: this.format(drawn) }, { related }));
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
    for (const { name } of namesInSize(syntax)) {
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
    const { solved, undecided } = this.solver;
    if (solved.length === 0 && undecided.length === 0) return;
    this.solver.solved = [];
    this.solver.undecided = [];
    // Of a block the drawing itself is asked, once: what a call brings is known or is the caller's.
    if (this.site === undefined) this.equations.push(...undecided.map((sides) => ({ sides, span })));
    for (const { atom, value, wasOption } of solved) {
      if (this.solver.roleOf(atom) !== "name") continue;
      if (wasOption) this.tellFixed(atom, value, span);
      else this.tellSolved(atom, value, span);
    }
  }

  private tellFixed({ name }: NameAtom, value: Dimension, span: Span): void {
    const params = { name, value: this.format(value) };
    const related = [{ span, message: { en: `Here it is ${params.value}`, zh: `这里等于 ${params.value}` } }];
    this.tell(reportInfer("fixed-option", this.written.get(name)?.[0] ?? span, params, { related }));
  }

  private tellSolved(atom: NameAtom, value: Dimension, span: Span): void {
    const { meant, fits } = this.nameMeant(atom, value);
    if (fits && meant !== undefined) this.solver.bind(atom, atomDimension(this.atom(meant)));
    this.tellMeant(atom, this.lastUse.get(atom.name) ?? span, this.format(value), meant, fits);
  }

  private tellMeant({ name }: NameAtom, place: Span, value: string | undefined, meant: string | undefined, fits: boolean): void {
    const title = { en: `Write \`${meant}\``, zh: `写作 \`${meant}\`` };
    const fixes = meant === undefined ? [] : [{ title, edits: [{ span: place, text: meant }], preferred: fits }];
    this.tell(reportInfer("solved-name", place, { name, value, meant }, { related: this.writtenAt(meant), fixes }));
  }

  /** Of a claim that a comparison has left open: a name that stands in it alone is taken for one that is alike. */
  takeForAlike(claim: DimensionSyntax): void {
    for (const { name, span } of namesInSize(claim)) {
      const atom = this.atom(name);
      const isLone = this.written.get(name)?.length === 1 && !this.isKnown(name) && this.solver.roleOf(atom) === "name";
      const meant = isLone ? this.knownNames(name).find((known) => isAlike(known, name)) : undefined;
      if (meant !== undefined && this.solver.bind(atom, atomDimension(this.atom(meant)))) this.tellMeant(atom, span, undefined, meant, true);
    }
  }

  private writtenAt(name: string | undefined): readonly Related[] {
    const [span] = this.written.get(name ?? "") ?? [];
    return span === undefined ? [] : [{ span, message: { en: `\`${name}\` is written here`, zh: `\`${name}\` 写在这里` } }];
  }

  /** Of the names that must fit together, one that is written nowhere else is the suspect. */
  private tellEquation([a, b]: readonly [Dimension, Dimension], span: Span): void {
    const names = [...new Set([a, b].flatMap((side) => [...namesIn(this.solver.resolve(side))].map(({ name }) => name)))];
    const lone = names.filter((name) => this.written.get(name)?.length === 1);
    const suspect = lone.length === 1 ? lone[0]! : undefined;
    const place = suspect === undefined ? span : this.written.get(suspect)![0]!;
    const others = names.filter((name) => name !== suspect);
    const here = place === span ? [] : [{ span, message: { en: "Here they must be equal", zh: "这里二者必须相等" } }];
    const sides = [this.format(a), this.format(b)] as const;
    const [other] = others;
    const isRenamed = suspect !== undefined && other !== undefined && sides.includes(suspect) && sides.includes(other);
    const title = { en: `Write \`${other}\``, zh: `写作 \`${other}\`` };
    const fixes = isRenamed ? [{ title, edits: [{ span: place, text: other }], preferred: nearestName(suspect, [other], 2) !== undefined }] : [];
    this.tell(reportInfer("open-equation", place, { left: sides[0], right: sides[1] }, { related: [...here, ...others.flatMap((name) => this.writtenAt(name))], fixes }));
  }

  /**
   * The name of this diagram that was meant: one alike in writing, of the same value before others. It fits where
   * its value is the same, or, of an alike one, may be.
   */
  private nameMeant(atom: NameAtom, value: Dimension): { readonly meant: string | undefined; readonly fits: boolean } {
    const known = this.knownNames(atom.name);
    const isBare = (name: string) => bareName(name) === bareName(atom.name);
    const alike = [...known.filter(isBare), ...known.filter((name) => !isBare(name) && isAlike(name, atom.name))];
    const compare = (name: string) => this.solver.compare(atomDimension(this.atom(name)), value);
    const near = [...alike, ...known.filter((name) => nearestName(atom.name, [name]) !== undefined)];
    const meant = near.find((name) => compare(name) === true) ?? near[0];
    const fits = meant !== undefined && (alike.includes(meant) ? compare(meant) !== false : compare(meant) === true);
    return { meant, fits };
  }

  /** Names other than `name` that something binds or will, each once. */
  private knownNames(name: string): readonly string[] {
    const written = [batchDimension, ...this.linked.formals.slice(0, mostCompared).map((formal) => formal.name), ...[...this.names.keys()].slice(0, mostCompared)];
    return [...new Set(written)].filter((known) => known !== name && this.isKnown(known));
  }

  /** Whether the diagram itself, or who calls it, says what the name is. */
  knows(name: string): boolean {
    return this.isKnown(name) || this.written.has(name);
  }

  /** Where the diagram's labels write each name. */
  private get written(): ReadonlyMap<string, readonly Span[]> {
    this.writtenNames ??= placesOfNames(this.linked);
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

  /** When all its nodes are inferred: tells what has come out fractional, is still left out, or is equal only by chance. */
  keepPromises(): void {
    for (const { sides, span } of this.equations) if (this.solver.differ(...sides) === true) this.tellEquation(sides, span);
    for (const [atom, tell] of this.leftOut) if (!this.solver.bindings.has(atom)) tell();
    for (const { syntax, dimension } of this.promises) {
      const value = this.solver.valueOf(dimension);
      if (value !== undefined && !Number.isInteger(value)) this.tellFraction(syntax, value);
    }
  }

  private tellFraction(syntax: DimensionSyntax, value: number): void {
    const names = [...namesOf(syntax)].flatMap((name) => {
      const known = this.solver.valueOf(atomDimension(this.atom(name)));
      return known === undefined ? [] : [`${name}=${sizeText(known)}`];
    });
    // At a call the sizes are told with the way into the block.
    this.tell(reportInfer("fractional-size", syntax.span, { text: sourceOf(syntax), value: sizeText(value), names: this.site === undefined ? names.join(", ") : "" }));
  }

  /** As a message writes a size: a number where it is one. */
  format(dimension: Dimension): string {
    const resolved = this.solver.resolve(dimension);
    const value = numberOf(resolved);
    return value !== undefined && Number.isNaN(value) ? sizeText(value) : formatDimension(resolved);
  }

  tell(diagnostic: Diagnostic): void {
    this.told.tell(this, diagnostic, "finding");
  }

  /** That a size which is only stated is not the one that arrives: either may be the mistake. */
  tellFalseClaim(diagnostic: Diagnostic): void {
    this.told.tell(this, diagnostic, "falseClaim");
  }
}

/** Collects what scopes tell. */
export interface Told {
  tell(scope: Scope, diagnostic: Diagnostic, kind: "finding" | "falseClaim"): void;
}

function placesOfNames({ nodes }: LinkedDiagram): ReadonlyMap<string, readonly Span[]> {
  const places = new Map<string, Span[]>();
  for (const { meaning } of nodes) {
    for (const { name, span } of "label" in meaning && meaning.label !== undefined ? namesInLabel(meaning.label) : []) {
      const before = places.get(name);
      if (before === undefined) places.set(name, [span]);
      else before.push(span);
    }
  }
  return places;
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
