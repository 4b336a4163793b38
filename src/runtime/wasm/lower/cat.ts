/**
 * cat: along the channels of blocked images whose parts begin at whole planes, what can be made in its place is not copied;
 * otherwise stretches of plain tensors are copied.
 */
import { axisOf } from "../../../ops/attributes.ts";
import { elementCount } from "../../../ops/shapes.ts";
import type { Implementation, Lowering, NodeToLower } from "../lowering.ts";
import { channelsOf, noBorder, type PlacedTensor } from "../placed-tensor.ts";
import { elementwiseWords } from "./elementwise.ts";

export const cat: Lowering = (node) => {
  const rank = node.output.shape.length;
  const axis = axisOf(node.node.attributes, "dim", rank);
  const sizes = node.operands.map(({ shape }) => shape[axis]!);
  const begins = sizes.map((_, index) => sizes.slice(0, index).reduce((sum, size) => sum + size, 0));
  const joinsPlanes = rank >= 3 && axis === rank - 3 && begins.every((begin) => begin % 4 === 0) && node.blocked.some(Boolean);
  return joinsPlanes ? [planes(node, begins.map((begin) => begin / 4)), stretches(node, axis)] : [stretches(node, axis)];
};

function planes({ operands }: NodeToLower, begins: readonly number[]): Implementation {
  return {
    algorithm: "in place",
    operands: operands.map(() => noBorder),
    output: "blocked",
    parts: begins,
    emit: ({ operands: tensors, output, step }) => tensors.forEach((tensor, index) => {
      const part = channelsOf(output, begins[index]!, tensor.channels);
      if (!isSamePlace(tensor, part)) step("elementwise", elementwiseWords("copy", tensor, tensor, part));
    }),
  };
}

function isSamePlace(a: PlacedTensor, b: PlacedTensor): boolean {
  return a.region === b.region && a.origin === b.origin;
}

function stretches({ operands, output }: NodeToLower, axis: number): Implementation {
  const rows = elementCount(output.shape.slice(0, axis));
  const yRow = elementCount(output.shape.slice(axis)) * 4;
  return {
    algorithm: "copy",
    operands: operands.map(() => "plain"),
    output: "plain",
    emit: ({ operands: tensors, output: y, step }) => {
      let begin = 0;
      tensors.forEach((x, index) => {
        const rowBytes = elementCount(operands[index]!.shape.slice(axis)) * 4;
        const offset = y.origin + begin;
        begin += rowBytes;
        step("copyRows", (at) => [at(x.region) + x.origin, rowBytes, at(y.region) + offset, yRow, rows, rowBytes, rows, 0]);
      });
    },
  };
}
