/** parameter and constant: numbers that stand in the memory before a run. */
import { numberOf } from "../../../ops/attributes.ts";
import { elementCount } from "../../../ops/shapes.ts";
import type { Implementation, Lowering } from "../lowering.ts";
import { filled, type FilledRegion } from "../region.ts";

export const parameter: Lowering = ({ node, output, parameter: read }) => {
  const { name, data } = read(node.parameters[0]!.spec.name)!;
  return [stored(filled(elementCount(output.shape), [name], data))];
};

export const constant: Lowering = ({ node }) => [stored(filled(1, [], () => [numberOf(node.attributes, "value")]))];

function stored(output: FilledRegion): Implementation {
  return { algorithm: "stored", operands: [], output, emit: () => undefined };
}
