/**
 * Symbolic sizes: polynomials with rational coefficients over atoms. An atom is a name, a size of a tensor that
 * has no name, or a quotient that does not come out, rounded down or exact. Equal sizes have equal normal forms as
 * far as polynomial arithmetic and the pulling of whole parts out of quotients reach. A size that would take more
 * than a handful of work to write down is not finite, and no size.
 */

interface Rational {
  readonly numerator: number;
  /** At least 1, without a common factor. */
  readonly denominator: number;
}

export type Atom = NameAtom | QuotientAtom;

/** A name within one scope. Identity is the object: two scopes' `BlockC` are two atoms. */
export interface NameAtom {
  readonly kind: "name";
  readonly id: number;
  readonly name: string;
}

interface QuotientAtom {
  readonly kind: "floor" | "exact";
  readonly numerator: Dimension;
  readonly denominator: Dimension;
  /** Quotients within it, this one included. */
  readonly depth: number;
}

interface Power {
  readonly atom: Atom;
  readonly exponent: number;
}

interface Term {
  readonly coefficient: Rational;
  /** Sorted by key; exponents are not 0, and may be negative. */
  readonly powers: readonly Power[];
}

export interface Dimension {
  /** Sorted by key, no coefficient 0. */
  readonly terms: readonly Term[];
}

/** Of names in one product, of terms in a product of sums, of quotients in quotients. */
const most = { powers: 100, terms: 2_000, depth: 50 };

/** Beyond all sizes: no number, equal to nothing that is known. */
const notFinite: Dimension = { terms: [{ coefficient: { numerator: Number.NaN, denominator: 1 }, powers: [] }] };

/** Whole numbers below this are the sizes of nearly every diagram: each is made once. */
const small: (Dimension | undefined)[] = Array.from({ length: 1024 });

export function constant(value: number): Dimension {
  if (!(value >= 0 && value < small.length && Number.isInteger(value))) return rational(value, 1);
  return (small[value] ??= rational(value, 1));
}

/** `numerator / denominator`, both whole; a fraction that passes 2^53 is not finite, and no size. */
function rational(numerator: number, denominator: number): Dimension {
  return numerator === 0 ? { terms: [] } : { terms: [{ coefficient: reduce(numerator, denominator), powers: [] }] };
}

/** A number as it is written; decimals are exact fractions: 0.5 is 1/2. */
export function decimal(text: string): Dimension {
  if (!text.includes(".")) return constant(Number(text));
  const [whole, decimals = ""] = text.split(".");
  return rational(Number(`${whole}${decimals}`), 10 ** decimals.length);
}

/** Of each name once: where a size is compared, it mostly is with itself. */
const alone = new WeakMap<Atom, Dimension>();

export function atomDimension(atom: Atom): Dimension {
  const known = alone.get(atom);
  if (known !== undefined) return known;
  const made = { terms: [{ coefficient: { numerator: 1, denominator: 1 }, powers: [{ atom, exponent: 1 }] }] };
  alone.set(atom, made);
  return made;
}

export function add(a: Dimension, b: Dimension): Dimension {
  const x = wholeOf(a);
  const y = x === undefined ? undefined : wholeOf(b);
  return x !== undefined && y !== undefined ? constant(x + y) : sum([a, b]);
}

/** The whole number that a constant is; adding and multiplying such, which is most of what is done, needs no terms. */
function wholeOf({ terms }: Dimension): number | undefined {
  const term = terms[0];
  if (term === undefined) return 0;
  return terms.length === 1 && term.powers.length === 0 && term.coefficient.denominator === 1 ? term.coefficient.numerator : undefined;
}

export function sum(parts: readonly Dimension[]): Dimension {
  return collect(parts.flatMap(({ terms }) => terms));
}

export function subtract(a: Dimension, b: Dimension): Dimension {
  const x = wholeOf(a);
  const y = x === undefined ? undefined : wholeOf(b);
  return x !== undefined && y !== undefined ? constant(x - y) : sum([a, negate(b)]);
}

export function negate(a: Dimension): Dimension {
  return scale(a, { numerator: -1, denominator: 1 });
}

export function multiply(a: Dimension, b: Dimension): Dimension {
  const m = wholeOf(a);
  const n = m === undefined ? undefined : wholeOf(b);
  if (m !== undefined && n !== undefined) return constant(m * n);
  const [x, y] = [a.terms[0], b.terms[0]];
  if (x !== undefined && y !== undefined && a.terms.length === 1 && b.terms.length === 1) return collect([multiplyTerms(x, y)]);
  if (a.terms.length * b.terms.length > most.terms) return notFinite;
  return collect(a.terms.flatMap((x) => b.terms.map((y) => multiplyTerms(x, y))));
}

/** Exact division: by a single term it stays a polynomial, by anything else it is an atom. */
export function divide(a: Dimension, b: Dimension): Dimension {
  const [divisor] = b.terms;
  if (divisor === undefined) return notFinite;
  if (b.terms.length === 1) return multiply(a, { terms: [invert(divisor)] });
  return quotient("exact", a, b);
}

function quotient(kind: QuotientAtom["kind"], numerator: Dimension, denominator: Dimension): Dimension {
  const inner = [...numerator.terms, ...denominator.terms].flatMap(({ powers }) => powers.map(({ atom }) => (atom.kind === "name" ? 0 : atom.depth)));
  const depth = 1 + inner.reduce((deepest, each) => Math.max(deepest, each), 0);
  return depth > most.depth ? notFinite : atomDimension({ kind, numerator, denominator, depth });
}

/** Rounds down. Whole multiples of a numeric divisor leave the quotient: floor((W - 2) / 2) + 1 is floor(W / 2). */
export function floorDivide(a: Dimension, b: Dimension): Dimension {
  const divisor = numberOf(b);
  const dividend = numberOf(a);
  if (divisor === 0) return notFinite;
  if (divisor === 1) return a;
  if (dividend !== undefined && divisor !== undefined) return constant(Math.floor(dividend / divisor));
  if (divisor === undefined) {
    const exact = b.terms.length === 1 ? divide(a, b) : undefined;
    return exact?.terms.every(isWholeTerm) === true ? exact : quotient("floor", a, b);
  }
  const whole: Term[] = [];
  const rest: Term[] = [];
  for (const term of a.terms) {
    const { numerator } = term.coefficient;
    const multiples = isWholeTerm(term) ? Math.floor(numerator / divisor) : 0;
    if (multiples !== 0) whole.push({ ...term, coefficient: { numerator: multiples, denominator: 1 } });
    const remainder = numerator - multiples * divisor;
    if (!isWholeTerm(term)) rest.push(term);
    else if (remainder !== 0) rest.push({ ...term, coefficient: { numerator: remainder, denominator: 1 } });
  }
  const left = collect(rest);
  const number = numberOf(left);
  return add(collect(whole), number !== undefined ? constant(Math.floor(number / divisor)) : floorOfFloor(left, divisor) ?? quotient("floor", left, b));
}

/** floor((floor(x / a) + c) / b) is floor((x + a*c) / (a*b)): a chain of strides stays one quotient. */
function floorOfFloor(a: Dimension, divisor: number): Dimension | undefined {
  const inner = a.terms.find(({ powers }) => powers.length > 0);
  const [power] = inner?.powers ?? [];
  if (inner?.powers.length !== 1 || power?.exponent !== 1 || power.atom.kind !== "floor" || numberOf({ terms: [{ ...inner, powers: [] }] }) !== 1) return undefined;
  const others: Dimension = { terms: a.terms.filter((term) => term !== inner) };
  const [offset, within] = [numberOf(others), numberOf(power.atom.denominator)];
  if (offset === undefined || !Number.isInteger(offset) || within === undefined) return undefined;
  return floorDivide(add(power.atom.numerator, constant(offset * within)), constant(within * divisor));
}

/** The number that a constant is, whole or not; undefined for a symbolic size. */
export function numberOf(a: Dimension): number | undefined {
  const term = a.terms[0];
  if (term === undefined) return 0;
  if (a.terms.length > 1 || term.powers.length > 0) return undefined;
  return term.coefficient.numerator / term.coefficient.denominator;
}

/** Whether all its numbers are. */
export function isFinite({ terms }: Dimension): boolean {
  return terms.every(({ coefficient }) => !Number.isNaN(coefficient.numerator));
}

export function isSame(a: Dimension, b: Dimension): boolean {
  return a === b || (a.terms.length === b.terms.length && keyOf(a) === keyOf(b));
}

/** Replaces atoms, inside quotients too, until `lookup` knows none of them. `lookup` must be free of cycles. */
export function substitute(a: Dimension, lookup: (atom: NameAtom) => Dimension | undefined): Dimension {
  if (isKnownOfNone(a, lookup)) return a;
  const alone = atomOf(a);
  if (alone !== undefined) return substituteAtom(alone, lookup);
  return sum(a.terms.map((term) => {
    const coefficient: Dimension = { terms: [{ coefficient: term.coefficient, powers: [] }] };
    return term.powers.reduce((product, { atom, exponent }) => multiply(product, power(substituteAtom(atom, lookup), exponent)), coefficient);
  }));
}

/** Whether nothing in it can be replaced. */
function isKnownOfNone(a: Dimension, lookup: (atom: NameAtom) => Dimension | undefined): boolean {
  for (let i = 0; i < a.terms.length; i++) {
    const { powers } = a.terms[i]!;
    for (let j = 0; j < powers.length; j++) {
      const { atom } = powers[j]!;
      if (atom.kind !== "name" || lookup(atom) !== undefined) return false;
    }
  }
  return true;
}

/** The atom that it is, alone and once. */
function atomOf({ terms }: Dimension): Atom | undefined {
  const term = terms[0];
  const power = term?.powers[0];
  if (term === undefined || power === undefined || terms.length > 1 || term.powers.length > 1) return undefined;
  return power.exponent === 1 && term.coefficient.numerator === 1 && term.coefficient.denominator === 1 ? power.atom : undefined;
}

const noNames: ReadonlySet<NameAtom> = new Set();

/** Every name in it, inside quotients too, each once. */
export function namesIn(a: Dimension): ReadonlySet<NameAtom> {
  if (wholeOf(a) !== undefined) return noNames;
  const found = new Set<NameAtom>();
  const pending = [a];
  for (let dimension = pending.pop(); dimension !== undefined; dimension = pending.pop()) {
    for (const { atom } of dimension.terms.flatMap((term) => term.powers)) {
      if (atom.kind === "name") found.add(atom);
      else pending.push(atom.numerator, atom.denominator);
    }
  }
  return found;
}

/**
 * The value of `atom` that makes `a` zero, where `a` is linear in it: `a = c * atom + rest` with a numeric c and
 * no other use of the atom.
 */
export function solveFor(a: Dimension, atom: NameAtom): Dimension | undefined {
  const uses = a.terms.filter((term) => namesIn({ terms: [term] }).has(atom));
  const [use] = uses;
  const linear = uses.length === 1 && use!.powers.length === 1 && use!.powers[0]!.atom === atom && use!.powers[0]!.exponent === 1;
  if (!linear) return undefined;
  const rest = { terms: a.terms.filter((term) => term !== use) };
  const { numerator, denominator } = use!.coefficient;
  return scale(rest, reduce(-denominator, numerator));
}

/** As a reader would write it: `BlockW/2`, `LayerIn+6*GrowthRate`, `floor((W+1)/2)`. */
export function formatDimension(a: Dimension): string {
  if (a.terms.length === 0) return "0";
  const ordered = [...a.terms].sort((x, y) => Number(x.powers.length === 0) - Number(y.powers.length === 0));
  return ordered.map((term, index) => formatTerm(term, index === 0)).join("");
}

function formatTerm({ coefficient, powers }: Term, first: boolean): string {
  const sign = coefficient.numerator < 0 ? "-" : first ? "" : "+";
  const above = powers.filter(({ exponent }) => exponent > 0).flatMap(({ atom, exponent }) => Array<string>(exponent).fill(formatAtom(atom)));
  const below = powers.filter(({ exponent }) => exponent < 0).flatMap(({ atom, exponent }) => Array<string>(-exponent).fill(formatAtom(atom)));
  const size = Math.abs(coefficient.numerator);
  const factors = size === 1 && above.length > 0 ? above : [String(size), ...above];
  const divisors = coefficient.denominator === 1 ? below : [String(coefficient.denominator), ...below];
  return sign + factors.join("*") + divisors.map((divisor) => `/${divisor}`).join("");
}

function formatAtom(atom: Atom): string {
  if (atom.kind === "name") return atom.name;
  const written = `${formatPart(atom.numerator)}/${formatPart(atom.denominator)}`;
  return atom.kind === "floor" ? `floor(${written})` : `(${written})`;
}

function formatPart(part: Dimension): string {
  return part.terms.length > 1 ? `(${formatDimension(part)})` : formatDimension(part);
}

function substituteAtom(atom: Atom, lookup: (atom: NameAtom) => Dimension | undefined): Dimension {
  if (atom.kind !== "name") return (atom.kind === "floor" ? floorDivide : divide)(substitute(atom.numerator, lookup), substitute(atom.denominator, lookup));
  const known = lookup(atom);
  return known === undefined ? atomDimension(atom) : substitute(known, lookup);
}

function power(a: Dimension, exponent: number): Dimension {
  let result = constant(1);
  for (let i = 0; i < Math.abs(exponent); i++) result = exponent > 0 ? multiply(result, a) : divide(result, a);
  return result;
}

function scale(a: Dimension, by: Rational): Dimension {
  return { terms: a.terms.map((term) => ({ ...term, coefficient: multiplyRationals(term.coefficient, by) })) };
}

function collect(terms: readonly Term[]): Dimension {
  if (!isFinite({ terms })) return notFinite;
  if (terms.length < 2) return { terms: terms.filter((term) => term.coefficient.numerator !== 0) };
  const byKey = new Map<string, Term>();
  for (const term of terms) {
    const key = powersKey(term.powers);
    const before = byKey.get(key);
    byKey.set(key, before === undefined ? term : { ...term, coefficient: addRationals(before.coefficient, term.coefficient) });
  }
  if (byKey.size === 1) return collect([...byKey.values()]);
  const kept = [...byKey].filter(([, term]) => term.coefficient.numerator !== 0);
  return { terms: kept.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, term]) => term) };
}

function multiplyTerms(a: Term, b: Term): Term {
  if (a.powers.length === 0 || b.powers.length === 0) return { coefficient: multiplyRationals(a.coefficient, b.coefficient), powers: a.powers.length === 0 ? b.powers : a.powers };
  const byKey = new Map<string, Power>();
  for (const { atom, exponent } of [...a.powers, ...b.powers]) {
    const key = atomKey(atom);
    byKey.set(key, { atom, exponent: exponent + (byKey.get(key)?.exponent ?? 0) });
  }
  const kept = [...byKey].filter(([, { exponent }]) => exponent !== 0).sort(([x], [y]) => (x < y ? -1 : 1));
  const coefficient = kept.length > most.powers ? { numerator: Number.NaN, denominator: 1 } : multiplyRationals(a.coefficient, b.coefficient);
  return { coefficient, powers: kept.slice(0, most.powers).map(([, entry]) => entry) };
}

function invert({ coefficient, powers }: Term): Term {
  return {
    coefficient: reduce(coefficient.denominator, coefficient.numerator),
    powers: powers.map(({ atom, exponent }) => ({ atom, exponent: -exponent })),
  };
}

function isWholeTerm({ coefficient, powers }: Term): boolean {
  return coefficient.denominator === 1 && powers.every(({ exponent }) => exponent > 0);
}

function keyOf(a: Dimension): string {
  return a.terms.map(({ coefficient, powers }) => `${coefficient.numerator}/${coefficient.denominator}${powersKey(powers)}`).join("+");
}

function powersKey(powers: readonly Power[]): string {
  return powers.map(({ atom, exponent }) => `*${atomKey(atom)}^${exponent}`).join("");
}

function atomKey(atom: Atom): string {
  return atom.kind === "name" ? `n${atom.id}` : `${atom.kind}(${keyOf(atom.numerator)}|${keyOf(atom.denominator)})`;
}

function addRationals(a: Rational, b: Rational): Rational {
  return reduce(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
}

function multiplyRationals(a: Rational, b: Rational): Rational {
  return reduce(a.numerator * b.numerator, a.denominator * b.denominator);
}

function reduce(numerator: number, denominator: number): Rational {
  if (denominator === 1 && Number.isSafeInteger(numerator)) return { numerator, denominator };
  if (!Number.isSafeInteger(numerator) || !Number.isSafeInteger(denominator) || denominator === 0) return { numerator: Number.NaN, denominator: 1 };
  const divisor = greatestCommonDivisor(Math.abs(numerator), Math.abs(denominator)) * Math.sign(denominator);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

function greatestCommonDivisor(a: number, b: number): number {
  while (b !== 0) [a, b] = [b, a % b];
  return a;
}
