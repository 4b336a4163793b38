/** add, sub, mul and div of operands of which one is repeated along some axes: row by row, over plain tensors. */
import { elementCount } from "../../../ops/shapes.ts";
import type { Implementation, NodeToLower } from "../lowering.ts";
import { axesWords, repeatedAxes } from "./axes.ts";

/** As kernels/src/f32-broadcast-4-simd128.ts numbers them. */
const functions = { add: 1, sub: 2, mul: 3, div: 4 } as const;

export type BroadcastFunction = keyof typeof functions;

export function broadcast({ node, operands, output }: NodeToLower, name: BroadcastFunction): readonly Implementation[] {
  const words = broadcastWords(name, output.shape, operands.map(({ shape }) => shape), node.relu);
  return words === undefined ? [] : [{
    algorithm: "broadcast",
    operands: ["plain", "plain"],
    output: "plain",
    emit: ({ operands: [a, b], output: y, step }) => step(words[0] === 1 ? "broadcastRow" : "broadcast", (at) => [
      at(a!.region) + a!.origin, at(b!.region) + b!.origin, at(y.region) + y.origin, ...words,
    ]),
  }];
}

/** What a record says after the addresses of both operands and the result; undefined where the shapes have too many axes. */
export function broadcastWords(name: BroadcastFunction, shape: readonly number[], operands: readonly (readonly number[])[], relu = false): readonly number[] | undefined {
  const { sizes, steps } = repeatedAxes(shape, operands);
  const rowLength = sizes.at(-1) ?? 1;
  const axes = axesWords({ sizes: sizes.slice(0, -1), steps: steps.map((each) => each.slice(0, -1)) });
  const rowSteps = steps.map((each) => each.at(-1) ?? 0);
  return axes && [elementCount(shape) / rowLength, rowLength, ...rowSteps, functions[name], relu ? 1 : 0, ...axes];
}
