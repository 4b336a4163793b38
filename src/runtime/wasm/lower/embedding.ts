/** embedding: rows of the weight, copied. */
import { elementCount } from "../../../ops/shapes.ts";
import type { Lowering } from "../lowering.ts";
import { filled } from "../region.ts";

export const embedding: Lowering = ({ node, operands, output, parameter }) => {
  const { name, data } = parameter("weight")!;
  const { spec } = node.parameters[0]!;
  const table = filled(elementCount(spec.shape), [name], data);
  return [{
    algorithm: "copy",
    operands: ["plain"],
    output: "plain",
    emit: ({ operands: [x], output: y, step }) => step("gather", (at) => [
      at(x!.region) + x!.origin, at(y.region) + y.origin, at(table), elementCount(operands[0]!.shape), 4 * output.shape.at(-1)!,
    ]),
  }];
};
