/** transpose of plain matrices. */
import { elementCount } from "../../../ops/shapes.ts";
import type { Lowering } from "../lowering.ts";

export const transpose: Lowering = ({ operands }) => {
  const { shape } = operands[0]!;
  return [{
    algorithm: "direct",
    operands: ["plain"],
    output: "plain",
    emit: ({ operands: [x], output: y, step }) => step("transpose", (at) => [
      at(x!.region) + x!.origin, at(y.region) + y.origin, elementCount(shape.slice(0, -2)), shape.at(-2)!, shape.at(-1)!,
    ]),
  }];
};
