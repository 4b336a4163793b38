/**
 * linear: one row by matrix times vector, more rows as products of tiles, with the same sums to the bit. One row of large weights into which
 * nothing is folded is multiplied with these as they are stored, in another order.
 */
import { elementCount } from "../../../ops/shapes.ts";
import { largeWeight } from "../../plan-for-weights.ts";
import type { Implementation, Lowering, NodeToLower } from "../lowering.ts";
import { type AddressOf, type PlacedTensor } from "../placed-tensor.ts";
import type { PlanNode } from "../plan-graph.ts";
import { linearRounded } from "./linear-rounded.ts";
import { layerParameters, packedColumns, packedPanels, storedRows } from "./packed-weights.ts";
import { tileBytes, productBytes } from "./tiles.ts";

export const linear: Lowering = (node) => {
  const inFeatures = node.operands[0]!.shape.at(-1)!;
  const outFeatures = node.output.shape.at(-1)!;
  const rows = elementCount(node.output.shape) / outFeatures;
  const { precision = "float32" } = node;
  if (precision !== "float32") return [linearRounded(node, precision, inFeatures, outFeatures)];
  const readsStored = rows === 1 && !node.isStepped && node.node.norm === undefined && inFeatures * outFeatures >= largeWeight;
  return [readsStored ? storedVector(node, inFeatures, outFeatures) : product(node, rows, inFeatures, outFeatures)];
};

function storedVector(node: NodeToLower, inFeatures: number, outFeatures: number): Implementation {
  const parameters = layerParameters(node, { groups: 1, rows: outFeatures });
  const weight = storedRows(parameters, outFeatures * inFeatures);
  return {
    algorithm: "stored vector",
    operands: node.operands.map(() => "plain"),
    output: "plain",
    emit: ({ operands: [x, residual], output: y, step }) => step("linearRows", (at) => [
      at(x!.region) + x!.origin, at(y.region) + y.origin, residual === undefined ? 0 : at(residual.region) + residual.origin,
      at(weight), at(parameters.bias), inFeatures, outFeatures, node.node.relu ? 1 : 0,
    ]),
  };
}

/** With the node's parameters weight and bias; `holds` tells how the weight is stored. */
export function product(node: NodeToLower, rows: number, inFeatures: number, outFeatures: number, holds: PlanNode["weight"] = "rows"): Implementation {
  const parameters = layerParameters(node, { groups: 1, rows: outFeatures });
  const weight = holds === "columns" ? packedColumns(parameters, inFeatures, outFeatures)
    : packedPanels(parameters, { groups: 1, rows: outFeatures, channels: inFeatures, packedChannels: inFeatures, taps: 1 });
  const scratch = { byteLength: node.threads * productBytes(node.tileRows) };
  const tiles = { byteLength: Math.ceil(rows / node.tileRows) * tileBytes(inFeatures, node.tileRows) };
  const words = (at: AddressOf, [x, residual]: readonly PlacedTensor[], y: PlacedTensor, isVector: boolean) => [
    at(x!.region) + x!.origin, at(y.region) + y.origin, residual === undefined ? 0 : at(residual.region) + residual.origin,
    at(weight), at(parameters.bias), ...isVector ? [0, 0] : [at(scratch), at(tiles)], rows, inFeatures, outFeatures, node.node.relu ? 1 : 0,
  ];
  return {
    algorithm: rows === 1 ? "vector" : "gemm",
    operands: node.operands.map(() => "plain"),
    output: "plain",
    emit({ operands, output, step }) {
      if (rows === 1) return step("linearVector", (at) => words(at, operands, output, true));
      step("linearTiles", (at) => words(at, operands, output, false));
      step("linearPanels", (at) => words(at, operands, output, false));
    },
  };
}
