/**
 * An operation's parameters where sizes are open. Operations give them for numbers alone, so each open attribute is
 * handed over as a large number that stands for it; where that comes back, alone, multiplied or divided by another
 * attribute, the size that it stands for takes its place. A shape that is made in yet another way is told by all
 * attributes that it may come from, so that different ones are never taken for equal.
 */
import { constant, divide, multiply, numberOf, type Dimension } from "../ir/dimension.ts";
import type { Attributes, Operation, ParameterSpec } from "../ops/operation.ts";
import { toSize, type Symbols } from "./symbols.ts";

export interface OpenParameter {
  readonly name: string;
  readonly shape: readonly Dimension[];
  readonly buffer: boolean;
}

export function parametersOf(operation: Operation, attributes: Attributes<Dimension>, symbols: Symbols): readonly OpenParameter[] {
  if (operation.parameters === undefined) return [];
  const marks = new Marks();
  const specs: readonly ParameterSpec[] = operation.parameters(mapAttributes(attributes, (size) => marks.mark(size)));
  return specs.map(({ name, shape, buffer }) => ({
    name,
    shape: shape.map((size, axis) => marks.sizeOf(size) ?? symbols.named(`${operation.name}.${name}[${axis}](${marks.text()})`)),
    buffer: buffer === true,
  }));
}

class Marks {
  private readonly sizes = new Map<number, Dimension>();

  mark(size: Dimension): number {
    const number = numberOf(size) ?? markAt(this.sizes.size);
    this.sizes.set(number, size);
    return number;
  }

  sizeOf(size: number): Dimension | undefined {
    const own = this.sizes.get(size);
    if (own !== undefined) return own;
    for (const [mark, dimension] of this.sizes) {
      if (isMark(mark) && Number.isInteger(size / mark) && size / mark <= mostFactor) return multiply(dimension, constant(size / mark));
      for (const [other, divisor] of this.sizes) {
        if ((isMark(mark) || isMark(other)) && mark / other === size) return divide(dimension, divisor);
      }
    }
    return Number.isInteger(size) && !isMark(size) ? constant(size) : undefined;
  }

  text(): string {
    return [...this.sizes.values()].map(toSize).join(", ");
  }
}

/** No size of a real network is as large as a mark, nor a quotient of two marks that of two others. */
function markAt(index: number): number {
  return 2 ** 40 + 1 + index * 1_234_577;
}

/** A whole multiple beyond this is no number of gates or directions, and may be a product of marks. */
const mostFactor = 1024;

function isMark(size: number): boolean {
  return size >= markAt(0);
}

function mapAttributes(attributes: Attributes<Dimension>, change: (size: Dimension) => number): Attributes<number> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => {
    if (typeof value === "boolean" || typeof value === "string") return [name, value];
    return [name, "terms" in value ? change(value) : value.map((part) => (typeof part === "string" ? part : change(part)))];
  }));
}
