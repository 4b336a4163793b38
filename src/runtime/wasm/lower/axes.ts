/** How kernels read tensors of any rank: as three sizes around one axis, or as axes along which some operands are repeated. */
import { elementCount } from "../../../ops/shapes.ts";

/** The axes before `axis` as one, `axis`, and those behind it as one. */
export function aroundAxis(shape: readonly number[], axis: number): readonly [outer: number, length: number, inner: number] {
  return [elementCount(shape.slice(0, axis)), shape[axis]!, elementCount(shape.slice(axis + 1))];
}

/** Axes of a result, each with the steps that the operands go on in it; 0 where one is repeated. */
export interface Axes {
  readonly sizes: readonly number[];
  readonly steps: readonly (readonly number[])[];
}

/** Axes that a record holds. */
const mostAxes = 8;

/**
 * The axes of a shape to which operands are broadcast, those joined along which all operands go on alike. An operand's
 * shape may be shorter; its innermost step is 1.
 */
export function repeatedAxes(shape: readonly number[], operands: readonly (readonly number[])[]): Axes {
  const sizes: number[] = [];
  const steps: number[][] = operands.map(() => []);
  const counts = operands.map(() => 1);
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis]!;
    if (size === 1) continue;
    const own = operands.map((operand, index) => {
      const at = axis - shape.length + operand.length;
      if (at < 0 || operand[at] === 1) return 0;
      const step = counts[index]!;
      counts[index] = step * size;
      return step;
    });
    const goesOn = sizes.length > 0 && own.every((step, index) => step === steps[index]![0]! * sizes[0]! && (step === 0) === (steps[index]![0] === 0));
    if (goesOn) sizes[0] = sizes[0]! * size;
    else {
      sizes.unshift(size);
      own.forEach((step, index) => steps[index]!.unshift(step));
    }
  }
  return { sizes, steps };
}

/** The words of a record: how many axes, their sizes and each operand's steps; undefined where they are too many. */
export function axesWords({ sizes, steps }: Axes): readonly number[] | undefined {
  if (sizes.length > mostAxes) return undefined;
  const filled = (numbers: readonly number[]) => [...numbers, ...Array<number>(mostAxes - numbers.length).fill(0)];
  return [sizes.length, ...filled(sizes), ...steps.flatMap(filled)];
}
