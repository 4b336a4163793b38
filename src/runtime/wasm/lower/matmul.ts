/**
 * matmul: with a parameter, what a linear layer is. Otherwise the matrices of the first operand as tiles, times eight columns of the
 * second's at once; where one matrix is the second operand of all products, these are one product.
 */
import { elementCount } from "../../../ops/shapes.ts";
import type { Lowering } from "../lowering.ts";
import { axesWords, repeatedAxes } from "./axes.ts";
import { product } from "./linear.ts";
import { productBytes, tileBytes } from "./tiles.ts";

const panelBytes = 32;

export const matmul: Lowering = (node) => {
  const { operands, output: { shape }, threads, tileRows } = node;
  if (node.node.weight !== undefined) return [product(node, elementCount(shape) / shape.at(-1)!, operands[0]!.shape.at(-1)!, shape.at(-1)!, node.node.weight)];
  const [a, b] = operands.map((operand) => operand.shape) as [readonly number[], readonly number[]];
  const [depth, columns] = [a.at(-1)!, shape.at(-1)!];
  const isOne = elementCount(b.slice(0, -2)) === 1;
  const rows = isOne ? elementCount(a) / depth : a.at(-2)!;
  const batch = isOne ? [] : shape.slice(0, -2);
  const words = axesWords(repeatedAxes(batch, isOne ? [[], []] : [a.slice(0, -2), b.slice(0, -2)]));
  if (words === undefined) return [];
  const aMatrices = elementCount(a) / depth / rows;
  const scratch = { byteLength: threads * (productBytes(tileRows) + depth * panelBytes) };
  const tiles = { byteLength: aMatrices * Math.ceil(rows / tileRows) * tileBytes(depth, tileRows) };
  return [{
    algorithm: "gemm",
    operands: ["plain", "plain"],
    output: "plain",
    emit({ operands: [x, z], output: y, step }) {
      for (const kind of ["matmulTiles", "matmulPanels"] as const) {
        step(kind, (at) => [
          at(x!.region) + x!.origin, at(z!.region) + z!.origin, at(y.region) + y.origin, at(scratch), at(tiles),
          aMatrices, elementCount(batch), rows, depth, columns, ...words,
        ]);
      }
    },
  }];
};
