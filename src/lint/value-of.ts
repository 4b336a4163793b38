/** A size as it is written -> its number, where the values of its names are known. No shape is asked. */
import type { DimensionSyntax } from "../ir/label.ts";

/** Values of names. */
export type Sizes = ReadonlyMap<string, number>;

/** NaN where a name has no value, and for what is no number. It goes as deep as brackets do, which the labels' grammar bounds. */
export function valueOf(syntax: DimensionSyntax, sizes: Sizes): number {
  switch (syntax.kind) {
    case "number": return Number(syntax.text);
    case "name": return syntax.value === undefined ? (sizes.get(syntax.name) ?? NaN) : valueOf(syntax.value, sizes);
    case "sum": return syntax.terms.reduce((sum, { sign, value }) => sum + sign * valueOf(value, sizes), 0);
    case "product": return syntax.factors.reduce((product, { operator, value }) => (operator === "/" ? product / valueOf(value, sizes) : product * valueOf(value, sizes)), 1);
    case "equation": return valueOf(syntax.sides.at(-1)!, sizes);
    case "index": case "list": return NaN;
  }
}
