/** linear with weights of 8 or 16 bits and one scale for each output feature: see kernels/src/rounded-rows-8-simd128.ts. */
import { elementCount } from "../../../ops/shapes.ts";
import type { Implementation, NodeToLower } from "../lowering.ts";
import { type PackedRegion, panelRows, vectorBytes } from "../region.ts";
import { stepKind } from "../step.ts";
import { type LayerParameters, layerParameters } from "./packed-weights.ts";

/** Bytes of a weight. */
const weightBytes = { int8: 1, float16: 2 } as const;

export function linearRounded(node: NodeToLower, precision: keyof typeof weightBytes, inFeatures: number, outFeatures: number): Implementation {
  const parameters = layerParameters(node, { groups: 1, rows: outFeatures });
  const rows = elementCount(node.output.shape) / outFeatures;
  const length = Math.ceil(inFeatures / 8) * 8;
  const bytes = weightBytes[precision];
  const weight = roundedRows(parameters, { outFeatures, inFeatures, length, bytes });
  const scratchBytes = 32 + 48 + (precision === "float16" && rows >= 4 ? 4 * length * 4 : 0);
  const scratch = { byteLength: node.threads * scratchBytes };
  const prepared = { byteLength: rows * (16 + length * 2 * bytes) };
  return {
    algorithm: precision,
    operands: node.operands.map(() => "plain"),
    output: "plain",
    emit({ operands: [x, residual], output: y, step }) {
      for (const kind of ["prepareRows", "linearRounded"] as const) {
        step(kind, (at) => [
          at(x!.region) + x!.origin, at(y.region) + y.origin, residual === undefined ? 0 : at(residual.region) + residual.origin,
          at(weight), at(parameters.bias), at(prepared), at(scratch), scratchBytes, rows, inFeatures, outFeatures, node.node.relu ? 1 : 0, length, bytes,
        ]);
      }
    },
  };
}

interface RoundedSizes {
  readonly outFeatures: number;
  readonly inFeatures: number;
  readonly length: number;
  readonly bytes: number;
}

/** Scales, which take in a batch norm's, then rows, four of them mixed. */
function roundedRows({ weight, sources, scale }: LayerParameters, { outFeatures, inFeatures, length, bytes }: RoundedSizes): PackedRegion {
  return {
    byteLength: vectorBytes(outFeatures) + Math.ceil(outFeatures / 4) * 4 * length * bytes,
    sources, weight, rows: outFeatures, groupRows: outFeatures, rowLength: inFeatures,
    ...scale === undefined ? {} : { scale },
    words: (job) => [
      stepKind.packRounded, 1, job.from, job.to, job.scale, job.firstRow, Math.min(job.endPanel * panelRows, outFeatures), outFeatures, inFeatures, length, bytes,
    ],
  };
}
