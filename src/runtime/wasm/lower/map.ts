/** Functions of one element: blocked where the operand is and no lane beyond the last channel changes from 0, plain otherwise. */
import type { Lowering, NodeToLower } from "../lowering.ts";
import { noBorder, tensorWords } from "../placed-tensor.ts";

/** As kernels/src/f32-map-4-simd128.ts numbers them, and what each makes of 0. */
const functions = {
  exp: { number: 0, ofZero: 1 },
  log: { number: 1, ofZero: -Infinity },
  tanh: { number: 2, ofZero: 0 },
  sigmoid: { number: 3, ofZero: 0.5 },
  gelu: { number: 4, ofZero: 0 },
  sqrt: { number: 5, ofZero: 0 },
  neg: { number: 6, ofZero: 0 },
} as const;

/** For the operation of that name. */
export function map(name: keyof typeof functions): Lowering {
  const { number, ofZero } = functions[name];
  return (node) => {
    const isBlocked = node.blocked[0] === true && (ofZero === 0 || fillsPlanes(node));
    return [{
      algorithm: "elementwise",
      operands: [isBlocked ? noBorder : "plain"],
      output: isBlocked ? "blocked" : "plain",
      emit: ({ operands: [x], output: y, step }) => step("map", (at) => [
        ...tensorWords(at, x!), ...tensorWords(at, y), y.images, y.planes, y.height, y.width, number,
      ]),
    }];
  };
}

/** Whether there is no lane beyond the last channel. */
export function fillsPlanes({ output: { shape } }: NodeToLower): boolean {
  return (shape.length === 2 ? shape[1]! : shape.at(-3)!) % 4 === 0;
}
