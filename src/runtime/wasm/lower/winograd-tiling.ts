/** How a Winograd convolution is cut into tiles, and how they are shared out: plain numbers, from shapes and the number of threads alone. */
import type { NodeToLower } from "../lowering.ts";
import { panelRows } from "../region.ts";
import type { WinogradShape } from "./conv2d-cost.ts";
import type { Conv2dSizes } from "./conv2d-sizes.ts";
import { tileBytes, tileTerms } from "./tiles.ts";

/** F(m x m, r x r). */
export interface WinogradVariant extends WinogradShape {
  /** In kernels/winograd.mjs. */
  readonly number: number;
  /** Whether the kernels can transform its weights in a run. */
  readonly inRun?: true;
}

export interface WinogradTiling {
  /** Pixels of a tile along one axis. */
  readonly n: number;
  /** Whether phases are the lanes of a plane for each channel, and the convolution's stride 1. */
  readonly byChannel: boolean;
  readonly inPlanes: number;
  /** Between the pixels of a plane that a tile takes. */
  readonly planeStride: number;
  /** Numbers that are summed up in a product. */
  readonly terms: number;
  /** Whether phases are left out at frequencies at which they are zero. */
  readonly skips: boolean;
  readonly panels: number;
  readonly rows: number;
  readonly columns: number;
  /** Of all weights, transformed. */
  readonly weightBytes: number;
  /** Whether weights are kept as they are stored, and transformed in a run. */
  readonly keepsStored: boolean;
  /** Whether they are then kept for later runs; 0 bytes, or from a frequency to the next. */
  readonly keptBytes: number;
  /** Whether threads share all tiles, and take panels of output channels. */
  readonly isShared: boolean;
  readonly blockTiles: number;
  /** From a frequency to the next. */
  readonly inputBytes: number;
  readonly productBytes: number;
  readonly panelBytes: number;
}

/** Transformed weights that are read again for each block of tiles; larger ones are read once. */
const mostWeightBytes = 4 * 1024 * 1024;
/** Products of tiles, of all rows. */
const mostBlockProducts = 4;
/**
 * With so many tiles, large weights are transformed in each run, a panel at a time, and not kept so: that takes about as long as to read four times the bytes
 * from memory. With fewer it takes longer than the products, so that they are kept from the second run on.
 */
const leastTilesUnkept = 16;
/** Fewer than so many tiles are shared among threads by panels of output channels. */
const leastTilesOfThread = 8;

/** Undefined where the variant cannot compute the convolution, or not within the memory wanted. */
export function winogradTiling(node: NodeToLower, sizes: Conv2dSizes, variant: WinogradVariant): WinogradTiling | undefined {
  if (!fits(sizes, variant)) return undefined;
  const { m, r, stride } = variant;
  const n = m + r - 1;
  const channels = channelTiling(node, sizes, stride);
  const panels = Math.ceil(sizes.outChannels / panelRows);
  const [rows, columns] = [Math.ceil(sizes.outHeight / m), Math.ceil(sizes.outWidth / m)];
  const tiles = sizes.images * rows * columns;
  const weightBytes = n * n * panels * channels.terms * panelRows * 4;
  const isOnce = weightBytes > mostWeightBytes;
  const keepsStored = isOnce && variant.inRun === true;
  const isKept = keepsStored && tiles < leastTilesUnkept && node.memory !== "low";
  if (isOnce && !keepsStored && node.memory === "low") return undefined;
  const isShared = keepsStored || node.threads > 1 && (isOnce || tiles < leastTilesOfThread * node.threads);
  const blockTiles = isOnce || isShared ? tiles : Math.min(tiles, mostBlockProducts * node.tileRows);
  return {
    ...channels, n, panels, rows, columns, weightBytes, keepsStored, isShared, blockTiles,
    inputBytes: oddLines(Math.ceil(blockTiles / node.tileRows) * tileBytes(channels.terms, node.tileRows)),
    productBytes: oddLines(panels * blockTiles * panelRows * 4),
    panelBytes: oddLines(channels.terms * panelRows * 4),
    keptBytes: isKept ? oddLines(panels * channels.terms * panelRows * 4) : 0,
  };
}

function fits({ kernel, stride, dilation, groups }: Conv2dSizes, variant: WinogradVariant): boolean {
  const isSquare = [kernel, stride, dilation].every(([a, b]) => a === b);
  return isSquare && groups === 1 && dilation[0] === 1 && stride[0] === variant.stride && Math.ceil(kernel[0] / stride[0]) === variant.r && kernel[0] >= variant.r;
}

/** Where lanes would be empty, and the image lies plain, its phases become the lanes. */
function channelTiling({ blocked }: NodeToLower, { inChannels, kernel }: Conv2dSizes, stride: number): Pick<WinogradTiling, "byChannel" | "inPlanes" | "planeStride" | "terms" | "skips"> {
  const byChannel = stride > 1 && inChannels % 4 !== 0 && !blocked[0];
  const inPlanes = byChannel ? inChannels : Math.ceil(inChannels / 4);
  const planeStride = byChannel ? 1 : stride;
  const terms = planeStride * planeStride * inPlanes * 4;
  // A phase then begins a block of a tile's terms, or all are in one.
  const skips = planeStride > 1 && kernel[0] % 2 === 1 && (inPlanes % (tileTerms / 4) === 0 || terms <= tileTerms);
  return { byChannel, inPlanes, planeStride, terms, skips };
}

/** An odd number of 64-byte lines, so that the streams of a transform fall into different sets of the cache. */
function oddLines(bytes: number): number {
  return (Math.ceil(bytes / 64) | 1) * 64;
}
