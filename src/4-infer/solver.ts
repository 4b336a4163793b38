/**
 * What is known of names: one table of bindings for a whole model. Comparing two sizes may bind a name that nothing
 * else binds; who asked then learns of it from `solved`.
 */
import { add, atomDimension, constant, floorDivide, isFinite, isSame, multiply, namesIn, numberOf, solveFor, substitute, subtract, type Dimension, type NameAtom } from "../ir/dimension.ts";
import type { Algebra } from "../ops/operation.ts";

/** Why a name is there: it decides who may bind it, and how generated code writes it. */
export type Role =
  /** Free at every call: `BatchSize`. */
  | "run"
  /** Written in a label. */
  | "name"
  /** A size that a label leaves out, for a claim to decide. */
  | "missing"
  /** A size that cannot be told (reported already, or bound only when the module runs). */
  | "unknown"
  /** The size of an axis of a value that no name tells. */
  | "axis"
  /** The index of a repeat. */
  | "index";

export interface Solved {
  readonly atom: NameAtom;
  readonly value: Dimension;
  /** The name was drawn as an open size of the model, and is so no longer. */
  readonly wasOption: boolean;
}

/** Times 96, sizes that halve and divide as a drawer expects, and are alike in nothing else. */
const primes = [7, 11, 13, 17, 19, 23, 29, 31, 37];

export class Solver {
  readonly bindings = new Map<NameAtom, Dimension>();
  /** Names that became sizes of the model or of a block: they are bound by who uses it, not by a claim. */
  readonly options = new Set<NameAtom>();
  /** Bindings made by comparing, since last emptied. */
  solved: Solved[] = [];
  /** Pairs that comparing has left open, since last emptied. */
  undecided: (readonly [Dimension, Dimension])[] = [];
  private readonly roles = new Map<NameAtom, Role>();
  private readonly run = new Map<string, NameAtom>();

  newAtom(name: string, role: Role, value?: Dimension): NameAtom {
    const atom: NameAtom = { kind: "name", id: this.roles.size, name };
    this.roles.set(atom, role);
    if (value !== undefined) this.bindings.set(atom, value);
    return atom;
  }

  /** The atom of a dimension that is bound at run, one for the whole model. */
  runAtom(name: string): NameAtom {
    const known = this.run.get(name) ?? this.newAtom(name, "run");
    this.run.set(name, known);
    return known;
  }

  /** Binds a name anew; false, and nothing changed, where the value leads back to it. */
  bind(atom: NameAtom, value: Dimension): boolean {
    const before = this.bindings.get(atom);
    this.bindings.delete(atom);
    const isCircular = namesIn(this.resolve(value)).has(atom);
    if (!isCircular) this.bindings.set(atom, value);
    else if (before !== undefined) this.bindings.set(atom, before);
    return !isCircular;
  }

  roleOf(atom: NameAtom): Role {
    return this.roles.get(atom)!;
  }

  /** Whether something in it is bound at run. */
  isRunSize(dimension: Dimension): boolean {
    for (const atom of namesIn(this.resolve(dimension))) if (this.roleOf(atom) === "run") return true;
    return false;
  }

  /** With every bound name replaced, as far as is known. */
  resolve(dimension: Dimension): Dimension {
    return substitute(dimension, this.lookup);
  }

  private readonly lookup = (atom: NameAtom): Dimension | undefined => this.bindings.get(atom);

  valueOf(dimension: Dimension): number | undefined {
    return numberOf(this.resolve(dimension));
  }

  /** Whether two sizes are equal; where exactly one name stands in the way that nothing binds, it is bound. */
  equal(a: Dimension, b: Dimension): boolean | undefined {
    const decided = this.compare(a, b);
    if (decided !== undefined) return decided;
    const difference = subtract(this.resolve(a), this.resolve(b));
    const names = [...namesIn(difference)];
    const free = names.filter((atom) => this.isFree(atom));
    const others = names.filter((atom) => this.options.has(atom));
    const leftOut = free.length === 2 ? free.findLast((other) => this.roleOf(other) === "missing") : undefined;
    const atom = leftOut ?? (free.length === 1 ? free[0] : free.length === 0 && names.length === 1 && others.length === 1 ? others[0] : undefined);
    const result = atom === undefined ? undefined : this.solve(difference, atom);
    if (result === undefined) this.undecided.push([a, b]);
    return result;
  }

  /** Whether two sizes differ for generic values of the options in them; undefined where they hold what is no option. */
  differ(a: Dimension, b: Dimension): boolean | undefined {
    const difference = subtract(this.resolve(a), this.resolve(b));
    const atoms = [...namesIn(difference)];
    if (!atoms.every((atom) => this.options.has(atom) || this.roleOf(atom) === "run")) return undefined;
    const values = [0, 1].map((offset) => numberOf(substitute(difference, (atom) => constant(96 * primes[(atoms.indexOf(atom) + offset) % primes.length]!))));
    return values.every((value) => value !== undefined && !Number.isNaN(value) && value !== 0);
  }

  /** Whether two sizes are equal, as far as it is known; binds nothing. */
  compare(a: Dimension, b: Dimension): boolean | undefined {
    const left = this.resolve(a);
    const right = this.resolve(b);
    const x = numberOf(left);
    const y = numberOf(right);
    if (x !== undefined && y !== undefined) return Number.isNaN(x) || Number.isNaN(y) ? undefined : isSame(left, right);
    if (left === right && isFinite(left)) return true;
    const difference = subtract(left, right);
    const known = numberOf(difference);
    if (known !== undefined) return Number.isNaN(known) ? undefined : known === 0;
    const isBoundAtRun = [...namesIn(difference)].every((atom) => this.roleOf(atom) === "run");
    return isBoundAtRun && isPolynomial(difference) ? false : undefined;
  }

  /** The algebra that shape rules use. */
  readonly algebra: Algebra<Dimension> = {
    constant,
    named: (name) => atomDimension(this.runAtom(name)),
    add,
    subtract,
    multiply,
    floorDivide: (a, b) => floorDivide(this.resolve(a), this.resolve(b)),
    equal: (a, b) => this.equal(a, b),
    value: (a) => this.valueOf(a),
  };

  private isFree(atom: NameAtom): boolean {
    const role = this.roleOf(atom);
    return (role === "name" || role === "missing") && !this.options.has(atom);
  }

  private solve(difference: Dimension, atom: NameAtom): boolean | undefined {
    const value = solveFor(difference, atom);
    const comesTooLate = this.roleOf(atom) === "missing" || this.options.has(atom);
    if (value === undefined || (comesTooLate && this.isRunSize(value))) return undefined;
    const number = numberOf(value);
    if (number !== undefined && (!Number.isInteger(number) || number < 1)) return false;
    this.bindings.set(atom, value);
    this.solved.push({ atom, value, wasOption: this.options.delete(atom) });
    return true;
  }
}

/** Without rounded quotients and divisions, so that two different ones differ for some sizes. */
function isPolynomial({ terms }: Dimension): boolean {
  return terms.every(({ powers }) => powers.every(({ atom, exponent }) => atom.kind === "name" && exponent > 0));
}
