/** linear with weights of 8 bits and one scale for each output feature, over rows that are rounded to 16 bits. */
import { elementCount } from "../../../ops/shapes.ts";
import type { Implementation, NodeToLower } from "../lowering.ts";
import { type FilledRegion, vectorBytes } from "../region.ts";
import { type LayerParameters, layerParameters } from "./packed-weights.ts";

const largest = 127;

export function linearInt8(node: NodeToLower, inFeatures: number, outFeatures: number): Implementation {
  const parameters = layerParameters(node, { groups: 1, rows: outFeatures });
  const rows = elementCount(node.output.shape) / outFeatures;
  const length = Math.ceil(inFeatures / 8) * 8;
  const weight = quantizedRows(parameters, outFeatures, inFeatures, length);
  const quantized = { byteLength: rows * (16 + 2 * length) };
  return {
    algorithm: "int8",
    operands: node.operands.map(() => "plain"),
    output: "plain",
    emit({ operands: [x, residual], output: y, step }) {
      for (const kind of ["quantizeRows", "linearInt8"] as const) {
        step(kind, (at) => [
          at(x!.region) + x!.origin, at(y.region) + y.origin, residual === undefined ? 0 : at(residual.region) + residual.origin,
          at(weight), at(parameters.bias), at(quantized), rows, inFeatures, outFeatures, node.node.relu ? 1 : 0,
        ]);
      }
    },
  };
}

/** Scales, then rows: each number the nearest multiple of its row's scale. */
function quantizedRows({ weight, sources }: LayerParameters, rows: number, rowLength: number, paddedLength: number): FilledRegion {
  return {
    byteLength: vectorBytes(rows) + Math.ceil(rows * paddedLength / 16) * 16,
    sources,
    write(buffer, address) {
      const values = weight();
      const scales = new Float32Array(buffer, address, rows);
      const bytes = new Int8Array(buffer, address + vectorBytes(rows), rows * paddedLength).fill(0);
      for (let row = 0; row < rows; row++) {
        const from = row * rowLength;
        let most = 0;
        for (let k = 0; k < rowLength; k++) most = Math.max(most, Math.abs(values[from + k]!));
        scales[row] = most / largest;
        const factor = most > 0 ? largest / most : 0;
        for (let k = 0; k < rowLength; k++) bytes[row * paddedLength + k] = Math.round(values[from + k]! * factor);
      }
    },
  };
}
