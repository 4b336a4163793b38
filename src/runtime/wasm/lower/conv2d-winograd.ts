/**
 * conv2d by Winograd's way: fewer multiplications for larger tiles, with errors that grow with them. For one group, no dilation, and
 * square kernels of 3 at stride 1, or of 3, 4, 7 and 8 at stride 2. See kernels/src/f32-conv2d-winograd-8-simd128.ts.
 */
import type { Implementation, NodeToLower } from "../lowering.ts";
import { type AddressOf, blockedTensor, type Border, noBorder, type PlacedTensor, tensorWords } from "../placed-tensor.ts";
import type { KeptRegion, PackedRegion } from "../region.ts";
import { stepKind } from "../step.ts";
import type { Conv2dSizes } from "./conv2d-sizes.ts";
import { type LayerParameters, layerParameters, packedPanels } from "./packed-weights.ts";
import { type WinogradTiling, winogradTiling, type WinogradVariant } from "./winograd-tiling.ts";

export const winogradVariants = {
  "winograd F2": { number: 0, m: 2, r: 3, stride: 1, price: 1 },
  "winograd F4": { number: 1, m: 4, r: 3, stride: 1, price: 1, inRun: true },
  "winograd F5": { number: 2, m: 5, r: 3, stride: 1, price: 1.08, inRun: true },
  "winograd F6": { number: 3, m: 6, r: 3, stride: 1, price: 1.08 },
  "winograd F4x4 by phases": { number: 4, m: 4, r: 4, stride: 2, price: 1 },
  "winograd F4x2 by phases": { number: 5, m: 4, r: 2, stride: 2, price: 1.1 },
} as const satisfies Readonly<Record<string, WinogradVariant>>;

export type WinogradName = keyof typeof winogradVariants;

/** For two passes over a tile, and its pixels that are to be pooled. */
const transformBytes = 2048;
/** The line that tells what is kept. */
const keptHead = 64;

export function conv2dWinograd(node: NodeToLower, sizes: Conv2dSizes, algorithm: WinogradName): Implementation | undefined {
  const variant: WinogradVariant = winogradVariants[algorithm];
  const tiling = winogradTiling(node, sizes, variant);
  if (tiling === undefined) return undefined;
  const { m, r } = variant;
  const { byChannel, inPlanes, isShared, rows, columns } = tiling;
  const squares = byChannel ? blockedTensor([sizes.images, inPlanes * 4, rows * m + r - 1, columns * m + r - 1], noBorder) : undefined;
  const pools = node.node.pool !== undefined && m % 2 === 0;
  const words = recordWords(node, sizes, variant, tiling, pools);
  const wanted = byChannel ? "plain" : tilesBorder(sizes, rows * m, columns * m, r);
  return {
    algorithm,
    operands: node.operands.map((_, index) => (index === 0 ? wanted : noBorder)),
    output: "blocked",
    pools,
    emit({ operands: [x, residual], output: y, step }) {
      if (squares !== undefined) step("phases", (at) => phasesWords(at, x!, squares, sizes));
      const record = (at: AddressOf) => words(at, squares ?? withPadding(x!, sizes), residual, y);
      if (!isShared) return step("winogradTiles", record);
      step("winogradInputs", record);
      step("winogradPanels", record);
    },
  };
}

/** The words of the record, which name the weights and the room that the kernels need. */
function recordWords(node: NodeToLower, sizes: Conv2dSizes, variant: WinogradVariant, tiling: WinogradTiling, pools: boolean) {
  const { threads, node: { relu } } = node;
  const { images, outChannels, outHeight, outWidth } = sizes;
  const { n, inPlanes, planeStride, skips, panels, rows, columns, keepsStored, isShared, blockTiles, inputBytes, productBytes, panelBytes, keptBytes } = tiling;
  const scratchBytes = transformBytes + (isShared ? 0 : n * n * (inputBytes + productBytes));
  const scratch = { byteLength: threads * scratchBytes };
  const [inputs, products] = [{ byteLength: n * n * inputBytes }, { byteLength: n * n * productBytes }];
  const panel = { byteLength: threads * 2 * n * panelBytes };
  const kept: KeptRegion = { byteLength: keptHead + n * n * keptBytes, keeps: true };
  const parameters = layerParameters(node, { groups: 1, rows: outChannels });
  const weight = keepsStored ? storedPanels(parameters, sizes, variant, tiling) : packedWinograd(parameters, sizes, variant, tiling);
  return (at: AddressOf, x: PlacedTensor, residual: PlacedTensor | undefined, y: PlacedTensor): readonly number[] => [
    ...tensorWords(at, x), ...tensorWords(at, y), ...residual === undefined ? [0, 0, 0, 0] : tensorWords(at, residual),
    at(weight), at(parameters.bias), at(scratch), scratchBytes, ...isShared ? [at(inputs), at(products)] : [0, 0], ...keepsStored ? [at(panel), panelBytes] : [0, 0], ...keptBytes > 0 ? [at(kept), keptBytes] : [0, 0],
    inputBytes, productBytes, variant.number, variant.m, n, planeStride, images, inPlanes, Math.ceil(outChannels / 4), panels, outHeight, outWidth,
    rows, columns, blockTiles, relu ? 1 : 0, skips ? 1 : 0, pools ? 1 : 0,
  ];
}

/** From the first tile's first pixel on. */
function withPadding(x: PlacedTensor, { padding }: Conv2dSizes): PlacedTensor {
  return { ...x, origin: x.origin - padding[0] * x.rowBytes - padding[1] * 16 };
}

function phasesWords(at: AddressOf, x: PlacedTensor, squares: PlacedTensor, { inChannels, height, width, padding }: Conv2dSizes): readonly number[] {
  return [at(x.region) + x.origin, at(squares.region), squares.images * inChannels, height, width, ...padding, squares.height, squares.width];
}

/** Zeros to the last tile's end. */
function tilesBorder({ height, width, padding, stride }: Conv2dSizes, tiledHeight: number, tiledWidth: number, r: number): Border {
  const end = (tiled: number, axis: 0 | 1) => stride[axis] * (tiled + r - 1) - padding[axis];
  return { top: padding[0], left: padding[1], bottom: Math.max(0, end(tiledHeight, 0) - height), right: Math.max(0, end(tiledWidth, 1) - width) };
}

/** [panel][k][tap][8], to be transformed in a run. */
function storedPanels(parameters: LayerParameters, { inChannels, outChannels }: Conv2dSizes, { r }: WinogradVariant, { terms }: WinogradTiling): PackedRegion {
  return packedPanels(parameters, { groups: 1, rows: outChannels, channels: inChannels * r * r, packedChannels: terms * r * r, taps: 1 });
}

/** [frequency][panel][k][8], as kernels/src/f32-pack-winograd-8.ts writes it. */
function packedWinograd({ weight, sources, scale }: LayerParameters, { inChannels, outChannels, kernel }: Conv2dSizes, { number, r, stride }: WinogradVariant, { n, byChannel, weightBytes }: WinogradTiling): PackedRegion {
  return {
    byteLength: weightBytes, sources, weight, rows: outChannels, groupRows: outChannels, rowLength: inChannels * kernel[0] * kernel[1],
    ...scale === undefined ? {} : { scale },
    words: (job) => [
      stepKind.packWinograd, 1, job.from, job.to, job.scale, job.firstRow, job.firstPanel, job.endPanel,
      outChannels, inChannels, kernel[0], stride, number, n, r, byChannel ? 1 : 0, job.scratch,
    ],
  };
}
