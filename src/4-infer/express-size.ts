/**
 * Sizes -> what generated code says. A size that a label writes is said as the label says it; any other in the
 * terms of its scope: numbers and options in the model, formals in a block, `size(value, axis)` where no name tells.
 */
import { atomDimension, numberOf, substitute, type Dimension, type NameAtom } from "../ir/dimension.ts";
import type { DimensionSyntax } from "../ir/label.ts";
import type { SizeExpression } from "../ir/program.ts";
import type { Scope } from "./scope.ts";

export function expressSize(dimension: Dimension, scope: Scope): SizeExpression {
  const local = substitute(dimension, (atom) => (isTold(atom, scope) ? undefined : scope.solver.bindings.get(atom)));
  return expressPolynomial(local, scope);
}

/** As written where every name in it is one that generated code has; else by what it is. */
export function expressSyntax(syntax: DimensionSyntax, dimension: Dimension, scope: Scope): SizeExpression {
  return fromSyntax(syntax, scope) ?? expressSize(dimension, scope);
}

function fromSyntax(syntax: DimensionSyntax, scope: Scope): SizeExpression | undefined {
  switch (syntax.kind) {
    case "number": return { kind: "number", value: Number(syntax.text) };
    case "name": return fromName(scope.atom(syntax.name), scope);
    case "index": return scope.loop === undefined ? undefined : { kind: "index" };
    case "equation": return fromSyntax(syntax.sides.at(-1)!, scope);
    case "sum": {
      const terms = syntax.terms.map(({ sign, value }) => ({ sign, value: fromSyntax(value, scope) }));
      return terms.every(hasValue) ? { kind: "sum", terms } : undefined;
    }
    case "product": {
      const factors = syntax.factors.map(({ operator, value }) => ({ operator: operator === "/" ? "/" as const : "*" as const, value: fromSyntax(value, scope) }));
      return factors.every(hasValue) ? { kind: "product", factors } : undefined;
    }
    case "list": return undefined;
  }
}

function hasValue<T extends { readonly value: SizeExpression | undefined }>(part: T): part is T & { readonly value: SizeExpression } {
  return part.value !== undefined;
}

function fromName(atom: NameAtom, scope: Scope): SizeExpression | undefined {
  if (scope.solver.roleOf(atom) === "run") return undefined;
  if (isTold(atom, scope)) return { kind: "name", name: atom.name };
  const bound = scope.solver.bindings.get(atom);
  return bound === undefined ? openName(atom, scope) : expressSize(bound, scope);
}

/** Whether generated code has a word for the atom: a formal of this block that is known when the model is created, an axis of a value, the loop's index. */
function isTold(atom: NameAtom, scope: Scope): boolean {
  return (scope.bindings.has(atom) && !scope.solver.isRunSize(atomDimension(atom))) || scope.loop?.atom === atom || isToldAxis(atom, scope);
}

/** In the model itself a known size is a number; inside a repeat it differs from turn to turn. */
function isToldAxis(atom: NameAtom, scope: Scope): boolean {
  const axis = scope.axes.get(atom);
  return axis !== undefined && (scope.site !== undefined || axis.value === scope.loop?.value || !scope.solver.bindings.has(atom));
}

function expressPolynomial({ terms }: Dimension, scope: Scope): SizeExpression {
  const number = numberOf({ terms });
  if (number !== undefined) return { kind: "number", value: number };
  const [only] = terms;
  if (terms.length === 1 && only!.coefficient.numerator > 0) return expressTerm(only!, scope);
  const ordered = terms.toSorted((a, b) => Number(a.powers.length === 0) - Number(b.powers.length === 0));
  return {
    kind: "sum",
    terms: ordered.map((term) => {
      const { numerator, denominator } = term.coefficient;
      const sign = numerator < 0 ? -1 : 1;
      return { sign, value: expressTerm({ ...term, coefficient: { numerator: Math.abs(numerator), denominator } }, scope) };
    }),
  };
}

type Term = Dimension["terms"][number];

function expressTerm({ coefficient, powers }: Term, scope: Scope): SizeExpression {
  const factors: { operator: "*" | "/"; value: SizeExpression }[] = [];
  if (coefficient.numerator !== 1 || !powers.some(({ exponent }) => exponent > 0)) {
    factors.push({ operator: "*", value: { kind: "number", value: coefficient.numerator } });
  }
  for (const { atom, exponent } of powers) {
    const value = expressAtom(atom, scope);
    for (let i = 0; i < Math.abs(exponent); i++) factors.push({ operator: exponent > 0 ? "*" : "/", value });
  }
  if (coefficient.denominator !== 1) factors.push({ operator: "/", value: { kind: "number", value: coefficient.denominator } });
  factors.sort((a, b) => Number(a.operator === "/") - Number(b.operator === "/"));
  return factors.length === 1 ? factors[0]!.value : { kind: "product", factors };
}

function expressAtom(atom: Term["powers"][number]["atom"], scope: Scope): SizeExpression {
  if (atom.kind !== "name") {
    const factors = [{ operator: "*" as const, value: expressPolynomial(atom.numerator, scope) }, { operator: "/" as const, value: expressPolynomial(atom.denominator, scope) }];
    const product = { kind: "product", factors } as const;
    return atom.kind === "floor" ? { kind: "floor", value: product } : product;
  }
  const axis = scope.axes.get(atom);
  if (axis !== undefined) return { kind: "size", ...axis };
  if (atom === scope.loop?.atom) return { kind: "index" };
  if (scope.bindings.has(atom)) return { kind: "name", name: atom.name };
  return scope.solver.roleOf(atom) === "run" ? { kind: "run", name: atom.name } : openName(atom, scope);
}

/** A name that nothing has bound yet: said by itself, unless a claim further on binds it (`settleSize`). */
function openName(atom: NameAtom, scope: Scope): SizeExpression {
  const open: SizeExpression = { kind: "name", name: atom.name };
  scope.unsettled.set(open, atom);
  return open;
}

/** At the end of a scope: a size as it was expressed, with the names that have been bound since. */
export function settleSize(size: SizeExpression, scope: Scope): SizeExpression {
  switch (size.kind) {
    case "name": {
      const atom = scope.unsettled.get(size);
      const late = atom === undefined ? undefined : scope.solver.bindings.get(atom);
      return late === undefined ? size : expressSize(late, scope);
    }
    case "sum": return { kind: "sum", terms: size.terms.map((term) => ({ ...term, value: settleSize(term.value, scope) })) };
    case "product": return { kind: "product", factors: size.factors.map((factor) => ({ ...factor, value: settleSize(factor.value, scope) })) };
    case "floor": return { kind: "floor", value: settleSize(size.value, scope) };
    default: return size;
  }
}
