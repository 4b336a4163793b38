/**
 * The open sizes of both sides of a comparison: one symbol for each name, so that equal expressions of the two have
 * one normal form. Also the arithmetic in which shape rules are applied to them.
 */
import { add, atomDimension, constant, floorDivide, formatDimension, multiply, numberOf, subtract, type Dimension, type NameAtom } from "../ir/dimension.ts";
import type { Algebra } from "../ops/operation.ts";
import type { Size } from "./flat-model.ts";

export class Symbols {
  private readonly atoms = new Map<string, NameAtom>();

  /** The symbol of an option, of a size bound at run, or of a size that has no name of its own. */
  named(name: string): Dimension {
    const atom = this.atoms.get(name) ?? { kind: "name", id: this.atoms.size, name };
    this.atoms.set(name, atom);
    return atomDimension(atom);
  }

  /** Two sizes that differ by a number differ; of others it is not known. */
  readonly algebra: Algebra<Dimension> = {
    constant,
    named: (name) => this.named(name),
    add,
    subtract,
    multiply,
    floorDivide,
    equal: (a, b) => {
      const difference = numberOf(subtract(a, b));
      return difference === undefined || Number.isNaN(difference) ? undefined : difference === 0;
    },
    value: numberOf,
  };
}

export function toSize(dimension: Dimension): Size {
  const number = numberOf(dimension);
  return number === undefined || Number.isNaN(number) ? formatDimension(dimension) : number;
}
