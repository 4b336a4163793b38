/** Makes the kernel of a function of two elements, with operands repeated along axes where they have size 1 or none. */
import type { Kernel, KernelTensor } from "./kernel.ts";

export function broadcast(combine: (a: number, b: number) => number): Kernel {
  return ({ inputs, output }) => {
    const [a, b] = [inputs[0]!, inputs[1]!];
    const y = output.data;
    const rowLength = output.shape.at(-1) ?? 1;
    const outer = output.shape.slice(0, -1);
    const [aSteps, bSteps] = [repeatingSteps(a, output.shape.length), repeatingSteps(b, output.shape.length)];
    const [aStep, bStep] = [aSteps.at(-1) ?? 0, bSteps.at(-1) ?? 0];
    for (let row = 0, offset = 0; offset < y.length; row++, offset += rowLength) {
      const [aRow, bRow] = [offsetOf(row, outer, aSteps), offsetOf(row, outer, bSteps)];
      for (let i = 0; i < rowLength; i++) y[offset + i] = combine(a.data[aRow + i * aStep]!, b.data[bRow + i * bStep]!);
    }
  };
}

/** How far the operand's data moves with each axis of a result of that rank: not at all along repeated ones. */
export function repeatingSteps({ shape }: KernelTensor, rank: number): readonly number[] {
  const steps = Array<number>(rank).fill(0);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis]!;
    if (size !== 1) steps[rank - shape.length + axis] = step;
    step *= size;
  }
  return steps;
}

/** Where the element stands whose index over the axes of `shape`, counted in C order, is `index`. */
export function offsetOf(index: number, shape: readonly number[], steps: readonly number[]): number {
  let offset = 0;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis]!;
    offset += (index % size) * steps[axis]!;
    index = Math.floor(index / size);
  }
  return offset;
}
