/**
 * conv2d by Winograd's way: fewer multiplications for larger tiles, with errors that grow with them. For one group, no dilation, and
 * square kernels of 3 at stride 1, or of 3, 4, 7 and 8 at stride 2. See kernels/src/f32-conv2d-winograd-4x8-simd128.ts.
 */
import type { Implementation, NodeToLower } from "../lowering.ts";
import { type AddressOf, blockedTensor, type Border, noBorder, type PlacedTensor, tensorWords } from "../placed-tensor.ts";
import { type PackedRegion, panelRows } from "../region.ts";
import { stepKind } from "../step.ts";
import type { WinogradShape } from "./conv2d-cost.ts";
import type { Conv2dSizes } from "./conv2d-sizes.ts";
import { type LayerParameters, layerParameters, packedPanels } from "./packed-weights.ts";
import { tileBytes, tileRows, tileTerms } from "./tiles.ts";

/** F(m x m, r x r) by the numbers of kernels/winograd.mjs. */
export const winogradVariants = {
  "winograd F2": { number: 0, m: 2, r: 3, stride: 1, price: 1 },
  "winograd F4": { number: 1, m: 4, r: 3, stride: 1, price: 1 },
  "winograd F5": { number: 2, m: 5, r: 3, stride: 1, price: 1.08 },
  "winograd F6": { number: 3, m: 6, r: 3, stride: 1, price: 1.08 },
  "winograd F4x4 by phases": { number: 4, m: 4, r: 4, stride: 2, price: 1 },
  "winograd F4x2 by phases": { number: 5, m: 4, r: 2, stride: 2, price: 1.1 },
} as const satisfies Readonly<Record<string, WinogradShape & { readonly number: number }>>;

export type WinogradName = keyof typeof winogradVariants;

const transformBytes = 2048;
/** Transformed weights that are read again for each block of tiles; larger ones are read once. */
const mostWeightBytes = 4 * 1024 * 1024;
const mostBlockTiles = 16;
/**
 * With so many tiles, large weights are transformed in each run, a panel at a time, and not kept so: that takes about as long as to read four times the bytes
 * from memory. With fewer it takes longer than the products.
 */
const leastTilesOfStored = 16;
/** Fewer than so many tiles are shared among threads by panels of output channels. */
const leastTilesOfThread = 8;

export function conv2dWinograd(node: NodeToLower, sizes: Conv2dSizes, algorithm: WinogradName): Implementation | undefined {
  const { number, m, r, stride } = winogradVariants[algorithm];
  const { kernel, outHeight, outWidth, images, outChannels } = sizes;
  const isSquare = [kernel, sizes.stride, sizes.dilation].every(([a, b]) => a === b);
  if (!isSquare || sizes.groups > 1 || sizes.dilation[0] > 1 || sizes.stride[0] !== stride || Math.ceil(kernel[0] / stride) !== r || kernel[0] < r) return undefined;
  const n = m + r - 1;
  // Where lanes would be empty, and the image lies plain, its phases become the lanes, and the convolution's stride 1.
  const byChannel = stride > 1 && sizes.inChannels % 4 !== 0 && !node.blocked[0];
  const inPlanes = byChannel ? sizes.inChannels : Math.ceil(sizes.inChannels / 4);
  const planeStride = byChannel ? 1 : stride;
  const terms = planeStride * planeStride * inPlanes * 4;
  // A phase then begins a block of a tile's terms, or all are in one.
  const skips = planeStride > 1 && kernel[0] % 2 === 1 && (inPlanes % (tileTerms / 4) === 0 || terms <= tileTerms);
  const panels = Math.ceil(outChannels / panelRows);
  const [rows, columns] = [Math.ceil(outHeight / m), Math.ceil(outWidth / m)];
  const tiles = images * rows * columns;
  const weightBytes = n * n * panels * terms * panelRows * 4;
  const isOnce = weightBytes > mostWeightBytes;
  const keepsStored = isOnce && stride === 1 && (m === 4 || m === 5) && (tiles >= leastTilesOfStored || node.memory === "low");
  if (isOnce && !keepsStored && node.memory === "low") return undefined;
  const isShared = keepsStored || node.threads > 1 && (isOnce || tiles < leastTilesOfThread * node.threads);
  const blockTiles = isOnce || isShared ? tiles : Math.min(tiles, mostBlockTiles);
  const filled = Math.ceil(blockTiles / tileRows) * tileRows;
  // Where three tiles are taken at once there may be a product more than by fours alone.
  const inputBytes = oddLines((Math.floor(blockTiles / 4) + 3) * tileBytes(terms));
  const productBytes = oddLines(panels * filled * panelRows * 4);
  const ownBytes = n * n * (inputBytes + productBytes);
  const scratchBytes = transformBytes + (isShared ? 0 : ownBytes);
  const scratch = { byteLength: node.threads * scratchBytes };
  const [inputs, products] = [{ byteLength: n * n * inputBytes }, { byteLength: n * n * productBytes }];
  const parameters = layerParameters(node, { groups: 1, rows: outChannels });
  const weight = keepsStored
    ? packedPanels(parameters, { groups: 1, rows: outChannels, channels: sizes.inChannels * r * r, packedChannels: terms * r * r, taps: 1 })
    : packedWinograd(parameters, sizes, weightBytes, { number, n, r, stride, byChannel });
  const panelBytes = oddLines(terms * panelRows * 4);
  const panel = { byteLength: node.threads * 2 * n * panelBytes };
  const squares = byChannel ? blockedTensor([images, inPlanes * 4, rows * m + r - 1, columns * m + r - 1], noBorder) : undefined;
  const words = (at: AddressOf, [x, residual]: readonly PlacedTensor[], y: PlacedTensor) => {
    return [
      ...tensorWords(at, squares ?? withPadding(x!, sizes)), ...tensorWords(at, y),
      ...residual === undefined ? [0, 0, 0, 0] : tensorWords(at, residual), at(weight), at(parameters.bias), at(scratch), scratchBytes,
      ...isShared ? [at(inputs), at(products)] : [0, 0], ...keepsStored ? [at(panel), panelBytes] : [0, 0], inputBytes, productBytes, number, m, n, planeStride,
      images, inPlanes, Math.ceil(outChannels / 4), panels, outHeight, outWidth, rows, columns, blockTiles, node.node.relu ? 1 : 0, skips ? 1 : 0,
    ];
  };
  const wanted = byChannel ? "plain" : tilesBorder(sizes, rows * m, columns * m, r);
  return {
    algorithm,
    operands: node.operands.map((_, index) => (index === 0 ? wanted : noBorder)),
    output: "blocked",
    emit({ operands, output, step }) {
      if (squares !== undefined) step("phases", (at) => phasesWords(at, operands[0]!, squares, sizes));
      if (!isShared) return step("winogradTiles", (at) => words(at, operands, output));
      step("winogradInputs", (at) => words(at, operands, output));
      step("winogradPanels", (at) => words(at, operands, output));
    },
  };
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

/** An odd number of 64-byte lines, so that the streams of a transform fall into different sets of the cache. */
function oddLines(bytes: number): number {
  return (Math.ceil(bytes / 64) | 1) * 64;
}

/** [frequency][panel][k][8], as kernels/src/f32-pack-winograd-8.ts writes it. */
function packedWinograd({ weight, sources, scale }: LayerParameters, { inChannels, outChannels, kernel }: Conv2dSizes, byteLength: number, { number, n, r, stride, byChannel }: { readonly number: number; readonly n: number; readonly r: number; readonly stride: number; readonly byChannel: boolean }): PackedRegion {
  return {
    byteLength, sources, weight, rows: outChannels, groupRows: outChannels, rowLength: inChannels * kernel[0] * kernel[1],
    ...scale === undefined ? {} : { scale },
    words: (job) => [
      stepKind.packWinograd, 1, job.from, job.to, job.scale, job.firstRow, job.firstPanel, job.endPanel,
      outChannels, inChannels, kernel[0], stride, number, n, r, byChannel ? 1 : 0, job.scratch,
    ],
  };
}
